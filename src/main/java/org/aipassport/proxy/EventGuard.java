package org.aipassport.proxy;

import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Looks for the key in the pieces of a stream, and across them: the strings that stand at one place
 * of successive pieces are read as one text. A piece is kept back only while such a text ends with
 * 8 or more characters of the key. When 64 pieces have gone by without one more, or 4 MiB are kept
 * back, what is kept back counts as the key. Ordinary pieces are looked through once, as they are.
 */
final class EventGuard {
  private static final int MOST_PLACES = 64;
  private static final int PATIENCE = 64;
  private static final int MOST_BYTES_HELD = 4 * 1024 * 1024;

  private final KeySearch search;
  private final Map<String, Tail> tails = new LinkedHashMap<>();
  private final Deque<byte[]> pieces = new ArrayDeque<>();
  private int heldBytes;
  private int sinceGrowth;
  private boolean found;

  /** What a text ends with that may be the key's beginning. */
  private record Tail(byte[] bytes, int length) {}

  EventGuard(KeyGuard guard) {
    this.search = guard.search();
  }

  /** Takes the next event; whether the key is in what was not given out yet, or counts as there. */
  boolean takesKey(byte[] event, ServerEvent read) {
    if (read.isOneLine()) {
      return takesKey(event, read.dataFrom(), read.dataTo());
    }
    if (takesKey(event, 0, 0)) {
      return true;
    }
    byte[] data = read.data();
    return read.hasData() && joinsKey(data, 0, data.length);
  }

  /** Takes like an event the next piece, whose JSON stands from {@code from} to {@code to}. */
  boolean takesKey(byte[] piece, int from, int to) {
    if (search.finds(piece, 0, piece.length)) {
      return true;
    }
    boolean joins = search.endsString() || !tails.isEmpty();
    pieces.add(piece);
    heldBytes += piece.length;
    sinceGrowth++;
    if (joins && from < to && joinsKey(piece, from, to)) {
      return true;
    }
    return isHeld() && (sinceGrowth >= PATIENCE || heldBytes >= MOST_BYTES_HELD);
  }

  private boolean joinsKey(byte[] json, int from, int to) {
    JsonLeaves.visit(json, from, to, this::join);
    return found;
  }

  private void join(String place, byte[] text) {
    Tail before = tails.remove(place);
    byte[] joined = before == null ? text : concat(before.bytes(), text);
    if (search.finds(joined, 0, joined.length)) {
      found = true;
    }
    if (search.tailStart() < joined.length) {
      byte[] bytes = Arrays.copyOfRange(joined, search.tailStart(), joined.length);
      tails.put(place, new Tail(bytes, search.tailLength()));
      if (before != null && bytes.length > before.bytes().length) {
        sinceGrowth = 0;
      }
      if (tails.size() > MOST_PLACES) {
        Tail eldest = tails.remove(tails.keySet().iterator().next());
        found = found || isHeld(eldest); // or its rest would not be known for what it is
      }
    }
  }

  /** Gives out what need not be kept back. */
  void release(Consumer<byte[]> out) {
    if (!isHeld()) {
      releaseAll(out);
    }
  }

  private boolean isHeld() {
    return !tails.isEmpty() && tails.values().stream().anyMatch(EventGuard::isHeld);
  }

  private static boolean isHeld(@Nullable Tail tail) {
    return tail != null && tail.length() >= KeyForms.SHORTEST;
  }

  /** Gives out everything: the stream has ended, and not with the key. */
  void releaseAll(Consumer<byte[]> out) {
    while (!pieces.isEmpty()) {
      out.accept(pieces.remove());
    }
    heldBytes = 0;
    sinceGrowth = 0;
  }

  private static byte[] concat(byte[] first, byte[] second) {
    byte[] both = Arrays.copyOf(first, first.length + second.length);
    System.arraycopy(second, 0, both, first.length, second.length);
    return both;
  }
}
