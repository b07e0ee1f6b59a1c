package org.aipassport.it;

import java.time.Duration;
import java.util.function.BooleanSupplier;

/** Waits for what another process does; never longer than it must. */
final class Wait {
  private static final long STEP_MILLIS = 20;

  private Wait() {}

  /** Whether the condition holds before the time is up. */
  static boolean until(Duration most, BooleanSupplier condition) {
    long end = System.nanoTime() + most.toNanos();
    while (!condition.getAsBoolean()) {
      if (System.nanoTime() > end) {
        return false;
      }
      shortly();
    }
    return true;
  }

  static void shortly() {
    try {
      Thread.sleep(STEP_MILLIS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }
}
