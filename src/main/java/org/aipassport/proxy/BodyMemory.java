package org.aipassport.proxy;

import java.util.concurrent.atomic.AtomicLong;
import org.aipassport.problems.Refusal;
import org.aipassport.problems.RefusalException;

/**
 * What the bodies of all calls under way may take together. Small ones are counted like large ones:
 * an atomic addition is nothing beside the reading.
 */
final class BodyMemory {
  private final long most;
  private final AtomicLong held = new AtomicLong();

  /**
   * A budget.
   *
   * @param most bytes
   */
  BodyMemory(long most) {
    this.most = most;
  }

  /**
   * Takes these bytes from the budget; who takes them gives them back.
   *
   * @throws RefusalException UNAVAILABLE if they are not there; then nothing is taken
   */
  void take(long bytes) {
    if (held.addAndGet(bytes) > most) {
      held.addAndGet(-bytes);
      throw new RefusalException(
          Refusal.UNAVAILABLE, "The bodies of other calls take all the memory there is for them.");
    }
  }

  void giveBack(long bytes) {
    held.addAndGet(-bytes);
  }

  /** Bytes taken now. */
  long held() {
    return held.get();
  }
}
