package org.aipassport.proxy;

import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.util.Arrays;
import java.util.Collections;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.aipassport.values.WebOrigin;

/**
 * The headers by which a browser learns what a page of another origin may send and read (Fetch
 * standard section 3.3). Never {@code *}, and never credentials: a page presents its token itself.
 */
final class PageHeaders {
  private static final String REQUEST_METHOD = "Access-Control-Request-Method";
  private static final String REQUEST_HEADERS = "Access-Control-Request-Headers";

  /**
   * Seconds for which a browser need not ask again. It spares a chat the second round trip, and
   * delays no revocation: the call itself and the right to read its answer are checked every time.
   */
  private static final String MAX_AGE = "60";

  /** What the SDKs for JavaScript send, besides those of {@link #TELEMETRY}. */
  private static final Set<String> SENT =
      Set.of(
          "accept",
          "anthropic-beta",
          "anthropic-dangerous-direct-browser-access",
          "anthropic-version",
          "authorization",
          "content-type",
          "idempotency-key",
          "openai-beta",
          "openai-organization",
          "openai-project",
          "user-agent",
          "x-api-key",
          "x-goog-api-client",
          "x-goog-api-key",
          "x-server-timeout");

  /** A family that grows with every version of the SDKs of OpenAI and Anthropic. */
  private static final Pattern TELEMETRY = Pattern.compile("x-stainless-[a-z-]{1,40}");

  private static final String READ =
      String.join(
          ", ",
          "aipassport-request-id",
          "x-request-id",
          "request-id",
          "retry-after",
          "retry-after-ms",
          "x-should-retry",
          "www-authenticate",
          "openai-processing-ms",
          "openai-version");

  private PageHeaders() {}

  /** Says that the answer depends on the page, whichever it is. */
  static void vary(HttpServletResponse response) {
    response.setHeader("Vary", "Origin, " + REQUEST_METHOD + ", " + REQUEST_HEADERS);
  }

  static boolean isPreflight(HttpServletRequest request) {
    return request.getHeader(REQUEST_METHOD) != null;
  }

  /** Lets pages of {@code origin} read the answer. */
  static void share(HttpServletResponse response, WebOrigin origin) {
    response.setHeader("Access-Control-Allow-Origin", origin.value());
    response.setHeader("Access-Control-Expose-Headers", READ);
    response.setHeader("Cross-Origin-Resource-Policy", "cross-origin");
  }

  /** Lets pages send calls, with those of the headers asked for that SDKs send. */
  static void permit(HttpServletRequest request, HttpServletResponse response) {
    String headers =
        Collections.list(request.getHeaders(REQUEST_HEADERS)).stream()
            .flatMap(line -> Arrays.stream(line.split(",", -1)))
            .map(name -> name.strip().toLowerCase(Locale.ROOT))
            .filter(name -> SENT.contains(name) || TELEMETRY.matcher(name).matches())
            .distinct()
            .collect(Collectors.joining(", "));
    response.setHeader("Access-Control-Allow-Methods", "GET, POST");
    response.setHeader("Access-Control-Allow-Headers", headers);
    response.setHeader("Access-Control-Max-Age", MAX_AGE);
  }
}
