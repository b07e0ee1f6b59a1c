package org.aipassport.support;

/**
 * One event of a stream.
 *
 * @param name the event's name, empty if its protocol gives none
 * @param data one line
 */
record FakeEvent(String name, String data) {
  static FakeEvent of(String data) {
    return new FakeEvent("", data);
  }

  /** An event that has its name in its data too, as {@code type}. */
  static FakeEvent typed(String type, String members) {
    String rest = members.isEmpty() ? "" : "," + members;
    return new FakeEvent(type, "{\"type\":\"" + type + "\"" + rest + "}");
  }
}
