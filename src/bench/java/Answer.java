import java.nio.ByteBuffer;
import java.util.Locale;
import java.util.function.LongConsumer;

/**
 * Reads one HTTP/1.1 answer after the other from one connection, as bytes come, and tells each
 * event that holds the time when it was sent.
 */
final class Answer {
  private enum Part {
    HEAD,
    CHUNK_SIZE,
    CHUNK_END,
    BODY,
    TRAILER,
    WHOLE
  }

  private static final String SENT = "\"sent\":";

  private final LongConsumer sentAt;
  private final StringBuilder line = new StringBuilder();
  private Part part = Part.HEAD;
  private int status;
  private boolean chunked;
  private boolean closes;
  private long left;
  private int matched;
  private long number;
  private boolean bodyBegun;

  /** Passes the {@code sent} of each event to {@code sentAt}, the moment its last digit is read. */
  Answer(LongConsumer sentAt) {
    this.sentAt = sentAt;
  }

  void next() {
    part = Part.HEAD;
    status = 0;
    chunked = false;
    closes = false;
    left = 0;
    bodyBegun = false;
    line.setLength(0);
  }

  int status() {
    return status;
  }

  boolean bodyBegun() {
    return bodyBegun;
  }

  boolean isWhole() {
    return part == Part.WHOLE;
  }

  /** Whether the server closes the connection after this answer. */
  boolean closes() {
    return closes;
  }

  void read(ByteBuffer bytes) {
    while (bytes.hasRemaining() && part != Part.WHOLE) {
      byte one = bytes.get();
      if (part == Part.BODY) {
        body(one);
      } else if (one == '\n') {
        endOfLine(line.toString());
        line.setLength(0);
      } else if (one != '\r') {
        line.append((char) one);
      }
    }
  }

  private void endOfLine(String text) {
    switch (part) {
      case HEAD -> header(text.toLowerCase(Locale.ROOT));
      case CHUNK_SIZE -> {
        left = Long.parseLong(text.split(";", 2)[0].trim(), 16);
        part = left == 0 ? Part.TRAILER : Part.BODY;
      }
      case CHUNK_END -> part = Part.CHUNK_SIZE;
      case TRAILER -> part = text.isEmpty() ? Part.WHOLE : Part.TRAILER;
      default -> throw new IllegalStateException(part.name());
    }
  }

  private void header(String text) {
    if (text.startsWith("http/1.")) {
      status = Integer.parseInt(text.substring(9, 12));
    } else if (text.startsWith("content-length:")) {
      left = Long.parseLong(text.substring(15).trim());
    } else if (text.startsWith("transfer-encoding:")) {
      chunked = true;
    } else if (text.equals("connection: close")) {
      closes = true;
    } else if (text.isEmpty()) {
      part = chunked ? Part.CHUNK_SIZE : left > 0 ? Part.BODY : Part.WHOLE;
    }
  }

  private void body(byte one) {
    bodyBegun = true;
    look(one);
    if (--left == 0) {
      part = chunked ? Part.CHUNK_END : Part.WHOLE;
    }
  }

  private void look(byte one) {
    if (matched == SENT.length()) {
      if (one >= '0' && one <= '9') {
        number = number * 10 + one - '0';
        return;
      }
      sentAt.accept(number);
      matched = 0;
    } else if (one == SENT.charAt(matched)) {
      matched++;
      number = 0;
    } else {
      matched = one == SENT.charAt(0) ? 1 : 0;
    }
  }
}
