package org.aipassport.wire;

import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.time.Duration;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import org.aipassport.problems.Refusal;
import org.aipassport.problems.RefusalException;

/** Answers a refusal on a servlet response, in the shape that the path's callers expect. */
public final class Refusals {
  /** What a client is told that has not proved to be one (RFC 6749 section 5.2). */
  public static final String BASIC_CHALLENGE = "Basic realm=\"aipassport\", charset=\"UTF-8\"";

  private static final String RETRY_AFTER = "Retry-After";
  private static final int UNAUTHORIZED = 401;
  private static final Set<Refusal> TELL_WHEN =
      EnumSet.of(Refusal.IDEMPOTENCY_IN_PROGRESS, Refusal.TOO_MANY, Refusal.UNAVAILABLE);
  private static final Duration USUAL_WAIT = Duration.ofSeconds(5);

  private Refusals() {}

  /** The path behind the context path, as it was sent; all of it if it is not below that. */
  public static String path(HttpServletRequest request) {
    String uri = request.getRequestURI();
    String context = request.getContextPath();
    return uri.startsWith(context) ? uri.substring(context.length()) : uri;
  }

  /** The headers that go with a refusal of that request. */
  public static Map<String, String> headers(HttpServletRequest request, RefusalException refusal) {
    Map<String, String> headers = new LinkedHashMap<>();
    headers.put("Cache-Control", "no-store");
    if (StatusCodes.of(refusal.reason()) == UNAUTHORIZED) {
      headers.put("WWW-Authenticate", challenge(request, refusal.reason()));
    }
    boolean waitingHelps = StatusCodes.waitingHelps(refusal.reason());
    headers.put("x-should-retry", Boolean.toString(waitingHelps));
    if (TELL_WHEN.contains(refusal.reason())) {
      Duration wait = refusal.retryAfter().orElse(USUAL_WAIT);
      headers.put(RETRY_AFTER, Long.toString(Math.max(1, wait.toSeconds())));
    }
    return headers;
  }

  private static String challenge(HttpServletRequest request, Refusal reason) {
    if (ErrorShape.of(request) == ErrorShape.OAUTH) {
      return BASIC_CHALLENGE;
    }
    String invalid = reason == Refusal.CREDENTIALS_INVALID ? ", error=\"invalid_token\"" : "";
    String metadata =
        ResourceMetadata.of(request).map(url -> ", resource_metadata=\"" + url + "\"").orElse("");
    return "Bearer realm=\"aipassport\"" + invalid + metadata;
  }

  /**
   * Sends a refusal, unless the response is under way. How long an upstream asked to wait stays as
   * it was passed on.
   */
  public static void send(
      HttpServletRequest request, HttpServletResponse response, RefusalException refusal)
      throws IOException {
    if (response.isCommitted()) {
      return;
    }
    ErrorShape shape = ErrorShape.of(request);
    byte[] body = shape.bytes(refusal);
    response.resetBuffer();
    response.setStatus(StatusCodes.of(refusal.reason()));
    headers(request, refusal)
        .forEach(
            (name, value) -> {
              if (!name.equals(RETRY_AFTER) || !response.containsHeader(name)) {
                response.setHeader(name, value);
              }
            });
    if (refusal.reason() == Refusal.METHOD_NOT_ALLOWED && !response.containsHeader(Methods.ALLOW)) {
      response.setHeader(Methods.ALLOW, "GET, HEAD, POST, PUT, DELETE");
    }
    response.setContentType(shape.contentType());
    response.setContentLength(body.length);
    if (!"HEAD".equals(request.getMethod())) {
      response.getOutputStream().write(body);
    }
    response.flushBuffer();
  }
}
