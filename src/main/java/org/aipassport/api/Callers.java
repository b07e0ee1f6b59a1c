package org.aipassport.api;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import jakarta.servlet.http.HttpServletRequest;
import org.aipassport.identity.Caller;
import org.aipassport.identity.PersonalTokens;
import org.aipassport.identity.Presented;
import org.aipassport.identity.ScriptTokens;
import org.aipassport.problems.Refusal;
import org.aipassport.problems.RefusalException;
import org.aipassport.values.SecretText;
import org.aipassport.wire.Credentials;

/** Finds out who calls. */
@ApplicationScoped
class Callers {
  private PersonalTokens tokens;
  private ScriptTokens scriptTokens;

  @SuppressWarnings("NullAway.Init")
  protected Callers() {} // for the CDI proxy

  @Inject
  Callers(PersonalTokens tokens, ScriptTokens scriptTokens) {
    this.tokens = tokens;
    this.scriptTokens = scriptTokens;
  }

  /**
   * The person whose personal access token the request presents, or whom a signed token of the
   * configured issuer names.
   *
   * @throws RefusalException CREDENTIALS_MISSING or CREDENTIALS_INVALID; FORBIDDEN if a signed
   *     token names somebody who may not come here, UNAVAILABLE if it cannot be verified now
   */
  Caller person(HttpServletRequest request) {
    return presented(request).caller();
  }

  /**
   * As {@link #person}, with the end of what was presented.
   *
   * @throws RefusalException as {@link #person}
   */
  Presented presented(HttpServletRequest request) {
    SecretText token =
        Credentials.bearer(request)
            .orElseThrow(
                () ->
                    new RefusalException(
                        Refusal.CREDENTIALS_MISSING,
                        "Authorization is missing: send Bearer <personal access token>."));
    return scriptTokens.mayBe(token)
        ? scriptTokens.authenticate(token)
        : tokens.authenticate(token);
  }
}
