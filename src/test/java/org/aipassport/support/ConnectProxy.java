package org.aipassport.support;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import javax.net.ServerSocketFactory;
import javax.net.ssl.SSLContext;

/** A proxy for tunnels on a real socket, which records all that it is shown. */
public final class ConnectProxy implements AutoCloseable {
  /** The answer of one that opens the tunnel. */
  public static final String ESTABLISHED = "HTTP/1.1 200 Connection established\r\n\r\n";

  private final ServerSocket listener;
  private final boolean tls;
  private final Manner manner;
  private final List<String> heads = new CopyOnWriteArrayList<>();
  private final ByteArrayOutputStream tunnelled = new ByteArrayOutputStream();
  private final List<Socket> open = new CopyOnWriteArrayList<>();
  private final AtomicInteger connections = new AtomicInteger();
  private final AtomicInteger left = new AtomicInteger();

  private ConnectProxy(ServerSocketFactory sockets, boolean tls, Manner manner) {
    try {
      this.listener = sockets.createServerSocket(0, 50, InetAddress.getByName("127.0.0.1"));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    this.tls = tls;
    this.manner = manner;
    start(this::accept);
  }

  /** What it does with a connection whose head it has read. */
  public interface Manner {
    void serve(ConnectProxy proxy, Socket client, String head) throws IOException;
  }

  /** One that behaves like this. */
  public static ConnectProxy of(Manner manner) {
    return new ConnectProxy(ServerSocketFactory.getDefault(), false, manner);
  }

  /** One that is reached by TLS itself. */
  public static ConnectProxy tls(SSLContext context, Manner manner) {
    return new ConnectProxy(context.getServerSocketFactory(), true, manner);
  }

  /** Opens a tunnel to this port of this machine, whatever host is asked for. */
  public static Manner tunnelTo(int port) {
    return answering(ESTABLISHED, port);
  }

  /** Says this and then tunnels. */
  public static Manner answering(String text, int port) {
    return (proxy, client, head) -> {
      say(client, text);
      proxy.tunnel(client, port);
    };
  }

  /** Says this, and nothing more. */
  public static Manner saying(String text) {
    return (proxy, client, head) -> {
      say(client, text);
      proxy.swallow(client);
    };
  }

  /** Sends these bytes. */
  public static void say(Socket client, String text) throws IOException {
    client.getOutputStream().write(text.getBytes(StandardCharsets.ISO_8859_1));
    client.getOutputStream().flush();
  }

  public URI address() {
    return URI.create((tls ? "https" : "http") + "://127.0.0.1:" + listener.getLocalPort());
  }

  /** The heads of all requests, with their line breaks. */
  public List<String> heads() {
    return heads;
  }

  /** All that clients sent behind their heads, byte by byte as Latin-1. */
  public String tunnelled() {
    synchronized (tunnelled) {
      return tunnelled.toString(StandardCharsets.ISO_8859_1);
    }
  }

  /** How many connections were made. */
  public int connections() {
    return connections.get();
  }

  /** How many of them the client has closed. */
  public int left() {
    return left.get();
  }

  /** Reads until the client leaves. */
  public void swallow(Socket client) {
    try {
      copy(client, OutputStream.nullOutputStream());
    } catch (IOException e) {
      // it left abruptly
    }
    left.incrementAndGet();
  }

  private void tunnel(Socket client, int port) throws IOException {
    Socket upstream = new Socket(InetAddress.getByName("127.0.0.1"), port);
    open.add(upstream);
    start(
        () -> {
          try (upstream) {
            copy(client, upstream.getOutputStream());
          } catch (IOException e) {
            // one of them left
          }
          left.incrementAndGet();
        });
    try (client) {
      upstream.getInputStream().transferTo(client.getOutputStream());
    }
  }

  private void copy(Socket client, OutputStream to) throws IOException {
    byte[] buffer = new byte[8192];
    InputStream in = client.getInputStream();
    for (int count = in.read(buffer); count >= 0; count = in.read(buffer)) {
      synchronized (tunnelled) {
        tunnelled.write(buffer, 0, count);
      }
      to.write(buffer, 0, count);
    }
  }

  private void accept() {
    while (!listener.isClosed()) {
      try {
        Socket client = listener.accept();
        connections.incrementAndGet();
        open.add(client);
        start(() -> serve(client));
      } catch (IOException e) {
        // the end
      }
    }
  }

  private void serve(Socket client) {
    try (client) {
      String head = head(client.getInputStream());
      if (!head.isEmpty()) {
        heads.add(head);
        manner.serve(this, client, head);
      }
    } catch (IOException e) {
      // a client that left, or a handshake that it broke off
    }
  }

  private static String head(InputStream in) throws IOException {
    StringBuilder head = new StringBuilder();
    while (head.indexOf("\r\n\r\n") < 0) {
      int next = in.read();
      if (next < 0) {
        return head.toString();
      }
      head.append((char) next);
    }
    return head.toString();
  }

  private static void start(Runnable work) {
    Thread thread = new Thread(work, "connect-proxy");
    thread.setDaemon(true);
    thread.start();
  }

  @Override
  public void close() {
    try {
      listener.close();
      for (Socket socket : open) {
        socket.close();
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
