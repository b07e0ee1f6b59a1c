package org.aipassport.api;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import jakarta.servlet.http.HttpServletRequest;
import org.aipassport.identity.Caller;
import org.aipassport.identity.PersonalTokens;
import org.aipassport.problems.Refusal;
import org.aipassport.problems.RefusalException;
import org.aipassport.values.SecretText;
import org.aipassport.wire.Credentials;

/** Finds out who calls. */
@ApplicationScoped
class Callers {
  private PersonalTokens tokens;

  @SuppressWarnings("NullAway.Init")
  protected Callers() {} // for the CDI proxy

  @Inject
  Callers(PersonalTokens tokens) {
    this.tokens = tokens;
  }

  /**
   * The person whose personal access token the request presents.
   *
   * @throws RefusalException CREDENTIALS_MISSING or CREDENTIALS_INVALID
   */
  Caller person(HttpServletRequest request) {
    SecretText token =
        Credentials.bearer(request)
            .orElseThrow(
                () ->
                    new RefusalException(
                        Refusal.CREDENTIALS_MISSING,
                        "Authorization is missing: send Bearer <personal access token>."));
    return tokens.authenticate(token);
  }
}
