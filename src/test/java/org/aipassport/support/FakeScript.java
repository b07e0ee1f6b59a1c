package org.aipassport.support;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.zip.GZIPOutputStream;

/**
 * What the fake provider does for which model; whatever it does, it does in the protocol of the
 * path:
 *
 * <ul>
 *   <li>Before an answer: {@code fake-slow} first byte after a second; {@code fake-hang} never
 *       answers; {@code fake-drop} closes after reading; {@code fake-reset} resets then; {@code
 *       fake-head-only} no body behind the head; {@code fake-drip-head} an endless head; {@code
 *       fake-junk} no HTTP; {@code fake-1xx} 100 and 103 first
 *   <li>In a stream: {@link FakeStreamScript}
 *   <li>Answers: {@code fake-status-N}, {@code fake-status-N-CODE} an error, {@code fake-once-N}
 *       only the first time; {@code fake-redirect-N} to the other port; {@code fake-short} less
 *       than its Content-Length; {@code fake-endless-length} a body of a gigabyte, slowly; {@code
 *       fake-gzip}, {@code fake-wrongtype}, {@code fake-notjson}, {@code fake-noisy-headers};
 *       {@code fake-header-N} a header of N KiB; {@code fake-headers-N} N more headers than usual;
 *       {@code fake-two-answers} one more than was asked
 *   <li>Any answer: {@code fake-drip-N} a byte of the body every N ms; {@code fake-trailers} with
 *       trailers behind it; {@code fake-no-usage} without the usage chunk that was asked for;
 *       {@code fake-used-N} in a chat says that N tokens were answered, {@code fake-used-twice}
 *       says what was used twice, {@code fake-used-less} a thousand tokens more before
 *   <li>Echoes: {@code fake-echo} the request's headers, as body and in {@code x-echo}; {@code
 *       fake-echo-...} see {@link FakeStreamScript} and {@link FakeEchoScript}
 * </ul>
 */
final class FakeScript {
  private static final Pattern IN_PATH = Pattern.compile("fake-[A-Za-z0-9_-]+");
  private static final Pattern GOOGLES = Pattern.compile("/models/([^/:]+):");
  private static final Pattern STATUS = Pattern.compile("fake-(status|once)-(\\d{3})(?:-(.+))?");
  private static final Pattern NUMBERED = Pattern.compile("fake-([a-z-]+)-(\\d+)");

  private FakeScript() {}

  /** What a part of the script has done. */
  enum Next {
    /** Nothing: this model is none of its business. */
    NOT_MINE,
    KEEP,
    CLOSE
  }

  /** Answers; false when the connection is to be closed. */
  static boolean play(Arrival arrival, FakeReply reply, FakeProvider provider) throws IOException {
    FakeAsk ask = FakeAsk.of(arrival);
    String model = ask.model();
    Matcher status = STATUS.matcher(model);
    Matcher numbered = NUMBERED.matcher(model);
    Next next = Next.KEEP;
    if (status.matches() && (status.group(1).equals("status") || provider.isFirst(model))) {
      String code = Optional.ofNullable(status.group(3)).orElse("");
      FakeErrors.send(ask, reply, Integer.parseInt(status.group(2)), code);
    } else if (model.startsWith("fake-redirect-")) {
      String location = "Location: http://127.0.0.1:" + provider.elsewhere() + arrival.target();
      reply.json(Integer.parseInt(model.substring("fake-redirect-".length())), "{}", location);
    } else if (numbered.matches()) {
      next = numbered(numbered.group(1), Integer.parseInt(numbered.group(2)), ask, reply);
    } else {
      next = named(model, ask, reply);
    }
    if (next == Next.NOT_MINE) {
      FakeApis.answer(ask, reply);
    }
    return next != Next.CLOSE;
  }

  private static Next numbered(String name, int number, FakeAsk ask, FakeReply reply)
      throws IOException {
    switch (name) {
      case "header" -> reply.json(200, "{}", "x-long: " + "a".repeat(number * 1024));
      case "headers" -> reply.json(200, "{}", manyHeaders(number));
      case "drip" -> {
        reply.dripping(number);
        FakeApis.answer(ask, reply);
      }
      default -> {
        Next echo = FakeEchoScript.play(name, number, ask, reply);
        return echo == Next.NOT_MINE ? FakeStreamScript.numbered(name, number, ask, reply) : echo;
      }
    }
    return Next.KEEP;
  }

  private static Next named(String model, FakeAsk ask, FakeReply reply) throws IOException {
    Next next = FakeFaults.play(model, ask, reply);
    if (next == Next.NOT_MINE) {
      next = FakeStreamScript.named(model, ask, reply);
    }
    return next == Next.NOT_MINE ? answer(model, ask, reply) : next;
  }

  private static Next answer(String model, FakeAsk ask, FakeReply reply) throws IOException {
    switch (model) {
      case "fake-echo" -> echo(ask.arrival(), reply);
      case "fake-gzip" -> reply.send(200, "application/json", gzip(), "Content-Encoding: gzip");
      case "fake-wrongtype" -> reply.send(200, "text/html", utf8("<h1>Fake</h1>"));
      case "fake-notjson" -> reply.json(200, "{\"id\":\"fake\",\"choices\":[{\"index\":0,");
      case "fake-noisy-headers" -> FakeErrors.noisy(ask, reply);
      case "fake-trailers" -> {
        reply.withTrailers();
        return Next.NOT_MINE;
      }
      case "fake-1xx" -> {
        reply.raw("HTTP/1.1 100 Continue\r\n\r\n");
        reply.raw("HTTP/1.1 103 Early Hints\r\nLink: </fake>; rel=preload\r\n\r\n");
        return Next.NOT_MINE;
      }
      case "fake-slow" -> {
        pause(1_000);
        return Next.NOT_MINE;
      }
      default -> {
        return Next.NOT_MINE;
      }
    }
    return Next.KEEP;
  }

  /** The model of the body, else of the path, else a name of a fake in the path, else none. */
  static String modelOf(Arrival arrival) {
    Optional<String> named =
        Scan.text(arrival.text(), "model").or(() -> FakeMultipart.of(arrival).field("model"));
    if (named.isPresent()) {
      return named.get().replaceFirst("^models/", "");
    }
    Matcher google = GOOGLES.matcher(arrival.path());
    if (google.find()) {
      return URLDecoder.decode(google.group(1), StandardCharsets.UTF_8);
    }
    Matcher path = IN_PATH.matcher(arrival.path());
    return path.find() ? path.group() : "";
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
      out.write(utf8("{\"packed\":true}"));
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

  private static byte[] utf8(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  static void pause(long millis) throws IOException {
    try {
      Thread.sleep(millis);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException(e);
    }
  }
}
