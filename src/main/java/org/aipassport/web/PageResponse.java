package org.aipassport.web;

import jakarta.servlet.http.HttpServletResponse;
import jakarta.servlet.http.HttpServletResponseWrapper;
import org.aipassport.config.Settings;
import org.aipassport.values.WebOrigin;

/** The answer to a request for a page: its headers, and redirects that never ask Host. */
final class PageResponse extends HttpServletResponseWrapper {
  private static final String POLICY =
      "default-src 'none'; style-src 'self'; img-src 'self'; form-action 'self'%s;"
          + " frame-ancestors 'none'; base-uri 'none'";
  private static final String POLICY_HEADER = "Content-Security-Policy";

  private final Settings settings;

  PageResponse(HttpServletResponse response, Settings settings) {
    super(response);
    this.settings = settings;
  }

  void addPageHeaders() {
    setHeader(POLICY_HEADER, POLICY.formatted(""));
    // with no-referrer, browsers would send Origin: null with our own forms (Fetch section 3.1)
    setHeader("Referrer-Policy", "same-origin");
    setHeader("Vary", "Cookie, Accept-Language");
  }

  /**
   * Lets forms of that answer's page end at an app's redirect URI, beside us: browsers apply {@code
   * form-action} to the redirects behind a form, too. Addresses of IPv6 cannot be written there.
   */
  static void letFormsEndAt(HttpServletResponse response, String redirectUri) {
    String source =
        WebOrigin.ofUrl(redirectUri)
            .map(WebOrigin::value)
            .orElseGet(() -> redirectUri.substring(0, redirectUri.indexOf(':') + 1));
    if (!source.contains("[")) {
      response.setHeader(POLICY_HEADER, POLICY.formatted(" " + source));
    }
  }

  /** Faces resets what failed; the headers that protect every page stay. */
  @Override
  public void reset() {
    resetBuffer();
  }

  /** Goes to a path of the broker's own, seen from its public URL (303: by GET). */
  @Override
  public void sendRedirect(String path) {
    if (!path.startsWith("/") || path.startsWith("//")) {
      throw new IllegalArgumentException("a redirect that leaves the broker");
    }
    resetBuffer();
    setStatus(SC_SEE_OTHER);
    setHeader("Location", settings.origin() + path);
  }
}
