import static java.nio.charset.StandardCharsets.US_ASCII;
import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.util.Locale;
import java.util.PriorityQueue;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A provider that streams, on one thread: {@code POST /events/<count>/<milliseconds>/...} answers
 * with that many chat completion chunks, the first at once, each with the sender's {@code
 * System.nanoTime()} in {@code sent}, and {@code [DONE]}. Usage: {@code java Mock.java <port>}.
 */
public final class Mock {
  private static final Pattern PATH = Pattern.compile("POST /events/(\\d{1,6})/(\\d{1,6})/\\S* ");
  private static final Pattern LENGTH = Pattern.compile("\r\ncontent-length: *(\\d{1,9})\r\n");
  private static final byte[] HEAD =
      ("HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\nCache-Control: no-store\r\n"
              + "Transfer-Encoding: chunked\r\n\r\n")
          .getBytes(US_ASCII);
  private static final byte[] REFUSED =
      "HTTP/1.1 400 Bad Request\r\nConnection: close\r\nContent-Length: 0\r\n\r\n"
          .getBytes(US_ASCII);
  private static final String CHUNK =
      "data: {\"id\":\"chatcmpl-AbCdEf0123456789\",\"object\":\"chat.completion.chunk\","
          + "\"created\":1767225600,\"model\":\"gpt-4o-mini-2024-07-18\",\"sent\":%d,"
          + "\"choices\":[{\"index\":0,\"delta\":{\"content\":\" word\"},"
          + "\"finish_reason\":null}]}\n\n";

  private final Selector selector = Selector.open();
  private final PriorityQueue<Stream> due =
      new PriorityQueue<>((a, b) -> Long.signum(a.next - b.next));
  private final ByteBuffer in = ByteBuffer.allocateDirect(64 * 1024);

  private Mock(int port) throws IOException {
    ServerSocketChannel server = ServerSocketChannel.open();
    server.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 4096);
    server.configureBlocking(false);
    server.register(selector, SelectionKey.OP_ACCEPT);
  }

  public static void main(String[] args) throws IOException {
    new Mock(Integer.parseInt(args[0])).serve();
  }

  private void serve() throws IOException {
    while (true) {
      sendDue();
      Stream first = due.peek();
      long wait = first == null ? 0 : first.next - System.nanoTime();
      if (first != null && wait <= 0) {
        selector.selectNow();
      } else {
        selector.select(first == null ? 0 : TimeUnit.NANOSECONDS.toMillis(wait) + 1);
      }
      for (SelectionKey key : selector.selectedKeys()) {
        if (key.isValid() && key.isAcceptable()) {
          accept((ServerSocketChannel) key.channel());
        } else if (key.isValid()) {
          read((Stream) key.attachment());
        }
      }
      selector.selectedKeys().clear();
    }
  }

  private void accept(ServerSocketChannel server) throws IOException {
    for (SocketChannel channel = server.accept(); channel != null; channel = server.accept()) {
      channel.configureBlocking(false);
      channel.socket().setTcpNoDelay(true);
      channel.register(selector, SelectionKey.OP_READ, new Stream(channel));
    }
  }

  private void read(Stream stream) {
    try {
      in.clear();
      if (stream.channel.read(in) < 0) {
        stream.close();
        return;
      }
      in.flip();
      if (stream.takes(in)) {
        due.add(stream);
      }
    } catch (IOException e) {
      stream.close();
    }
  }

  private void sendDue() {
    long now = System.nanoTime();
    for (Stream stream = due.peek();
        stream != null && stream.next - now <= 0;
        stream = due.peek()) {
      due.poll();
      if (stream.sendNext()) {
        due.add(stream);
      }
    }
  }

  /** One connection: a request, the stream that answers it, the next request. */
  private static final class Stream {
    private final SocketChannel channel;
    private final ByteArrayOutputStream request = new ByteArrayOutputStream();
    private int left;
    private long interval;
    private long next;
    private boolean begun;

    Stream(SocketChannel channel) {
      this.channel = channel;
    }

    /** Whether a whole request has come with these bytes, so that its stream begins. */
    boolean takes(ByteBuffer bytes) throws IOException {
      byte[] more = new byte[bytes.remaining()];
      bytes.get(more);
      request.write(more);
      String text = request.toString(US_ASCII);
      int head = text.indexOf("\r\n\r\n");
      if (head < 0) {
        return false;
      }
      Matcher path = PATH.matcher(text);
      Matcher length = LENGTH.matcher(text.substring(0, head + 2).toLowerCase(Locale.ROOT));
      if (!path.lookingAt() || !length.find()) {
        channel.write(ByteBuffer.wrap(REFUSED));
        close();
        return false;
      }
      if (text.length() < head + 4 + Integer.parseInt(length.group(1))) {
        return false;
      }
      request.reset();
      left = Integer.parseInt(path.group(1));
      interval = TimeUnit.MILLISECONDS.toNanos(Long.parseLong(path.group(2)));
      next = System.nanoTime();
      begun = false;
      return true;
    }

    /** Sends one event, or the end; whether more are to come. */
    boolean sendNext() {
      try {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        if (!begun) {
          out.write(HEAD);
          begun = true;
        }
        if (left > 0) {
          chunk(out, String.format(Locale.ROOT, CHUNK, System.nanoTime()));
        } else {
          chunk(out, "data: [DONE]\n\n");
          out.write("0\r\n\r\n".getBytes(US_ASCII));
        }
        ByteBuffer bytes = ByteBuffer.wrap(out.toByteArray());
        channel.write(bytes);
        if (bytes.hasRemaining()) { // a reader that does not read; waiting would delay the others
          close();
          return false;
        }
        next += left == 1 ? 0 : interval;
        return left-- > 0;
      } catch (IOException e) {
        close();
        return false;
      }
    }

    private static void chunk(ByteArrayOutputStream out, String text) throws IOException {
      byte[] bytes = text.getBytes(UTF_8);
      out.write((Integer.toHexString(bytes.length) + "\r\n").getBytes(US_ASCII));
      out.write(bytes);
      out.write("\r\n".getBytes(US_ASCII));
    }

    void close() {
      try {
        channel.close();
      } catch (IOException e) {
        // it is gone either way
      }
    }
  }
}
