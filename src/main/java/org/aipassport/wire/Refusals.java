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
  private static final String RETRY_AFTER = "Retry-After";
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

  /** The headers that go with a refusal. */
  public static Map<String, String> headers(RefusalException refusal) {
    Map<String, String> headers = new LinkedHashMap<>();
    headers.put("Cache-Control", "no-store");
    if (refusal.reason() == Refusal.CREDENTIALS_MISSING) {
      headers.put("WWW-Authenticate", "Bearer realm=\"aipassport\"");
    } else if (refusal.reason() == Refusal.CREDENTIALS_INVALID) {
      headers.put("WWW-Authenticate", "Bearer realm=\"aipassport\", error=\"invalid_token\"");
    }
    boolean waitingHelps = StatusCodes.waitingHelps(refusal.reason());
    headers.put("x-should-retry", Boolean.toString(waitingHelps));
    if (TELL_WHEN.contains(refusal.reason())) {
      Duration wait = refusal.retryAfter().orElse(USUAL_WAIT);
      headers.put(RETRY_AFTER, Long.toString(Math.max(1, wait.toSeconds())));
    }
    return headers;
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
    headers(refusal)
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
