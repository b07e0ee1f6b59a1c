package org.aipassport.providers;

import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.aipassport.json.JsonArray;
import org.aipassport.json.JsonNull;
import org.aipassport.json.JsonObject;
import org.aipassport.json.JsonString;
import org.aipassport.json.JsonValue;
import org.jspecify.annotations.Nullable;

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

  /**
   * When it is an object of one of these types (any, if there are none) that has all of {@code has}
   * and none of {@code lacks}; null and empty members are no members.
   */
  static Condition shaped(
      Spelling spelling, List<String> types, List<String> has, List<String> lacks) {
    Condition typed = is(types.stream().<JsonValue>map(JsonString::new).toList());
    return value ->
        value instanceof JsonObject object
            && (types.isEmpty()
                || (object.get("type") instanceof JsonString type && typed.holds(type)))
            && has.stream().allMatch(name -> isThere(member(object, name, spelling)))
            && lacks.stream().noneMatch(name -> isThere(member(object, name, spelling)));
  }

  /** When it is an object that has a member besides these. */
  static Condition besides(Spelling spelling, List<String> names) {
    return value ->
        value instanceof JsonObject object
            && object.members().entrySet().stream()
                .filter(member -> member.getValue() != JsonNull.NULL)
                .anyMatch(
                    member ->
                        names.stream().noneMatch(name -> spelling.accepts(name, member.getKey())));
  }

  private static @Nullable JsonValue member(JsonObject object, String name, Spelling spelling) {
    if (spelling == Spelling.EXACT) {
      return object.get(name);
    }
    for (Map.Entry<String, JsonValue> member : object.members().entrySet()) {
      if (spelling.accepts(name, member.getKey())) {
        return member.getValue();
      }
    }
    return null;
  }

  private static boolean isThere(@Nullable JsonValue value) {
    boolean empty =
        value == null
            || value == JsonNull.NULL
            || (value instanceof JsonString text && text.value().isEmpty())
            || (value instanceof JsonArray array && array.values().isEmpty());
    return !empty;
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
