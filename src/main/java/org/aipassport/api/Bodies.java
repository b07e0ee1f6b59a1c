package org.aipassport.api;

import jakarta.servlet.http.HttpServletRequest;
import java.io.IOException;
import java.io.InputStream;
import java.util.Locale;
import org.aipassport.json.Json;
import org.aipassport.json.JsonObject;
import org.aipassport.problems.Refusal;
import org.aipassport.problems.RefusalException;

/** Reads JSON bodies, at most 64 KiB. */
final class Bodies {
  private static final int MOST_BYTES = 64 * 1024;

  private Bodies() {}

  /**
   * The object that the body holds.
   *
   * @throws RefusalException UNSUPPORTED_MEDIA_TYPE, TOO_LARGE or MALFORMED
   */
  static JsonObject required(HttpServletRequest request, InputStream body) {
    byte[] bytes = read(body);
    refuseUnlessJson(request);
    return Json.parseObject(bytes);
  }

  /** The object that the body holds, or an empty one where there is no body. */
  static JsonObject optional(HttpServletRequest request, InputStream body) {
    byte[] bytes = read(body);
    if (bytes.length == 0) {
      return JsonObject.EMPTY;
    }
    refuseUnlessJson(request);
    return Json.parseObject(bytes);
  }

  private static byte[] read(InputStream body) {
    try {
      byte[] bytes = body.readNBytes(MOST_BYTES + 1);
      if (bytes.length > MOST_BYTES) {
        throw new RefusalException(Refusal.TOO_LARGE, "The body is larger than 64 KiB.");
      }
      return bytes;
    } catch (IOException e) {
      throw RefusalException.because(Refusal.MALFORMED, "The body broke off.", e);
    }
  }

  private static void refuseUnlessJson(HttpServletRequest request) {
    String type = request.getContentType();
    String bare = type == null ? "" : type.split(";", 2)[0].trim().toLowerCase(Locale.ROOT);
    if (!bare.equals("application/json")) {
      throw new RefusalException(
          Refusal.UNSUPPORTED_MEDIA_TYPE, "Send Content-Type: application/json.");
    }
  }
}
