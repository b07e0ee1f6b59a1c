package org.aipassport.it;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

/** Requests that no client library would send, byte for byte. */
final class RawHttp {
  private static final int PATIENCE_MILLIS = 15_000;

  private RawHttp() {}

  static String host() {
    return Http.BROKER.getAuthority();
  }

  /** A request without body; {@code lines} are further header lines. */
  static Answer get(String target, String... lines) {
    return send("GET", target, host(), "", lines);
  }

  static Answer post(String target, String body, String... lines) {
    int length = body.getBytes(StandardCharsets.UTF_8).length;
    List<String> all = new ArrayList<>(List.of(lines));
    all.add("Content-Length: " + length);
    return send("POST", target, host(), body, all.toArray(String[]::new));
  }

  /** Any method and host; the connection is closed behind the answer. */
  static Answer send(String method, String target, String host, String body, String... lines) {
    StringBuilder head = new StringBuilder(method + " " + target + " HTTP/1.1\r\n");
    head.append("Host: ").append(host).append("\r\n");
    for (String line : lines) {
      head.append(line).append("\r\n");
    }
    if (!head.toString().toLowerCase(Locale.ROOT).contains("\nconnection:")) {
      head.append("Connection: close\r\n");
    }
    return bytes(head + "\r\n" + body);
  }

  private static Answer bytes(String request) {
    try (Socket socket = new Socket("127.0.0.1", TestServer.BROKER_PORT)) {
      socket.setSoTimeout(PATIENCE_MILLIS);
      OutputStream out = socket.getOutputStream();
      out.write(request.getBytes(StandardCharsets.UTF_8));
      out.flush();
      Answer answer = read(new BufferedInputStream(socket.getInputStream()));
      Canaries.heard(request.lines().findFirst().orElse(""), answer);
      return answer;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The next answer of a connection. */
  static Answer read(InputStream in) throws IOException {
    String status = line(in);
    Map<String, List<String>> headers = new TreeMap<>();
    for (String line = line(in); !line.isEmpty(); line = line(in)) {
      int colon = line.indexOf(':');
      String name = line.substring(0, colon).toLowerCase(Locale.ROOT);
      headers
          .computeIfAbsent(name, first -> new ArrayList<>())
          .add(line.substring(colon + 1).strip());
    }
    List<String> length = headers.get("content-length");
    byte[] body =
        length == null ? in.readAllBytes() : in.readNBytes(Integer.parseInt(length.get(0)));
    return new Answer(
        Integer.parseInt(status.split(" ", 3)[1]),
        headers,
        new String(body, StandardCharsets.UTF_8));
  }

  private static String line(InputStream in) throws IOException {
    ByteArrayOutputStream line = new ByteArrayOutputStream();
    for (int next = in.read(); next != '\n'; next = in.read()) {
      if (next < 0) {
        throw new EOFException("no whole answer: " + line);
      }
      line.write(next);
    }
    return line.toString(StandardCharsets.ISO_8859_1).strip();
  }
}
