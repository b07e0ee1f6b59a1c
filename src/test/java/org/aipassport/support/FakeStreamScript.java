package org.aipassport.support;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * How streams go wrong:
 *
 * <ul>
 *   <li>{@code fake-stream-N} N pieces; {@code fake-endless} a piece every 20 ms; {@code
 *       fake-flood} pieces of 16 KiB without end and pause; {@code fake-silence-N} N seconds of
 *       silence after two pieces, or in the middle of an answer that is no stream; {@code
 *       fake-comments} comments and events that nobody knows between the others
 *   <li>After two pieces: {@code fake-hang-midstream}, {@code fake-drop-midstream}, {@code
 *       fake-reset-midstream}, {@code fake-error-midstream} the protocol's error event and the end,
 *       {@code fake-endless-line} a line that never ends
 *   <li>The end: {@code fake-no-final} clean, but without the protocol's closing events; {@code
 *       fake-no-done} without the last of them; {@code fake-done-newline} one line end behind it
 *       instead of two
 *   <li>Lines: {@code fake-cr}, {@code fake-crlf}
 *   <li>The key that came, said back: {@code fake-echo-key-split} a few characters in each event;
 *       {@code fake-echo-json-escaped} every character as {@code \}{@code u00xx}, in a stream or
 *       not
 * </ul>
 *
 * <p>All but the last and the silence are streams even if none was asked for.
 */
final class FakeStreamScript {
  private static final int KEY_PIECE = 7;
  private static final int LINE_PIECE = 16 * 1024;

  private FakeStreamScript() {}

  static FakeScript.Next numbered(String name, int number, FakeAsk ask, FakeReply reply)
      throws IOException {
    FakeStream stream = FakeApis.stream(ask);
    FakeEvents events = new FakeEvents(reply, stream);
    switch (name) {
      case "stream" ->
          events.whole(ask.tool().isPresent() ? stream.pieces() : FakeAsk.parts(number));
      case "silence" -> silence(number, ask, reply);
      default -> {
        return FakeScript.Next.NOT_MINE;
      }
    }
    return FakeScript.Next.KEEP;
  }

  static FakeScript.Next named(String model, FakeAsk ask, FakeReply reply) throws IOException {
    FakeStream stream = FakeApis.stream(ask);
    FakeEvents events = new FakeEvents(reply, stream);
    switch (model) {
      case "fake-no-final" -> {
        begin(events, stream.pieces());
        reply.endChunks();
      }
      case "fake-no-done" -> {
        begin(events, stream.pieces());
        events.finishWithoutLast();
      }
      case "fake-done-newline" -> {
        begin(events, stream.pieces());
        events.finishInOneLineEnd();
      }
      case "fake-cr" -> new FakeEvents(reply, stream, FakeFraming.CR).whole(stream.pieces());
      case "fake-crlf" -> new FakeEvents(reply, stream, FakeFraming.CRLF).whole(stream.pieces());
      case "fake-comments" -> commented(events, stream);
      case "fake-error-midstream" -> {
        begin(events, FakeAsk.parts(2));
        events.send(FakeErrors.event(ask));
        reply.endChunks();
      }
      case "fake-echo-key-split" -> {
        List<String> pieces = pieces(ask.key().orElse("none"));
        new FakeEvents(reply, FakeApis.stream(ask.saying(pieces))).whole(pieces);
      }
      case "fake-echo-json-escaped" ->
          FakeApis.answer(ask.saying(List.of(FakeEchoScript.form("escaped", ask))), reply);
      default -> {
        return cut(model, events, reply);
      }
    }
    return FakeScript.Next.KEEP;
  }

  /** What never comes to its end. */
  private static FakeScript.Next cut(String model, FakeEvents events, FakeReply reply)
      throws IOException {
    switch (model) {
      case "fake-endless" -> {
        events.start();
        for (long i = 0; i < Long.MAX_VALUE; i++) {
          events.passingPart("part " + i + " ");
          FakeScript.pause(20);
        }
      }
      case "fake-flood" -> {
        events.start();
        String piece = "x".repeat(LINE_PIECE);
        for (long i = 0; i < Long.MAX_VALUE; i++) {
          events.passingPart(piece);
        }
      }
      case "fake-hang-midstream" -> {
        begin(events, FakeAsk.parts(2));
        reply.hang();
      }
      case "fake-drop-midstream" -> begin(events, FakeAsk.parts(2));
      case "fake-reset-midstream" -> {
        begin(events, FakeAsk.parts(2));
        FakeScript.pause(400); // what was sent is to arrive before the reset
        reply.reset();
      }
      case "fake-endless-line" -> {
        begin(events, FakeAsk.parts(2));
        byte[] line = new byte[LINE_PIECE];
        Arrays.fill(line, (byte) 'x');
        reply.chunk("data: ".getBytes(StandardCharsets.US_ASCII));
        for (long i = 0; i < Long.MAX_VALUE; i++) {
          reply.chunk(line);
        }
      }
      default -> {
        return FakeScript.Next.NOT_MINE;
      }
    }
    return FakeScript.Next.CLOSE;
  }

  private static void begin(FakeEvents events, List<String> pieces) throws IOException {
    events.start();
    for (String piece : pieces) {
      events.part(piece);
    }
  }

  private static void commented(FakeEvents events, FakeStream stream) throws IOException {
    events.start();
    for (String piece : stream.pieces()) {
      events.comment();
      events.part(piece);
    }
    events.comment();
    events.finish();
  }

  private static void silence(int seconds, FakeAsk ask, FakeReply reply) throws IOException {
    if (FakeApis.streams(ask)) {
      FakeEvents events = new FakeEvents(reply, FakeApis.stream(ask));
      begin(events, FakeAsk.parts(2));
      FakeScript.pause(seconds * 1_000L);
      events.part("part 2 ");
      events.finish();
      return;
    }
    byte[] body = FakeApis.plain(ask).orElse("{}").getBytes(StandardCharsets.UTF_8);
    reply.startChunks("application/json", "x-request-id: req_fake");
    reply.chunk(Arrays.copyOf(body, body.length / 2));
    FakeScript.pause(seconds * 1_000L);
    reply.chunk(Arrays.copyOfRange(body, body.length / 2, body.length));
    reply.endChunks();
  }

  private static List<String> pieces(String key) {
    List<String> pieces = new ArrayList<>();
    for (int i = 0; i < key.length(); i += KEY_PIECE) {
      pieces.add(Scan.escaped(key.substring(i, Math.min(i + KEY_PIECE, key.length()))));
    }
    return pieces;
  }
}
