package org.aipassport.web;

import jakarta.servlet.ServletRequest;
import java.util.Optional;
import org.aipassport.identity.Session;
import org.aipassport.problems.Refusal;
import org.aipassport.problems.RefusalException;
import org.aipassport.values.SecretText;

/**
 * Who looks at a page.
 *
 * @param session of whoever is signed in
 * @param secret what the forms of this browser are bound to: its session's cookie or its visitor's
 */
record Visit(View view, Optional<Session> session, SecretText secret) {
  private static final String ATTRIBUTE = Visit.class.getName();

  void of(ServletRequest request) {
    request.setAttribute(ATTRIBUTE, this);
  }

  static Visit read(ServletRequest request) {
    if (request.getAttribute(ATTRIBUTE) instanceof Visit visit) {
      return visit;
    }
    throw new IllegalStateException("a page outside of its filter");
  }

  /**
   * The session.
   *
   * @throws RefusalException CREDENTIALS_MISSING if nobody is signed in
   */
  Session signedIn() {
    return session.orElseThrow(
        () -> new RefusalException(Refusal.CREDENTIALS_MISSING, "Sign in first."));
  }
}
