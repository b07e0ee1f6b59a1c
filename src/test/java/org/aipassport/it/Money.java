package org.aipassport.it;

import java.math.BigDecimal;

/** What calls of the fake provider cost: a token in 0.001 US dollars, one out 0.002. */
final class Money {
  private static final String MODELS =
      "\"gpt-fake\",\"claude-fake\",\"gemini-fake\",\"fake-drip-1\",\"fake-no-usage\","
          + "\"fake-hang-midstream\",\"fake-drop-midstream\",\"fake-status-500\",\"fake-status-400\","
          + "\"fake-used-100000\",\"fake-used-0\",\"fake-used-twice\",\"fake-used-less\","
          + "\"fake-once-429\",\"fake-once-500\",\"fake-status-502\",\"fake-slow\"";

  static final String PRICES =
      "{\"version\":\"test\",\"models\":["
          + of("openai")
          + ","
          + of("anthropic")
          + ","
          + of("google")
          + "]}";

  /** What one token in costs, and half of one out. */
  static final BigDecimal TOKEN = new BigDecimal("0.001");

  private Money() {}

  private static String of(String type) {
    return "{\"type\":\""
        + type
        + "\",\"names\":["
        + MODELS
        + "],\"max-output\":50000,\"context-window\":1000000,\"prices\":[{\"rates\":"
        + "{\"input\":1000000000000,"
        + "\"image_input\":1000000000000,\"audio_input\":1000000000000,"
        + "\"cache_write\":1000000000000,\"cache_write_1h\":1000000000000,"
        + "\"output\":2000000000000}}]}";
  }

  /** The cost of so many tokens. */
  static BigDecimal cost(long in, long out) {
    return TOKEN.multiply(BigDecimal.valueOf(in + 2 * out)).stripTrailingZeros();
  }
}
