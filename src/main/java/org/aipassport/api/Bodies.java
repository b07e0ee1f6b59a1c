package org.aipassport.api;

import jakarta.servlet.http.HttpServletRequest;
import java.io.InputStream;
import org.aipassport.json.JsonObject;
import org.aipassport.wire.JsonBodies;

/** Bodies of our own surface: JSON, at most 64 KiB. */
final class Bodies {
  private static final long MOST_BYTES = 64 * 1024;

  private Bodies() {}

  static JsonObject required(HttpServletRequest request, InputStream body) {
    return JsonBodies.required(request, body, MOST_BYTES);
  }

  /** An empty object where there is no body. */
  static JsonObject optional(HttpServletRequest request, InputStream body) {
    return JsonBodies.optional(request, body, MOST_BYTES);
  }
}
