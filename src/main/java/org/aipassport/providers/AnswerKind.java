package org.aipassport.providers;

/** What an operation's answer may be; the content type tells which. */
public enum AnswerKind {
  /** One JSON document. */
  JSON,
  /** Server-sent events (WHATWG HTML section 9.2). */
  EVENTS,
  /** Audio, an image, or bytes of no named type. */
  BYTES,
  /** Plain text or subtitles. */
  TEXT,
  /** One JSON array that is sent piece by piece: Google's stream without {@code alt=sse}. */
  JSON_STREAM
}
