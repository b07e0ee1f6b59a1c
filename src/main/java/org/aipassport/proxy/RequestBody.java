package org.aipassport.proxy;

import jakarta.servlet.http.HttpServletRequest;
import java.io.IOException;
import org.aipassport.json.JsonObject;
import org.aipassport.problems.Refusal;
import org.aipassport.problems.RefusalException;
import org.aipassport.wire.JsonBodies;

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
    try {
      return JsonBodies.required(request, request.getInputStream(), mostBytes);
    } catch (IOException e) {
      throw RefusalException.because(Refusal.MALFORMED, "The body broke off.", e);
    }
  }
}
