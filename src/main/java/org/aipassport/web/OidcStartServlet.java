package org.aipassport.web;

import jakarta.inject.Inject;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.util.Optional;
import org.aipassport.config.Settings;
import org.aipassport.identity.OidcProvider;
import org.aipassport.identity.OidcSignIn;
import org.aipassport.wire.BrowserCookie;
import org.aipassport.wire.ClientAddress;
import org.aipassport.wire.Methods;

/**
 * {@code GET /ui/oidc/start?return=<path>}: sends the browser to the identity provider. With {@code
 * fresh=1} the provider must ask for credentials even if it knows the browser. Whoever does not
 * come by the link of a page of ours is shown that page.
 */
public class OidcStartServlet extends HttpServlet {
  @Inject private Settings settings;
  @Inject private OidcSignIn signIn;
  @Inject private OidcProvider provider;

  @Override
  protected void service(HttpServletRequest request, HttpServletResponse response) {
    Methods.allow(request, response, "GET");
    String wanted =
        Optional.ofNullable(request.getParameter(ReturnPath.PARAMETER))
            .filter(ReturnPath::isOurs)
            .orElse("");
    boolean fresh = "1".equals(request.getParameter("fresh"));
    if (provider.buttonText().isPresent() && !OidcStart.isFollowed(request, settings)) {
      View page = fresh ? View.SIGN_IN_AGAIN : View.SIGN_IN;
      response.setStatus(HttpServletResponse.SC_SEE_OTHER);
      response.setHeader(
          "Location",
          settings.publicUrl()
              + (ViewRequest.PREFIX + "/" + page.path())
              + (wanted.isEmpty() ? "" : "?" + ReturnPath.query(wanted)));
      return;
    }
    OidcSignIn.Started started =
        signIn.start(
            wanted,
            fresh,
            BrowserCookie.OIDC.read(request, settings),
            ClientAddress.of(request, settings));
    BrowserCookie.OIDC.set(response, settings, started.browser(), OidcSignIn.LIFETIME);
    response.setStatus(HttpServletResponse.SC_FOUND);
    response.setHeader("Location", started.provider().toString());
  }
}
