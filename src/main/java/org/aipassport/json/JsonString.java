package org.aipassport.json;

/**
 * A string of Unicode code points, U+0000 included.
 *
 * @throws IllegalArgumentException if {@code value} holds a surrogate without its partner
 */
public record JsonString(String value) implements JsonValue {
  public JsonString {
    Text.requireWellFormed(value);
  }

  @Override
  public String toString() {
    return "JsonString[" + value.length() + " characters]";
  }
}
