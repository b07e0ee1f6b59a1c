package org.aipassport.proxy;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
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

  /** Every answer's: nobody keeps it, and nobody between holds it back. */
  static final Map<String, String> OURS =
      Map.of("Cache-Control", "no-store", "X-Accel-Buffering", "no");

  private AnswerHeaders() {}

  /** Those headers of {@code from} that may be passed on, and ours. */
  static Map<String, String> of(UpstreamExchange from, KeyGuard guard) {
    Map<String, String> passed = new LinkedHashMap<>(OURS);
    for (String name : PASSED) {
      from.header(name)
          .filter(value -> isSane(value) && !guard.finds(value))
          .ifPresent(value -> passed.put(name, value));
    }
    return passed;
  }

  private static boolean isSane(String value) {
    return value.length() <= LONGEST && value.chars().allMatch(c -> c >= ' ' && c < 127);
  }
}
