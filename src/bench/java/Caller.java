import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import java.util.Deque;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedDeque;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Sends calls and reads their answers on a thread of its own, over kept connections: sending never
 * waits for an answer.
 */
final class Caller implements AutoCloseable {
  /** What becomes of calls; told on the reading thread. Times are of {@code System.nanoTime()}. */
  interface Listener {
    /** The first byte of the answer's body is here. */
    void firstByte(long due, long now);

    /** An event is here that left at {@code sent}. */
    void event(long sent, long now);

    /**
     * The call is over; {@code begun} if its first byte came, {@code ok} if it was answered with
     * 200, whole and with all its events; {@code status} is 0 if none came.
     */
    void ended(long due, long now, boolean begun, boolean ok, int status);
  }

  private static final int MOST_CONNECTIONS = 8_000;

  private final InetSocketAddress server;
  private final int events;
  private final Listener listener;
  private final Selector selector = Selector.open();
  private final Deque<Connection> idle = new ConcurrentLinkedDeque<>();
  private final Set<Connection> open = ConcurrentHashMap.newKeySet();
  private final AtomicInteger underWay = new AtomicInteger();
  private final ByteBuffer in = ByteBuffer.allocateDirect(64 * 1024);
  private volatile boolean closed;

  /** Calls {@code server}; an answer without exactly {@code events} timed events has failed. */
  Caller(InetSocketAddress server, int events, Listener listener) throws IOException {
    this.server = server;
    this.events = events;
    this.listener = listener;
    Thread reader = new Thread(this::read, "reader");
    reader.setDaemon(true);
    reader.start();
  }

  int underWay() {
    return underWay.get();
  }

  /** Sends a request that should have left at {@code due}. */
  void send(ByteBuffer request, long due) {
    underWay.incrementAndGet();
    Connection connection = idle.pollLast();
    try {
      if (connection == null) {
        connection = connect();
      }
      connection.send(request, due);
    } catch (IOException e) {
      if (connection != null) {
        drop(connection);
      }
      over(due, false, false, 0);
    }
  }

  private Connection connect() throws IOException {
    if (open.size() >= MOST_CONNECTIONS) {
      throw new IOException("too many connections");
    }
    SocketChannel channel = SocketChannel.open(server);
    channel.setOption(StandardSocketOptions.TCP_NODELAY, true);
    channel.configureBlocking(false);
    Connection connection = new Connection(channel);
    open.add(connection);
    channel.register(selector, SelectionKey.OP_READ, connection);
    selector.wakeup();
    return connection;
  }

  private void read() {
    while (!closed) {
      try {
        selector.select();
        for (SelectionKey key : selector.selectedKeys()) {
          ((Connection) key.attachment()).read();
        }
        selector.selectedKeys().clear();
      } catch (IOException e) {
        throw new IllegalStateException(e);
      }
    }
  }

  private void over(long due, boolean begun, boolean ok, int status) {
    underWay.decrementAndGet();
    listener.ended(due, System.nanoTime(), begun, ok, status);
  }

  private void drop(Connection connection) {
    open.remove(connection);
    idle.remove(connection);
    try {
      connection.channel.close();
    } catch (IOException e) {
      // it is gone either way
    }
  }

  @Override
  public void close() {
    closed = true;
    selector.wakeup();
    open.forEach(this::drop);
  }

  private final class Connection {
    private final SocketChannel channel;
    private final Answer answer = new Answer(this::event);
    private volatile boolean busy;
    private long due;
    private long now;
    private int seen;
    private boolean begun;

    Connection(SocketChannel channel) {
      this.channel = channel;
    }

    void send(ByteBuffer request, long when) throws IOException {
      answer.next();
      due = when;
      seen = 0;
      begun = false;
      busy = true; // publishes the lines above to the reader
      while (request.hasRemaining()) {
        channel.write(request);
      }
    }

    private void event(long sent) {
      seen++;
      listener.event(sent, now);
    }

    void read() {
      try {
        in.clear();
        int count = channel.read(in);
        now = System.nanoTime();
        if (count < 0) {
          broke();
          return;
        }
        in.flip();
        if (busy) {
          consume();
        }
      } catch (IOException e) {
        broke();
      }
    }

    private void consume() {
      answer.read(in);
      if (answer.bodyBegun() && !begun) {
        begun = true;
        listener.firstByte(due, now);
      }
      if (answer.isWhole()) {
        busy = false;
        boolean ok = answer.status() == 200 && seen == events;
        if (answer.closes()) {
          drop(this);
        } else {
          idle.addLast(this);
        }
        over(due, begun, ok, answer.status());
      }
    }

    private void broke() {
      boolean waited = busy;
      busy = false;
      drop(this);
      if (waited) {
        over(due, begun, false, answer.status());
      }
    }
  }
}
