package org.aipassport.support;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;

/** Writes one answer, byte by byte as the script says, and notices when nobody listens any more. */
final class FakeReply {
  private final OutputStream out;
  private final InputStream in;
  private final Runnable callerLeft;

  FakeReply(OutputStream out, InputStream in, Runnable callerLeft) {
    this.out = out;
    this.in = in;
    this.callerLeft = callerLeft;
  }

  /** A whole answer with a length; each header is a line {@code name: value}. */
  void send(int status, String contentType, byte[] body, String... headers) throws IOException {
    StringBuilder head = head(status, contentType, headers);
    head.append("Content-Length: ").append(body.length).append("\r\n\r\n");
    byte[] start = head.toString().getBytes(StandardCharsets.ISO_8859_1);
    byte[] all = new byte[start.length + body.length];
    System.arraycopy(start, 0, all, 0, start.length);
    System.arraycopy(body, 0, all, start.length, body.length);
    raw(all);
  }

  void json(int status, String body, String... headers) throws IOException {
    send(status, "application/json", body.getBytes(StandardCharsets.UTF_8), headers);
  }

  /** Begins a chunked stream of events. */
  void startEvents() throws IOException {
    raw(head(200, "text/event-stream; charset=utf-8") + "Transfer-Encoding: chunked\r\n\r\n");
  }

  /** One server-sent event, in a chunk of its own. */
  void event(String data) throws IOException {
    chunk("data: " + data + "\n\n");
  }

  void event(String name, String data) throws IOException {
    chunk("event: " + name + "\ndata: " + data + "\n\n");
  }

  void endEvents() throws IOException {
    raw("0\r\n\r\n");
  }

  private void chunk(String text) throws IOException {
    int size = text.getBytes(StandardCharsets.UTF_8).length;
    raw(Integer.toHexString(size) + "\r\n" + text + "\r\n");
  }

  void raw(String text) throws IOException {
    raw(text.getBytes(StandardCharsets.UTF_8));
  }

  void raw(byte[] bytes) throws IOException {
    try {
      out.write(bytes);
      out.flush();
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

  private static StringBuilder head(int status, String contentType, String... headers) {
    StringBuilder head = new StringBuilder("HTTP/1.1 ").append(status).append(" Fake\r\n");
    head.append("Content-Type: ").append(contentType).append("\r\n");
    for (String header : headers) {
      head.append(header).append("\r\n");
    }
    return head;
  }
}
