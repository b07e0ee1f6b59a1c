package org.aipassport.proxy;

import org.aipassport.json.JsonObject;
import org.aipassport.problems.RefusalException;

/** Bytes, or one document: nothing can be told in the middle of it. */
final class SilentForm extends StreamForm {
  private static final byte[] NOTHING = {};

  @Override
  boolean canTell() {
    return false;
  }

  @Override
  String contentType() {
    return "application/octet-stream";
  }

  @Override
  byte[] signOfLife() {
    return NOTHING;
  }

  @Override
  byte[] error(RefusalException refusal) {
    return NOTHING;
  }

  @Override
  byte[] error(JsonObject body, int status) {
    return NOTHING;
  }
}
