package org.aipassport.support;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * An upstream on a real socket of the loopback address: answers like OpenAI, Anthropic and Google
 * do, or misbehaves when the model (in the JSON body, else anywhere in the path) is one of the
 * {@code fake-...} names of {@link FakeScript}. It logs all that arrives.
 */
public final class FakeProvider implements AutoCloseable {
  private final ServerSocket listener;
  private final List<Arrival> arrivals = new CopyOnWriteArrayList<>();
  private final Map<Socket, Integer> open = new ConcurrentHashMap<>();
  private final AtomicInteger connections = new AtomicInteger();
  private final AtomicInteger closedByCaller = new AtomicInteger();
  private int accepted;
  private volatile int elsewhere;
  private volatile boolean closed;

  private FakeProvider(ServerSocket listener) {
    this.listener = listener;
    this.elsewhere = listener.getLocalPort();
  }

  /** Starts one; port 0 takes a free port. */
  public static FakeProvider start(int port) {
    try {
      ServerSocket listener = new ServerSocket(port, 512, InetAddress.getByName("127.0.0.1"));
      FakeProvider provider = new FakeProvider(listener);
      thread(provider::accept, "fake-provider").start();
      return provider;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The port that redirects point to; its own unless told. */
  public FakeProvider redirectingTo(int port) {
    elsewhere = port;
    return this;
  }

  int elsewhere() {
    return elsewhere;
  }

  public int port() {
    return listener.getLocalPort();
  }

  public URI origin() {
    return URI.create("http://127.0.0.1:" + port());
  }

  /** The requests that were read to their end, oldest first. */
  public List<Arrival> arrivals() {
    return List.copyOf(arrivals);
  }

  /** How many connections were accepted, with or without a request. */
  public int connections() {
    return connections.get();
  }

  /** How many calls the caller left before their answer was complete. */
  public int closedByCaller() {
    return closedByCaller.get();
  }

  /** Whether the connection of that number is open; its number is the arrival's. */
  public boolean isOpen(int connection) {
    return open.containsValue(connection);
  }

  /** Forgets what arrived; open connections stay. */
  public void clear() {
    arrivals.clear();
    connections.set(0);
    closedByCaller.set(0);
  }

  /** Whether no more than one call for that model has arrived. */
  boolean isFirst(String model) {
    return arrivals.stream().map(FakeScript::modelOf).filter(model::equals).count() == 1;
  }

  void arrived(Arrival arrival) {
    arrivals.add(arrival);
  }

  void callerLeft() {
    if (!closed) {
      closedByCaller.incrementAndGet();
    }
  }

  @Override
  public void close() {
    closed = true;
    closeQuietly(listener);
    open.keySet().forEach(FakeProvider::closeQuietly);
  }

  private void accept() {
    while (!closed) {
      try {
        Socket socket = listener.accept();
        connections.incrementAndGet();
        int number = ++accepted;
        open.put(socket, number);
        thread(() -> serve(socket, number), "fake-provider-" + number).start();
      } catch (IOException e) {
        return; // closed
      }
    }
  }

  private void serve(Socket socket, int number) {
    try {
      new FakeConnection(this, socket, number).serve();
    } catch (IOException e) {
      // the caller is gone; the script has counted it if an answer was cut
    } finally {
      open.remove(socket);
      closeQuietly(socket);
    }
  }

  private static Thread thread(Runnable task, String name) {
    Thread thread = new Thread(task, name);
    thread.setDaemon(true);
    return thread;
  }

  private static void closeQuietly(java.io.Closeable closeable) {
    try {
      closeable.close();
    } catch (IOException e) {
      // closed either way
    }
  }
}
