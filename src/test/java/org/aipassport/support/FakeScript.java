package org.aipassport.support;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.zip.GZIPOutputStream;

/**
 * What the fake provider does for which model:
 *
 * <ul>
 *   <li>{@code fake-slow} first byte after a second; {@code fake-hang} never answers; {@code
 *       fake-drop} closes after reading
 *   <li>{@code fake-head-only} no body behind the head; {@code fake-hang-midstream}, {@code
 *       fake-drop-midstream} two events, then that; {@code fake-endless} an event every 20 ms;
 *       {@code fake-endless-length} the same as one body of a gigabyte; {@code fake-stream-N} N
 *       events; {@code fake-short} less than its Content-Length
 *   <li>{@code fake-redirect-N} to the other port; {@code fake-status-N} an error
 *   <li>{@code fake-echo} the request's headers, as body and in {@code x-echo}
 *   <li>{@code fake-gzip}, {@code fake-wrongtype}, {@code fake-noisy-headers}
 *   <li>{@code fake-header-N} a header of N KiB; {@code fake-headers-N} N more headers than usual
 *   <li>{@code fake-drip-head} an endless head; {@code fake-junk} no HTTP; {@code fake-two-answers}
 *       one more than was asked
 * </ul>
 */
final class FakeScript {
  private static final Pattern IN_PATH = Pattern.compile("fake-[a-z0-9-]+");
  private static final long FOREVER = 1L << 30;

  private FakeScript() {}

  /** Answers; false when the connection is to be closed. */
  static boolean play(Arrival arrival, FakeReply reply, int elsewhere) throws IOException {
    String model = modelOf(arrival);
    int dash = model.lastIndexOf('-');
    String last = model.substring(dash + 1);
    if (model.startsWith("fake-status-")) {
      FakeErrors.send(arrival, reply, Integer.parseInt(last));
      return true;
    }
    if (model.startsWith("fake-redirect-")) {
      String location = "Location: http://127.0.0.1:" + elsewhere + arrival.target();
      reply.json(Integer.parseInt(last), "{}", location);
      return true;
    }
    if (model.startsWith("fake-header-")) {
      reply.json(200, "{}", "x-long: " + "a".repeat(Integer.parseInt(last) * 1024));
      return true;
    }
    if (model.startsWith("fake-headers-")) {
      reply.json(200, "{}", manyHeaders(Integer.parseInt(last)));
      return true;
    }
    if (model.startsWith("fake-stream-")) {
      FakeOpenAi.stream(arrival, reply, Integer.parseInt(last));
      return true;
    }
    return misbehave(model, arrival, reply);
  }

  private static boolean misbehave(String model, Arrival arrival, FakeReply reply)
      throws IOException {
    switch (model) {
      case "fake-hang" -> reply.hang();
      case "fake-drop" -> {}
      case "fake-hang-midstream" -> {
        FakeOpenAi.startStream(arrival, reply, 2);
        reply.hang();
      }
      case "fake-drop-midstream" -> FakeOpenAi.startStream(arrival, reply, 2);
      case "fake-short" -> reply.raw("HTTP/1.1 200 Fake\r\nContent-Length: 100\r\n\r\n{\"cut\":");
      case "fake-head-only" -> {
        reply.startEvents();
        reply.hang();
      }
      case "fake-endless" -> endless(arrival, reply);
      case "fake-endless-length" -> endlessLength(reply);
      case "fake-drip-head" -> dripHead(reply);
      case "fake-junk" -> reply.raw("SSH-2.0-OpenSSH_9.2\r\n\r\n");
      default -> {
        return answer(model, arrival, reply);
      }
    }
    return false;
  }

  private static boolean answer(String model, Arrival arrival, FakeReply reply) throws IOException {
    switch (model) {
      case "fake-echo" -> echo(arrival, reply);
      case "fake-gzip" -> reply.send(200, "application/json", gzip(), "Content-Encoding: gzip");
      case "fake-wrongtype" ->
          reply.send(200, "text/html", "<h1>Fake</h1>".getBytes(StandardCharsets.UTF_8));
      case "fake-noisy-headers" -> FakeErrors.noisy(arrival, reply);
      case "fake-two-answers" -> {
        String unasked = "HTTP/1.1 200 Fake\r\nContent-Length: 7\r\n\r\nunasked";
        reply.raw("HTTP/1.1 200 Fake\r\nContent-Length: 5\r\n\r\nasked" + unasked);
      }
      case "fake-slow" -> {
        pause(1_000);
        FakeApis.answer(arrival, reply);
      }
      default -> FakeApis.answer(arrival, reply);
    }
    return true;
  }

  /** The model of the body, else a name of a fake in the path, else none. */
  static String modelOf(Arrival arrival) {
    Matcher path = IN_PATH.matcher(arrival.path());
    return Scan.text(arrival.text(), "model").orElseGet(() -> path.find() ? path.group() : "");
  }

  private static void endless(Arrival arrival, FakeReply reply) throws IOException {
    FakeOpenAi.startStream(arrival, reply, 0);
    for (int i = 0; i < FOREVER; i++) {
      reply.event(FakeOpenAi.chunk(arrival, "part " + i + " "));
      pause(20);
    }
  }

  private static void endlessLength(FakeReply reply) throws IOException {
    reply.raw("HTTP/1.1 200 Fake\r\nContent-Length: " + FOREVER + "\r\n\r\n");
    for (long i = 0; i < FOREVER; i++) {
      reply.raw("x");
      pause(20);
    }
  }

  private static void dripHead(FakeReply reply) throws IOException {
    reply.raw("HTTP/1.1 200 Fake\r\nx-drip: ");
    for (long i = 0; i < FOREVER; i++) {
      reply.raw("x");
      pause(20);
    }
  }

  private static void echo(Arrival arrival, FakeReply reply) throws IOException {
    String all =
        arrival.headers().stream()
            .map(field -> field.name() + ": " + field.value())
            .collect(Collectors.joining(" | "));
    String members =
        arrival.headers().stream()
            .map(field -> Scan.quoted(field.name()) + ":" + Scan.quoted(field.value()))
            .collect(Collectors.joining(","));
    reply.json(200, "{" + members + "}", "x-echo: " + all);
  }

  private static byte[] gzip() throws IOException {
    ByteArrayOutputStream packed = new ByteArrayOutputStream();
    try (GZIPOutputStream out = new GZIPOutputStream(packed)) {
      out.write("{\"packed\":true}".getBytes(StandardCharsets.UTF_8));
    }
    return packed.toByteArray();
  }

  private static String[] manyHeaders(int count) {
    String[] headers = new String[count];
    for (int i = 0; i < headers.length; i++) {
      headers[i] = "x-many-" + i + ": " + i;
    }
    return headers;
  }

  private static void pause(long millis) throws IOException {
    try {
      Thread.sleep(millis);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException(e);
    }
  }
}
