package org.aipassport.support;

import java.nio.charset.StandardCharsets;
import java.util.Base64;

/** How the events of a stream become bytes. */
enum FakeFraming {
  /** Server-sent events with the line end that everybody uses. */
  LF("\n"),
  /** Server-sent events with the oldest line end that the standard allows. */
  CR("\r"),
  /** Server-sent events with the line end of HTTP. */
  CRLF("\r\n"),
  /** One JSON array, an element at a time. */
  ARRAY("") {
    @Override
    byte[] frame(FakeEvent event, boolean first) {
      return utf8((first ? "[" : "\n,\r\n") + event.data());
    }

    @Override
    String end() {
      return "\n]\n";
    }

    @Override
    String comment() {
      return "\n  \n";
    }
  },
  /** The bytes that the data holds as base64. */
  BYTES("") {
    @Override
    byte[] frame(FakeEvent event, boolean first) {
      return Base64.getDecoder().decode(event.data());
    }

    @Override
    String comment() {
      return "";
    }
  };

  private final String lineEnd;

  FakeFraming(String lineEnd) {
    this.lineEnd = lineEnd;
  }

  byte[] frame(FakeEvent event, boolean first) {
    String name = event.name().isEmpty() ? "" : "event: " + event.name() + lineEnd;
    return utf8(name + "data: " + event.data() + lineEnd + lineEnd);
  }

  /** What comes after the last event. */
  String end() {
    return "";
  }

  /** What a reader has to skip: a comment, an id, a field and an event that nobody knows. */
  String comment() {
    return String.join(
        lineEnd,
        ": fake comment",
        "",
        "",
        ":",
        "id: 7",
        "retry: 10000",
        "fake-field: x",
        "",
        "event: fake_unknown",
        "data: {\"type\":\"fake_unknown\",\"fake\":true}",
        "",
        "");
  }

  boolean isEvents() {
    return !lineEnd.isEmpty();
  }

  private static byte[] utf8(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }
}
