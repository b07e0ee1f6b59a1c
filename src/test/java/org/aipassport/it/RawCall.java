package org.aipassport.it;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;

/** One call on a connection of its own, which may end at any moment. */
final class RawCall implements AutoCloseable {
  private final Socket socket;
  private final InputStream in;

  private RawCall(Socket socket) throws IOException {
    this.socket = socket;
    this.in = new BufferedInputStream(socket.getInputStream());
  }

  /** Sends the first {@code length} bytes of a request. */
  static RawCall send(String request, int length) throws IOException {
    Socket socket = new Socket("127.0.0.1", TestServer.BROKER_PORT);
    socket.setSoTimeout(20_000);
    RawCall call = new RawCall(socket);
    socket.getOutputStream().write(request.substring(0, length).getBytes(StandardCharsets.UTF_8));
    return call;
  }

  static RawCall send(String request) throws IOException {
    return send(request, request.length());
  }

  /** Sends a request and has next to no room for the answer, which it does not read. */
  static RawCall deaf(String request) throws IOException {
    Socket socket = new Socket();
    socket.setReceiveBufferSize(4 * 1024); // before it connects, or the window is as large as ever
    socket.connect(new InetSocketAddress("127.0.0.1", TestServer.BROKER_PORT));
    RawCall call = new RawCall(socket);
    call.say(request);
    return call;
  }

  void say(String more) throws IOException {
    socket.getOutputStream().write(more.getBytes(StandardCharsets.UTF_8));
  }

  /** Waits for so many bytes of the answer. */
  void hear(int bytes) throws IOException {
    in.readNBytes(bytes);
  }

  /** How many bytes there are to the end of the connection. */
  int length() throws IOException {
    return in.readAllBytes().length;
  }

  /** Whether something of the answer has come. */
  boolean hears() throws IOException {
    return in.available() > 0;
  }

  /** All that is left of the answer, which has not been read from yet. */
  Answer answer() throws IOException {
    Answer raw = RawHttp.read(in);
    boolean chunked = raw.header("transfer-encoding").isPresent();
    return chunked ? new Answer(raw.status(), raw.headers(), unchunked(raw.text())) : raw;
  }

  private static String unchunked(String chunks) {
    StringBuilder text = new StringBuilder();
    String rest = chunks;
    while (true) {
      int lineEnd = rest.indexOf("\r\n");
      int size = Integer.parseInt(rest.substring(0, lineEnd), 16);
      if (size == 0) {
        return text.toString();
      }
      text.append(rest, lineEnd + 2, lineEnd + 2 + size);
      rest = rest.substring(lineEnd + 2 + size + 2);
    }
  }

  /** Leaves at once, by a reset. */
  void reset() throws IOException {
    socket.setSoLinger(true, 0);
    socket.close();
  }

  @Override
  public void close() throws IOException {
    socket.close();
  }
}
