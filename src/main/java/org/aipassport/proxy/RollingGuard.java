package org.aipassport.proxy;

import java.util.Arrays;
import java.util.function.Consumer;

/** Keeps back of a stream of bytes what may be the beginning of the key. */
final class RollingGuard {
  private static final byte[] NOTHING = {};

  private final KeySearch search;
  private byte[] held = NOTHING;
  private byte[] free = NOTHING;

  RollingGuard(KeyGuard guard) {
    this.search = guard.search();
  }

  /** Takes the stream's next bytes; whether the key is in them, with those before. */
  boolean takesKey(byte[] bytes, int count) {
    byte[] all = Arrays.copyOf(held, held.length + count);
    System.arraycopy(bytes, 0, all, held.length, count);
    if (search.finds(all, 0, all.length)) {
      return true;
    }
    int end = search.tailStart();
    free = end == all.length ? all : Arrays.copyOf(all, end);
    held = end == all.length ? NOTHING : Arrays.copyOfRange(all, end, all.length);
    return false;
  }

  /** Gives out what cannot be the key's any more. */
  void release(Consumer<byte[]> out) {
    if (free.length > 0) {
      out.accept(free);
      free = NOTHING;
    }
  }

  /** Gives out the rest: the stream has ended, and not with the key. */
  void releaseAll(Consumer<byte[]> out) {
    release(out);
    if (held.length > 0) {
      out.accept(held);
      held = NOTHING;
    }
  }
}
