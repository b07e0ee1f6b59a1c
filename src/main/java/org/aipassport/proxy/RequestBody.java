package org.aipassport.proxy;

import jakarta.servlet.http.HttpServletRequest;
import org.aipassport.json.JsonObject;
import org.aipassport.problems.RefusalException;
import org.aipassport.wire.JsonBodies;

/** Understands the body of a call. */
final class RequestBody {
  private RequestBody() {}

  /**
   * The object that the body holds.
   *
   * @throws RefusalException UNSUPPORTED_MEDIA_TYPE or MALFORMED
   */
  static JsonObject json(HttpServletRequest request, HeldBody body) {
    return JsonBodies.parse(request, body.bytes());
  }
}
