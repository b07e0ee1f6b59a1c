package org.aipassport.wire;

import jakarta.servlet.http.HttpServletRequest;
import java.io.IOException;
import java.io.InputStream;
import org.aipassport.json.Json;
import org.aipassport.json.JsonObject;
import org.aipassport.problems.Refusal;
import org.aipassport.problems.RefusalException;

/** Reads JSON bodies, within a limit. */
public final class JsonBodies {
  private JsonBodies() {}

  /**
   * The object that the body holds.
   *
   * @param mostBytes the limit
   * @throws RefusalException UNSUPPORTED_MEDIA_TYPE, TOO_LARGE or MALFORMED
   */
  public static JsonObject required(HttpServletRequest request, InputStream body, long mostBytes) {
    refuseUnlessJson(request);
    return Json.parseObject(read(request, body, mostBytes));
  }

  /**
   * The object that the body holds, or an empty one where there is no body.
   *
   * @throws RefusalException as {@link #required}
   */
  public static JsonObject optional(HttpServletRequest request, InputStream body, long mostBytes) {
    byte[] bytes = read(request, body, mostBytes);
    if (bytes.length == 0) {
      return JsonObject.EMPTY;
    }
    refuseUnlessJson(request);
    return Json.parseObject(bytes);
  }

  private static byte[] read(HttpServletRequest request, InputStream body, long mostBytes) {
    if (request.getContentLengthLong() > mostBytes) {
      throw tooLarge(mostBytes);
    }
    byte[] bytes;
    try {
      bytes = body.readNBytes(Math.toIntExact(mostBytes + 1));
    } catch (IOException e) {
      throw RefusalException.because(Refusal.MALFORMED, "The body broke off.", e);
    }
    if (bytes.length > mostBytes) {
      throw tooLarge(mostBytes);
    }
    return bytes;
  }

  /**
   * The object that a body holds which was read already.
   *
   * @throws RefusalException UNSUPPORTED_MEDIA_TYPE or MALFORMED
   */
  public static JsonObject parse(HttpServletRequest request, byte[] body) {
    refuseUnlessJson(request);
    return Json.parseObject(body);
  }

  /** Other parameters than charset mean nothing here (RFC 8259 section 11). */
  private static void refuseUnlessJson(HttpServletRequest request) {
    String type = request.getContentType();
    MediaType read;
    try {
      read = MediaType.parse(type == null ? "" : type);
    } catch (IllegalArgumentException e) {
      throw notJson();
    }
    if (!read.name().equals("application/json")) {
      throw notJson();
    }
    if (!read.isUtf8()) {
      throw new RefusalException(
          Refusal.UNSUPPORTED_MEDIA_TYPE, "JSON is UTF-8; send no other charset.");
    }
  }

  private static RefusalException notJson() {
    return new RefusalException(
        Refusal.UNSUPPORTED_MEDIA_TYPE, "Send Content-Type: application/json.");
  }

  /** The refusal of a body beyond its limit. */
  public static RefusalException tooLarge(long mostBytes) {
    return new RefusalException(
        Refusal.TOO_LARGE, "The body is larger than " + mostBytes + " bytes.");
  }
}
