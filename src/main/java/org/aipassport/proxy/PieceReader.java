package org.aipassport.proxy;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.util.Arrays;
import java.util.Optional;

/**
 * Cuts a stream into pieces, each given out as soon as it is whole; none is longer than allowed.
 */
abstract class PieceReader {
  private static final int BUFFER = 4 * 1024;
  private static final byte[] NOTHING = {};

  private final InputStream in;
  private final int longest;
  private final byte[] buffer = new byte[BUFFER];
  private int position;
  private int end;
  private byte[] begun = NOTHING;
  private int begunLength;

  /**
   * A reader of {@code in}, which stays the caller's to close.
   *
   * @param longest how many bytes one piece may have
   */
  PieceReader(InputStream in, int longest) {
    this.in = in;
    this.longest = longest;
  }

  /**
   * Looks at the bytes that follow those of the last call.
   *
   * @return the place behind the piece's end, or -1 if it does not end here
   * @throws IOException if the bytes cannot be part of such a stream
   */
  abstract int endOfPiece(byte[] bytes, int from, int to) throws IOException;

  /** Whether a stream may end behind these bytes, which no end followed. */
  abstract boolean mayEndWith(byte[] rest);

  /**
   * The next whole piece, or nothing at the clean end of the stream.
   *
   * @throws EOFException if the stream ends inside a piece: {@link #unfinished()}
   * @throws IOException if the stream breaks, or a piece is too long
   */
  Optional<byte[]> next() throws IOException {
    while (position < end || fill()) {
      int to = endOfPiece(buffer, position, end);
      keep(position, to < 0 ? end : to);
      position = to < 0 ? end : to;
      if (to >= 0) {
        return Optional.of(take());
      }
    }
    byte[] rest = unfinished();
    if (!mayEndWith(rest)) {
      throw new EOFException("the upstream's stream ended inside a piece");
    }
    begunLength = 0;
    return rest.length == 0 ? Optional.empty() : Optional.of(rest);
  }

  /** What came of a piece that has not ended. */
  byte[] unfinished() {
    return Arrays.copyOf(begun, begunLength);
  }

  private boolean fill() throws IOException {
    int count = in.read(buffer, 0, buffer.length);
    position = 0;
    end = Math.max(count, 0);
    return count > 0;
  }

  private void keep(int from, int to) throws IOException {
    int length = begunLength + to - from;
    if (length > longest) {
      throw new IOException("the upstream sent a piece of more than " + longest + " bytes");
    }
    if (length > begun.length) {
      begun = Arrays.copyOf(begun, Math.max(length, Math.min(longest, 2 * begunLength)));
    }
    System.arraycopy(buffer, from, begun, begunLength, to - from);
    begunLength = length;
  }

  /** An array that the piece fills is given away; so no long piece stays in memory here. */
  private byte[] take() {
    byte[] whole = begunLength == begun.length ? begun : Arrays.copyOf(begun, begunLength);
    begun = NOTHING;
    begunLength = 0;
    return whole;
  }
}
