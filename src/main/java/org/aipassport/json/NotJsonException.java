package org.aipassport.json;

import java.io.Serial;

/** Something that our JSON cannot hold; the message is ours and echoes no value. */
final class NotJsonException extends IllegalArgumentException {
  @Serial private static final long serialVersionUID = 1;

  NotJsonException(String problem) {
    super(problem);
  }

  String problem() {
    return String.valueOf(getMessage());
  }
}
