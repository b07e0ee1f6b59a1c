package org.aipassport.http;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import org.aipassport.config.Settings;

/** Headers that every answer carries; a resource may replace them by stricter or fitting ones. */
@ApplicationScoped
class SecurityHeaders {
  private Settings settings;

  @SuppressWarnings("NullAway.Init")
  protected SecurityHeaders() {} // for the CDI proxy

  @Inject
  SecurityHeaders(Settings settings) {
    this.settings = settings;
  }

  void addTo(HttpServletRequest request, HttpServletResponse response) {
    response.setHeader("Cache-Control", "no-store");
    response.setHeader("X-Content-Type-Options", "nosniff");
    response.setHeader("Referrer-Policy", "no-referrer");
    response.setHeader(
        "Content-Security-Policy",
        "default-src 'none'; frame-ancestors 'none'; base-uri 'none'; form-action 'none'");
    response.setHeader("X-Frame-Options", "DENY"); // some servers add SAMEORIGIN by themselves
    response.setHeader("Cross-Origin-Opener-Policy", "same-origin");
    response.setHeader("Cross-Origin-Resource-Policy", "same-origin");
    if ("https".equals(settings.publicUrl().getScheme())) {
      response.setHeader("Strict-Transport-Security", "max-age=31536000; includeSubDomains");
    }
  }
}
