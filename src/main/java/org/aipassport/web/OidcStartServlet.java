package org.aipassport.web;

import jakarta.inject.Inject;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.util.Optional;
import java.util.regex.Pattern;
import org.aipassport.config.Settings;
import org.aipassport.identity.OidcSignIn;
import org.aipassport.wire.BrowserCookie;
import org.aipassport.wire.ClientAddress;
import org.aipassport.wire.Methods;

/**
 * {@code GET /ui/oidc/start?return=<path>}: sends the browser to the identity provider. With {@code
 * fresh=1} the provider must ask for credentials even if it knows the browser.
 */
public class OidcStartServlet extends HttpServlet {
  /** Pages of ours with plain parameters; nothing that could be read as another address. */
  private static final Pattern RETURN =
      Pattern.compile("/ui(/[a-z-]{1,40}){1,3}(\\?[a-z]{1,20}=[A-Za-z0-9_-]{1,64})?");

  @Inject private Settings settings;
  @Inject private OidcSignIn signIn;

  @Override
  protected void service(HttpServletRequest request, HttpServletResponse response) {
    Methods.allow(request, response, "GET");
    String wanted =
        Optional.ofNullable(request.getParameter("return"))
            .filter(path -> RETURN.matcher(path).matches())
            .orElse("");
    OidcSignIn.Started started =
        signIn.start(
            wanted,
            "1".equals(request.getParameter("fresh")),
            BrowserCookie.OIDC.read(request, settings),
            ClientAddress.of(request, settings));
    BrowserCookie.OIDC.set(response, settings, started.browser(), OidcSignIn.LIFETIME);
    response.setStatus(HttpServletResponse.SC_FOUND);
    response.setHeader("Location", started.provider().toString());
  }
}
