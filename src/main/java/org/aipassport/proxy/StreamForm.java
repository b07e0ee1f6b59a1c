package org.aipassport.proxy;

import org.aipassport.json.JsonObject;
import org.aipassport.problems.RefusalException;
import org.aipassport.providers.AnswerKind;

/**
 * The form of an answer that goes out in pieces: what its signs of life and its errors look like
 * between two of them. One per call; it sees what goes out.
 */
abstract class StreamForm {
  /** The form in which a call's stream is told, whatever the upstream answers. */
  static StreamForm of(AnswerPlan plan) {
    if (plan.allows(AnswerKind.EVENTS)) {
      return new EventForm(plan.dialect());
    }
    return plan.allows(AnswerKind.JSON_STREAM) ? new ArrayForm() : new SilentForm();
  }

  /** Whether anything can be told in band. */
  boolean canTell() {
    return true;
  }

  abstract String contentType();

  /** What no reader notices. */
  abstract byte[] signOfLife();

  /** A sign of life that says something, where the form has a place for it. */
  byte[] note(String line) {
    return signOfLife();
  }

  /** Tells that no more will come. */
  abstract byte[] error(RefusalException refusal);

  /** Tells the error that an upstream answered. */
  abstract byte[] error(JsonObject body, int status);

  /** These bytes go out next. */
  void sending(byte[] piece) {}
}
