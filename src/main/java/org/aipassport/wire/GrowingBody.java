package org.aipassport.wire;

import jakarta.servlet.ServletInputStream;
import java.io.IOException;
import java.util.Arrays;
import org.aipassport.problems.Refusal;
import org.aipassport.problems.RefusalException;

/**
 * Bytes of a body so far, in an array that grows with what has come, not with what was announced:
 * who announces 32 MiB and sends nothing takes nothing. Four times larger each time, so that all
 * growing together copies a third of a body; what announced its length ends in an array that just
 * fits. Not thread-safe.
 */
final class GrowingBody {
  private static final int FIRST = 8 * 1024;
  private static final int FACTOR = 4;
  private static final int NOT_ANNOUNCED = -1;

  private final BodyMemory memory;
  private final String owner;
  private final int announced;
  private final int most;
  private byte[] bytes = new byte[0];
  private int length;

  /**
   * An empty one.
   *
   * @param owner whose it is, as {@link BodyMemory} counts it
   * @param announced the length that the request tells, at most {@code most}; negative: none
   * @param most bytes
   */
  GrowingBody(BodyMemory memory, String owner, long announced, int most) {
    this.memory = memory;
    this.owner = owner;
    this.announced = announced < 0 ? NOT_ANNOUNCED : Math.toIntExact(announced);
    this.most = announced < 0 ? most : this.announced;
  }

  /** Bytes that have come. */
  int length() {
    return length;
  }

  /** Whether all that was announced has come. */
  boolean isAsAnnounced() {
    return length == announced;
  }

  /**
   * Reads once what is there to be read.
   *
   * @return whether the body goes on
   * @throws RefusalException TOO_LARGE or UNAVAILABLE
   */
  boolean readFrom(ServletInputStream in) throws IOException {
    if (length == most) { // no room to read into, yet the end must be seen
      if (in.read() >= 0) {
        throw JsonBodies.tooLarge(most);
      }
      return false;
    }
    if (length == bytes.length) {
      grow();
    }
    int read = in.read(bytes, length, bytes.length - length);
    length += Math.max(read, 0);
    return read >= 0;
  }

  private void grow() {
    long wanted = Math.max(FIRST, (long) bytes.length * FACTOR);
    resize((int) Math.min(wanted, most));
  }

  private void resize(int size) {
    memory.take(owner, size); // beside the old one: for a moment both are there
    byte[] old = bytes;
    try {
      bytes = Arrays.copyOf(old, size);
    } catch (OutOfMemoryError e) { // the budget was more than there is; other calls go on
      memory.giveBack(owner, size);
      throw RefusalException.because(Refusal.UNAVAILABLE, "There is no memory for this body.", e);
    }
    memory.giveBack(owner, old.length);
  }

  /**
   * The body, which is whole now; this one is of no use any more.
   *
   * @throws RefusalException MALFORMED if it is shorter than announced, UNAVAILABLE
   */
  HeldBody whole() {
    if (announced != NOT_ANNOUNCED && length < announced) {
      throw new RefusalException(Refusal.MALFORMED, "The body broke off.");
    }
    if (length < bytes.length) {
      resize(length);
    }
    HeldBody whole = new HeldBody(bytes, memory, owner);
    bytes = new byte[0];
    return whole;
  }

  /** Gives everything back. */
  void drop() {
    memory.giveBack(owner, bytes.length);
    bytes = new byte[0];
    length = 0;
  }
}
