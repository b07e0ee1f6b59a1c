package org.aipassport.support;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** One connection to the fake provider: reads requests by hand, so that nothing is normalised. */
final class FakeConnection {
  private final FakeProvider provider;
  private final Socket socket;
  private final int number;
  private final InputStream in;

  FakeConnection(FakeProvider provider, Socket socket, int number) throws IOException {
    this.provider = provider;
    this.socket = socket;
    this.number = number;
    this.in = new BufferedInputStream(socket.getInputStream());
  }

  void serve() throws IOException {
    socket.setTcpNoDelay(true);
    Optional<Arrival> arrival = read();
    while (arrival.isPresent()) {
      provider.arrived(arrival.get());
      FakeReply reply = new FakeReply(socket, in, provider::callerLeft);
      if (!FakeScript.play(arrival.get(), reply, provider)) {
        return;
      }
      arrival = read();
    }
  }

  private Optional<Arrival> read() throws IOException {
    StringBuilder head = new StringBuilder();
    String requestLine = line(head);
    if (requestLine.isEmpty()) {
      return Optional.empty();
    }
    List<Arrival.Field> headers = new ArrayList<>();
    for (String line = line(head); !line.isEmpty(); line = line(head)) {
      int colon = line.indexOf(':');
      headers.add(new Arrival.Field(line.substring(0, colon), line.substring(colon + 1).strip()));
    }
    String[] parts = requestLine.split(" ", 3);
    byte[] body = body(headers);
    return Optional.of(
        new Arrival(
            parts[0],
            parts[1],
            List.copyOf(headers),
            head.toString(),
            body,
            Instant.now(),
            number));
  }

  private byte[] body(List<Arrival.Field> headers) throws IOException {
    for (Arrival.Field field : headers) {
      String name = field.name().toLowerCase(Locale.ROOT);
      if (name.equals("content-length")) {
        return exactly(Integer.parseInt(field.value()));
      }
      if (name.equals("transfer-encoding")) {
        return chunked();
      }
    }
    return new byte[0];
  }

  private byte[] chunked() throws IOException {
    ByteArrayOutputStream body = new ByteArrayOutputStream();
    StringBuilder ignored = new StringBuilder();
    int size = Integer.parseInt(line(ignored), 16);
    while (size > 0) {
      body.write(exactly(size));
      line(ignored);
      size = Integer.parseInt(line(ignored), 16);
    }
    line(ignored);
    return body.toByteArray();
  }

  private byte[] exactly(int size) throws IOException {
    byte[] bytes = in.readNBytes(size);
    if (bytes.length < size) {
      throw new EOFException();
    }
    return bytes;
  }

  /** A line without its end; empty at the end of the connection too. */
  private String line(StringBuilder head) throws IOException {
    ByteArrayOutputStream line = new ByteArrayOutputStream();
    int next = in.read();
    while (next >= 0 && next != '\n') {
      line.write(next);
      next = in.read();
    }
    String text = line.toString(StandardCharsets.ISO_8859_1);
    head.append(text).append('\n');
    return text.endsWith("\r") ? text.substring(0, text.length() - 1) : text;
  }
}
