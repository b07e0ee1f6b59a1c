package org.aipassport.support;

import java.io.IOException;
import java.io.InputStream;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/** Writes one answer, byte by byte as the script says, and notices when nobody listens any more. */
final class FakeReply {
  private final Socket socket;
  private final InputStream in;
  private final Runnable callerLeft;
  private long millisPerByte;
  private boolean trailers;

  FakeReply(Socket socket, InputStream in, Runnable callerLeft) {
    this.socket = socket;
    this.in = in;
    this.callerLeft = callerLeft;
  }

  /** From now on the bytes of the body come one by one. */
  void dripping(long millis) {
    millisPerByte = millis;
  }

  /** From now on every body is in chunks and has trailers behind it. */
  void withTrailers() {
    trailers = true;
  }

  /** A whole answer with a length; each header is a line {@code name: value}. */
  void send(int status, String contentType, byte[] body, String... headers) throws IOException {
    StringBuilder head = head(status, contentType, headers);
    if (trailers) {
      raw(head + "Transfer-Encoding: chunked\r\nTrailer: x-fake-trailer\r\n\r\n");
      chunk(body);
      endChunks();
      return;
    }
    head.append("Content-Length: ").append(body.length).append("\r\n\r\n");
    byte[] start = head.toString().getBytes(StandardCharsets.ISO_8859_1);
    if (millisPerByte > 0) {
      raw(start);
      drip(body);
      return;
    }
    byte[] all = new byte[start.length + body.length];
    System.arraycopy(start, 0, all, 0, start.length);
    System.arraycopy(body, 0, all, start.length, body.length);
    raw(all);
  }

  void json(int status, String body, String... headers) throws IOException {
    send(status, "application/json", body.getBytes(StandardCharsets.UTF_8), headers);
  }

  /**
   * A whole answer in two network writes, cut after {@code offset} characters of the mark in it.
   */
  void sendCut(
      String mark, int offset, int status, String contentType, String body, String... headers)
      throws IOException {
    byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
    StringBuilder head = head(status, contentType, headers);
    head.append("Content-Length: ").append(bytes.length).append("\r\n\r\n");
    byte[] all = (head + body).getBytes(StandardCharsets.UTF_8);
    int cut = new String(all, StandardCharsets.ISO_8859_1).indexOf(mark) + offset;
    raw(Arrays.copyOf(all, cut));
    FakeScript.pause(20);
    raw(Arrays.copyOfRange(all, cut, all.length));
  }

  /** Begins a body in chunks. */
  void startChunks(String contentType, String... headers) throws IOException {
    String announced = trailers ? "Trailer: x-fake-trailer\r\n" : "";
    raw(head(200, contentType, headers) + announced + "Transfer-Encoding: chunked\r\n\r\n");
  }

  /** Some of the body, at once; in chunks of a byte when dripping. */
  void chunk(byte[] bytes) throws IOException {
    if (millisPerByte > 0) {
      for (byte one : bytes) {
        FakeScript.pause(millisPerByte);
        raw(new byte[] {'1', '\r', '\n', one, '\r', '\n'});
      }
    } else if (bytes.length > 0) {
      byte[] size =
          (Integer.toHexString(bytes.length) + "\r\n").getBytes(StandardCharsets.US_ASCII);
      byte[] all = new byte[size.length + bytes.length + 2];
      System.arraycopy(size, 0, all, 0, size.length);
      System.arraycopy(bytes, 0, all, size.length, bytes.length);
      all[all.length - 2] = '\r';
      all[all.length - 1] = '\n';
      raw(all);
    }
  }

  void endChunks() throws IOException {
    raw(trailers ? "0\r\nx-fake-trailer: fake\r\nset-cookie: fake=1\r\n\r\n" : "0\r\n\r\n");
  }

  private void drip(byte[] bytes) throws IOException {
    for (byte one : bytes) {
      FakeScript.pause(millisPerByte);
      raw(new byte[] {one});
    }
  }

  void raw(String text) throws IOException {
    raw(text.getBytes(StandardCharsets.UTF_8));
  }

  void raw(byte[] bytes) throws IOException {
    try {
      socket.getOutputStream().write(bytes);
      socket.getOutputStream().flush();
    } catch (IOException e) {
      callerLeft.run();
      throw e;
    }
  }

  /** Says nothing more until the caller leaves. */
  void hang() throws IOException {
    try {
      while (in.read() >= 0) {
        // what else it sends does not matter
      }
    } finally {
      callerLeft.run();
    }
  }

  /** Ends the connection by a reset. */
  void reset() throws IOException {
    socket.setSoLinger(true, 0);
    socket.close();
  }

  private static StringBuilder head(int status, String contentType, String... headers) {
    StringBuilder head = new StringBuilder("HTTP/1.1 ").append(status).append(" Fake\r\n");
    head.append("Content-Type: ").append(contentType).append("\r\n");
    for (String header : headers) {
      head.append(header).append("\r\n");
    }
    return head;
  }
}
