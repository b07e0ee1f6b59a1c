package org.aipassport.proxy;

import jakarta.servlet.http.HttpServletRequest;
import java.io.IOException;
import java.util.Locale;
import org.aipassport.json.Json;
import org.aipassport.json.JsonObject;
import org.aipassport.problems.Refusal;
import org.aipassport.problems.RefusalException;

/** Reads the JSON body of a call, within a limit. */
final class RequestBody {
  private RequestBody() {}

  /**
   * The object that the body holds.
   *
   * @param mostBytes the limit
   * @throws RefusalException UNSUPPORTED_MEDIA_TYPE, TOO_LARGE or MALFORMED
   */
  static JsonObject read(HttpServletRequest request, long mostBytes) {
    refuseUnlessJson(request);
    if (request.getContentLengthLong() > mostBytes) {
      throw tooLarge(mostBytes);
    }
    byte[] bytes;
    try {
      bytes = request.getInputStream().readNBytes(Math.toIntExact(mostBytes + 1));
    } catch (IOException e) {
      throw RefusalException.because(Refusal.MALFORMED, "The body broke off.", e);
    }
    if (bytes.length > mostBytes) {
      throw tooLarge(mostBytes);
    }
    return Json.parseObject(bytes);
  }

  private static void refuseUnlessJson(HttpServletRequest request) {
    String type = request.getContentType();
    String bare = type == null ? "" : type.split(";", 2)[0].trim().toLowerCase(Locale.ROOT);
    if (!bare.equals("application/json")) {
      throw new RefusalException(
          Refusal.UNSUPPORTED_MEDIA_TYPE, "Send Content-Type: application/json.");
    }
  }

  private static RefusalException tooLarge(long mostBytes) {
    return new RefusalException(
        Refusal.TOO_LARGE, "The body is larger than " + mostBytes + " bytes.");
  }
}
