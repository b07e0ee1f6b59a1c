package org.aipassport.support;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** Writes a stream step by step, so that a script can stop or stray anywhere. */
final class FakeEvents {
  private final FakeReply reply;
  private final FakeStream stream;
  private final FakeFraming framing;
  private final List<String> said = new ArrayList<>();
  private boolean first = true;
  private int parts;

  FakeEvents(FakeReply reply, FakeStream stream) {
    this(reply, stream, stream.framing());
  }

  FakeEvents(FakeReply reply, FakeStream stream, FakeFraming framing) {
    this.reply = reply;
    this.stream = stream;
    this.framing = framing;
  }

  void whole(List<String> pieces) throws IOException {
    start();
    for (String piece : pieces) {
      part(piece);
    }
    finish();
  }

  void start() throws IOException {
    reply.startChunks(stream.contentType(), stream.requestId());
    for (FakeEvent event : stream.opening()) {
      send(event);
    }
  }

  void part(String piece) throws IOException {
    said.add(piece);
    send(stream.part(parts++, piece));
  }

  /** As {@link #part}, for streams that never end and must not be kept in mind. */
  void passingPart(String piece) throws IOException {
    send(stream.part(parts++, piece));
  }

  /** A part in two network writes, cut after {@code offset} characters of the mark in it. */
  void partCutAt(String piece, int offset) throws IOException {
    said.add(piece);
    byte[] bytes = framing.frame(stream.part(parts++, piece), first);
    first = false;
    int mark = new String(bytes, StandardCharsets.ISO_8859_1).indexOf(piece);
    int cut = Math.min(Math.max(mark, 0) + offset, bytes.length - 1);
    reply.chunk(Arrays.copyOf(bytes, cut));
    FakeScript.pause(50);
    reply.chunk(Arrays.copyOfRange(bytes, cut, bytes.length));
  }

  void send(FakeEvent event) throws IOException {
    reply.chunk(framing.frame(event, first));
    first = false;
  }

  void comment() throws IOException {
    reply.chunk(framing.comment().getBytes(StandardCharsets.UTF_8));
  }

  /** The closing events and the end. */
  void finish() throws IOException {
    for (FakeEvent event : closing()) {
      send(event);
    }
    end();
  }

  /** The closing events but the last, and a clean end. */
  void finishWithoutLast() throws IOException {
    List<FakeEvent> events = closing();
    for (FakeEvent event : events.subList(0, events.size() - 1)) {
      send(event);
    }
    reply.endChunks();
  }

  /** The closing events, the last one with a single line end behind it. */
  void finishInOneLineEnd() throws IOException {
    List<FakeEvent> events = closing();
    for (FakeEvent event : events.subList(0, events.size() - 1)) {
      send(event);
    }
    byte[] last = framing.frame(events.get(events.size() - 1), first);
    reply.chunk(Arrays.copyOf(last, framing.isEvents() ? last.length - 1 : last.length));
    reply.endChunks();
  }

  private List<FakeEvent> closing() {
    return stream.closing(said);
  }

  private void end() throws IOException {
    if (!framing.end().isEmpty()) {
      reply.chunk(framing.end().getBytes(StandardCharsets.UTF_8));
    }
    reply.endChunks();
  }
}
