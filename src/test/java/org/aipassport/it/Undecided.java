package org.aipassport.it;

import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Requests that tests have left without a decision. Only twenty of one address may wait, and all
 * tests have the same.
 */
final class Undecided {
  private static final long IN_USE_NANOS = Duration.ofSeconds(30).toNanos();
  private static final Map<String, Long> ASKED = new ConcurrentHashMap<>();

  private Undecided() {}

  static void add(String grant) {
    ASKED.put(grant, System.nanoTime());
  }

  /** Denies those that no test uses any more. */
  static void deny() {
    ASKED.forEach(
        (grant, asked) -> {
          if (System.nanoTime() - asked > IN_USE_NANOS) {
            deny(grant);
          }
        });
  }

  /** Denies one; harmless if it is decided already. */
  static void deny(String grant) {
    ASKED.remove(grant);
    Http.post("/grants/" + grant + "/deny", "", Broker.asOwner());
  }
}
