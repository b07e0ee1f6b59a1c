package org.aipassport.wire;

import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.util.List;
import org.aipassport.problems.Refusal;
import org.aipassport.problems.RefusalException;

/** Refuses methods that a path does not serve, and says which it does (RFC 9110 section 15.5.6). */
public final class Methods {
  static final String ALLOW = "Allow";

  private Methods() {}

  /**
   * Refuses any method but these.
   *
   * @throws RefusalException METHOD_NOT_ALLOWED
   */
  public static void allow(
      HttpServletRequest request, HttpServletResponse response, String... methods) {
    if (!List.of(methods).contains(request.getMethod())) {
      String allowed = String.join(", ", methods);
      response.setHeader(ALLOW, allowed);
      throw new RefusalException(Refusal.METHOD_NOT_ALLOWED, "Use " + allowed + " here.");
    }
  }
}
