package org.aipassport.web;

import jakarta.inject.Inject;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.util.Objects;
import org.aipassport.config.Settings;
import org.aipassport.identity.OidcSignIn;
import org.aipassport.identity.Sessions;
import org.aipassport.wire.BrowserCookie;
import org.aipassport.wire.ClientAddress;
import org.aipassport.wire.Methods;

/**
 * {@code GET /ui/oidc/callback}: where the identity provider sends the browser back. The code in
 * its URL is spent when this answers.
 */
public class OidcCallbackServlet extends HttpServlet {
  private static final String HOME = "/ui/";

  @Inject private Settings settings;
  @Inject private OidcSignIn signIn;
  @Inject private Sessions sessions;

  @Override
  protected void service(HttpServletRequest request, HttpServletResponse response) {
    Methods.allow(request, response, "GET");
    OidcSignIn.Done done =
        signIn.finish(
            request.getParameterMap(),
            BrowserCookie.OIDC.read(request, settings),
            ClientAddress.of(request, settings),
            Objects.requireNonNullElse(request.getHeader("User-Agent"), ""));
    BrowserCookie.SESSION.read(request, settings).ifPresent(sessions::end); // it would live on
    BrowserCookie.SESSION.set(response, settings, done.begun().cookie());
    BrowserCookie.VISITOR.clear(response, settings);
    BrowserCookie.TICKET.clear(response, settings);
    String path = done.returnPath().isEmpty() ? HOME : done.returnPath();
    response.setStatus(HttpServletResponse.SC_SEE_OTHER);
    response.setHeader("Location", settings.publicUrl() + path);
  }
}
