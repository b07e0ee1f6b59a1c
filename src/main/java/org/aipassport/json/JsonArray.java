package org.aipassport.json;

import java.util.Collection;
import java.util.List;

/** Values in their order. */
public record JsonArray(List<JsonValue> values) implements JsonValue {
  public JsonArray {
    values = List.copyOf(values);
  }

  /**
   * An array of strings, in the collection's order.
   *
   * @throws IllegalArgumentException if one holds a surrogate without its partner
   */
  public static JsonArray ofStrings(Collection<String> strings) {
    return new JsonArray(strings.stream().<JsonValue>map(JsonString::new).toList());
  }

  @Override
  public String toString() {
    return "JsonArray[" + values.size() + " values]";
  }
}
