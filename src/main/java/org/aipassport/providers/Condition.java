package org.aipassport.providers;

import java.util.List;
import java.util.Locale;
import org.aipassport.json.JsonNull;
import org.aipassport.json.JsonString;
import org.aipassport.json.JsonValue;

/** When a rule about a member applies; never for one that is null, which means absent. */
interface Condition {
  /** Whenever the member is there. */
  Condition PRESENT = value -> true;

  /** When it is a text. */
  Condition TEXT = JsonString.class::isInstance;

  boolean holds(JsonValue value);

  default boolean appliesTo(JsonValue value) {
    return value != JsonNull.NULL && holds(value);
  }

  /** When it is one of these; texts are compared without their letter case, as some readers do. */
  static Condition is(List<JsonValue> values) {
    return value -> values.stream().anyMatch(one -> same(one, value));
  }

  static Condition isNot(List<JsonValue> values) {
    Condition is = is(values);
    return value -> !is.holds(value);
  }

  /** When it is a text that begins with one of these. */
  static Condition starts(List<String> beginnings) {
    return value ->
        value instanceof JsonString text
            && beginnings.stream().anyMatch(begin -> lower(text.value()).startsWith(lower(begin)));
  }

  /** When it is anything but a text that begins, byte for byte, with one of these. */
  static Condition startsNot(List<String> beginnings) {
    return value ->
        !(value instanceof JsonString text)
            || beginnings.stream().noneMatch(text.value()::startsWith);
  }

  private static boolean same(JsonValue one, JsonValue other) {
    return one instanceof JsonString left && other instanceof JsonString right
        ? left.value().equalsIgnoreCase(right.value())
        : one.equals(other);
  }

  private static String lower(String text) {
    return text.toLowerCase(Locale.ROOT);
  }
}
