package org.aipassport.support;

import java.util.List;

/**
 * A streamed answer in its protocol's own events. What is said is JSON text between quotes: escaped
 * already, so that a test can escape it otherwise.
 */
interface FakeStream {
  /** What is said, piece by piece, unless a script says something else. */
  List<String> pieces();

  /** The events before the first piece. */
  List<FakeEvent> opening();

  /** The event that brings a piece; the first has the index 0. */
  FakeEvent part(int index, String piece);

  /** The events after the last piece. */
  List<FakeEvent> closing(List<String> said);

  default FakeFraming framing() {
    return FakeFraming.LF;
  }

  default String contentType() {
    return "text/event-stream; charset=utf-8";
  }

  /** The header line that names the request. */
  default String requestId() {
    return "x-request-id: req_fake";
  }
}
