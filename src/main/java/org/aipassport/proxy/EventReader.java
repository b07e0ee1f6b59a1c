package org.aipassport.proxy;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.Optional;

/**
 * Cuts a stream of server-sent events into events (WHATWG HTML section 9.2.5): lines up to and with
 * the empty one that ends them. Comments and unknown events are events like others.
 */
final class EventReader {
  private static final int BUFFER = 16 * 1024;

  private final InputStream in;
  private final int longest;
  private final byte[] buffer = new byte[BUFFER];
  private final ByteArrayOutputStream event = new ByteArrayOutputStream();
  private int position;
  private int end;
  private boolean lineIsEmpty = true;

  /**
   * A reader of {@code in}, which stays the caller's to close.
   *
   * @param longest how many bytes one event may have
   */
  EventReader(InputStream in, int longest) {
    this.in = in;
    this.longest = longest;
  }

  /**
   * The next whole event with its empty line, or nothing at the clean end of the stream.
   *
   * @throws IOException if the stream breaks, ends inside an event, or an event is too long
   */
  Optional<byte[]> next() throws IOException {
    while (position < end || fill()) {
      byte one = buffer[position++];
      event.write(one);
      if (event.size() > longest) {
        throw new IOException("the upstream sent an event of more than " + longest + " bytes");
      }
      if (endsEvent(one)) {
        byte[] whole = event.toByteArray();
        event.reset();
        return Optional.of(whole);
      }
    }
    if (event.size() > 0) {
      throw new IOException("the upstream's stream ended inside an event");
    }
    return Optional.empty();
  }

  private boolean fill() throws IOException {
    int count = in.read(buffer, 0, buffer.length);
    position = 0;
    end = Math.max(count, 0);
    return count > 0;
  }

  /** An event ends with an empty line; lines end with LF or CR LF. */
  private boolean endsEvent(byte one) {
    if (one == '\n') {
      boolean ends = lineIsEmpty;
      lineIsEmpty = true;
      return ends;
    }
    if (one != '\r') {
      lineIsEmpty = false;
    }
    return false;
  }
}
