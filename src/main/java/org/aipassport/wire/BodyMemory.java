package org.aipassport.wire;

import java.util.HashMap;
import java.util.Map;
import org.aipassport.problems.Refusal;
import org.aipassport.problems.RefusalException;

/**
 * What all bodies that are here may take together. Nobody can take what others need: one grant gets
 * half at most, those who have shown no grant an eighth together, and the last eighth is only for
 * small bodies. Thread-safe.
 */
final class BodyMemory {
  /** Whose bodies those are that come without a grant. */
  static final String NOBODY = "";

  static final int SMALL = 64 * 1024;

  private static final int SHARE_OF_NOBODY = 8;
  private static final int SHARE_OF_A_GRANT = 2;
  private static final int SHARE_OF_SMALL = 8;

  private final long most;
  private final Map<String, Long> shares = new HashMap<>();
  private long held;

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
   * @param owner a grant's id, or {@link #NOBODY}
   * @throws RefusalException UNAVAILABLE if they are not there; then nothing is taken
   */
  synchronized void take(String owner, long bytes) {
    long share = shares.getOrDefault(owner, 0L) + bytes;
    if (share > mostOf(owner)) {
      throw new RefusalException(
          Refusal.UNAVAILABLE, "Your other calls' bodies take all the memory there is for them.");
    }
    long left = bytes > SMALL ? most / SHARE_OF_SMALL : 0;
    if (held + bytes > most - left) {
      throw new RefusalException(
          Refusal.UNAVAILABLE, "The bodies of other calls take all the memory there is for them.");
    }
    held += bytes;
    shares.put(owner, share);
  }

  private long mostOf(String owner) {
    return owner.equals(NOBODY)
        ? Math.max(most / SHARE_OF_NOBODY, 2 * SMALL)
        : most / SHARE_OF_A_GRANT;
  }

  synchronized void giveBack(String owner, long bytes) {
    held -= bytes;
    shares.computeIfPresent(owner, (name, share) -> share == bytes ? null : share - bytes);
  }

  /** Bytes taken now. */
  synchronized long held() {
    return held;
  }
}
