package org.aipassport.oauth;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import jakarta.servlet.http.HttpServletRequest;
import org.aipassport.apps.ClientAuthentication;
import org.aipassport.apps.OAuthClient;
import org.aipassport.problems.RefusalException;

/** Finds out which client sends a request. */
@ApplicationScoped
class KnownClients {
  private ClientAuthentication authentication;

  @SuppressWarnings("NullAway.Init")
  protected KnownClients() {} // for the CDI proxy

  @Inject
  KnownClients(ClientAuthentication authentication) {
    this.authentication = authentication;
  }

  /**
   * The client that proves itself in the request.
   *
   * @throws OAuthProblem as {@link ClientProofs#of}
   * @throws RefusalException as {@link ClientAuthentication#authenticate}
   */
  OAuthClient proved(HttpServletRequest request, OAuthForm form) {
    return authentication.authenticate(ClientProofs.of(request, form));
  }
}
