package org.aipassport.wire;

import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/**
 * A body that was read whole, counted in the memory of all bodies until its call closes it. Closing
 * again is harmless.
 */
public final class HeldBody implements AutoCloseable {
  private final AtomicReference<byte @Nullable []> bytes;
  private final BodyMemory memory;
  private final String owner;

  /** Takes over what {@code memory} counts for {@code bytes}. */
  HeldBody(byte[] bytes, BodyMemory memory, String owner) {
    this.bytes = new AtomicReference<>(bytes);
    this.memory = memory;
    this.owner = owner;
  }

  /**
   * The body itself, not a copy.
   *
   * @throws IllegalStateException after the close
   */
  public byte[] bytes() {
    byte[] here = bytes.get();
    if (here == null) {
      throw new IllegalStateException("the body was given up");
    }
    return here;
  }

  @Override
  public void close() {
    byte[] here = bytes.getAndSet(null);
    if (here != null) {
      memory.giveBack(owner, here.length);
    }
  }
}
