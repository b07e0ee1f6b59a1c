package org.aipassport.web;

import jakarta.servlet.http.HttpServletRequest;
import java.util.Optional;
import java.util.stream.Stream;
import org.aipassport.config.Settings;
import org.aipassport.wire.BrowserCookie;
import org.aipassport.wire.FormToken;

/**
 * The link by which a page of ours leads to the identity provider. What begins a sign-in is noted,
 * so nothing but that link begins one: an image, a frame or a link of another site's page does not.
 */
final class OidcStart {
  private static final String PATH = "oidc/start";

  private OidcStart() {}

  /** The link, with the token for browsers that do not say where a request comes from. */
  static String url(Page page, String query) {
    return page.url(PATH)
        + ("?" + FormToken.FIELD + "=" + page.csrf(PATH, ""))
        + (query.isEmpty() ? "" : "&" + query);
  }

  /**
   * Whether somebody has followed that link: the browser says that a page of ours led here and that
   * a page is what it wants (Fetch Metadata), or, if it says nothing of the kind, the link's token
   * is that of its cookie.
   */
  static boolean isFollowed(HttpServletRequest request, Settings settings) {
    String site = request.getHeader("Sec-Fetch-Site");
    String mode = request.getHeader("Sec-Fetch-Mode");
    String wanted = request.getHeader("Sec-Fetch-Dest");
    if (site == null && mode == null && wanted == null) {
      return hasToken(request, settings);
    }
    return "same-origin".equals(site)
        && (mode == null || mode.equals("navigate"))
        && (wanted == null || wanted.equals("document"));
  }

  private static boolean hasToken(HttpServletRequest request, Settings settings) {
    String[] given = request.getParameterValues(FormToken.FIELD);
    return given != null
        && given.length == 1
        && Stream.of(BrowserCookie.SESSION, BrowserCookie.VISITOR)
            .map(cookie -> cookie.read(request, settings))
            .flatMap(Optional::stream)
            .anyMatch(secret -> FormToken.matches(given[0], secret, PATH, ""));
  }
}
