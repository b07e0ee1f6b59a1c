package org.aipassport.proxy;

import jakarta.servlet.http.HttpServletResponse;
import java.util.List;
import org.aipassport.outbound.UpstreamExchange;

/** Which headers of an upstream's answer reach the caller: those on this list, if they are sane. */
final class AnswerHeaders {
  private static final List<String> PASSED =
      List.of(
          "x-request-id",
          "request-id",
          "retry-after",
          "retry-after-ms",
          "x-should-retry",
          "openai-processing-ms",
          "openai-version");
  private static final int LONGEST = 256;

  private AnswerHeaders() {}

  static void pass(UpstreamExchange from, HttpServletResponse to, KeyGuard guard) {
    for (String name : PASSED) {
      from.header(name)
          .filter(value -> isSane(value) && !guard.finds(value))
          .ifPresent(value -> to.setHeader(name, value));
    }
    to.setHeader("Cache-Control", "no-store");
    to.setHeader("X-Accel-Buffering", "no");
  }

  private static boolean isSane(String value) {
    return value.length() <= LONGEST && value.chars().allMatch(c -> c >= ' ' && c < 127);
  }
}
