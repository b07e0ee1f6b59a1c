package org.aipassport.proxy;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.aipassport.outbound.UpstreamExchange;

/** Which headers of an upstream's answer reach the caller: those of its table, if they are sane. */
final class AnswerHeaders {
  private static final int LONGEST = 256;

  /** Every answer's: nobody keeps it, and nobody between holds it back. */
  static final Map<String, String> OURS =
      Map.of("Cache-Control", "no-store", "X-Accel-Buffering", "no");

  private AnswerHeaders() {}

  /** Those headers of {@code from} with these names that may be passed on, and ours. */
  static Map<String, String> of(UpstreamExchange from, List<String> names, KeyGuard guard) {
    Map<String, String> passed = new LinkedHashMap<>(OURS);
    for (String name : names) {
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
