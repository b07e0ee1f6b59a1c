package org.aipassport.providers;

import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;

/** In which forms an upstream may answer. */
public enum AnswerKind {
  /** One JSON document. */
  JSON,
  /** Server-sent events (WHATWG HTML section 9.2). */
  EVENTS,
  /** Sound or pictures. */
  BYTES,
  /** Plain text and subtitles. */
  TEXT,
  /** A JSON array that is sent piece by piece. */
  JSON_STREAM;

  static Optional<AnswerKind> ofWireName(String name) {
    return Arrays.stream(values()).filter(kind -> kind.wireName().equals(name)).findFirst();
  }

  private String wireName() {
    return name().toLowerCase(Locale.ROOT).replace('_', '-');
  }
}
