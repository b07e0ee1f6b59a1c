package org.aipassport.proxy;

import java.io.IOException;
import java.io.InputStream;
import java.util.Arrays;
import java.util.Optional;

/**
 * Cuts a stream of server-sent events into events (WHATWG HTML section 9.2.5): lines up to and with
 * the empty one that ends them; LF, CR and CR LF end lines. Comments and unknown events are events
 * like others. Of the bytes, only a byte order mark before the first event is left out: a comment
 * of ours may come before it, and then it would be part of a field's name.
 *
 * <p>An event that ends with CR is given out at once; a LF that follows is then the first byte of
 * the next, or one of its own at the end.
 */
final class EventReader extends PieceReader {
  private static final byte[] BYTE_ORDER_MARK = {(byte) 0xef, (byte) 0xbb, (byte) 0xbf};

  private boolean isFirst = true;
  private boolean lineIsEmpty = true;
  private boolean afterCr;

  /** See {@link PieceReader}. */
  EventReader(InputStream in, int longest) {
    super(in, longest);
  }

  @Override
  Optional<byte[]> next() throws IOException {
    Optional<byte[]> event = super.next();
    boolean first = isFirst;
    isFirst = false;
    return first ? event.map(EventReader::withoutMark) : event;
  }

  private static byte[] withoutMark(byte[] event) {
    int length = BYTE_ORDER_MARK.length;
    boolean marked =
        event.length >= length && Arrays.equals(event, 0, length, BYTE_ORDER_MARK, 0, length);
    return marked ? Arrays.copyOfRange(event, length, event.length) : event;
  }

  @Override
  int endOfPiece(byte[] bytes, int from, int to) {
    for (int at = from; at < to; at++) {
      byte one = bytes[at];
      if (one == '\n' && afterCr) {
        afterCr = false;
        continue;
      }
      afterCr = one == '\r';
      boolean endsLine = one == '\n' || afterCr;
      if (endsLine && lineIsEmpty) {
        return behindLineEnd(bytes, at + 1, to);
      }
      lineIsEmpty = endsLine;
    }
    return -1;
  }

  private int behindLineEnd(byte[] bytes, int at, int to) {
    if (afterCr && at < to && bytes[at] == '\n') {
      afterCr = false;
      return at + 1;
    }
    return at;
  }

  @Override
  boolean mayEndWith(byte[] rest) {
    return rest.length == 0 || (rest.length == 1 && rest[0] == '\n' && lineIsEmpty);
  }
}
