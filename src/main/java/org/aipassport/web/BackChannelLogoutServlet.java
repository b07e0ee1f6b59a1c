package org.aipassport.web;

import jakarta.inject.Inject;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import org.aipassport.identity.OidcLogout;
import org.aipassport.problems.RefusalException;
import org.aipassport.wire.Methods;

/**
 * {@code POST /ui/oidc/backchannel-logout}: the identity provider tells that somebody has signed
 * out there (OpenID Connect Back-Channel Logout 1.0 section 2.5). No browser calls this, so no form
 * token guards it: the signed logout token is the credential.
 */
public class BackChannelLogoutServlet extends HttpServlet {
  @Inject private OidcLogout logout;

  @Override
  protected void service(HttpServletRequest request, HttpServletResponse response) {
    Methods.allow(request, response, "POST");
    String[] tokens = request.getParameterValues("logout_token");
    if (tokens == null || tokens.length != 1 || request.getQueryString() != null) {
      throw RefusalException.ofField("logout_token", "must be in the form, once");
    }
    logout.backChannel(tokens[0]);
    response.setHeader("Cache-Control", "no-store");
    response.setStatus(HttpServletResponse.SC_OK);
    response.setContentLength(0);
  }
}
