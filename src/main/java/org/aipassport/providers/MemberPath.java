package org.aipassport.providers;

import java.util.ArrayList;
import java.util.List;
import org.aipassport.json.JsonArray;
import org.aipassport.json.JsonObject;
import org.aipassport.json.JsonValue;

/** Where members stand: names from the top, {@code *} for each element of an array. */
record MemberPath(List<String> segments) {
  private static final String EACH = "*";

  MemberPath {
    segments = List.copyOf(segments);
  }

  /** Of {@code requests/*}{@code /model}, for instance. */
  static MemberPath of(String text) {
    return new MemberPath(text.isEmpty() ? List.of() : List.of(text.split("/", -1)));
  }

  String text() {
    return String.join(".", segments);
  }

  /**
   * All values that stand there, under any name that some reader could take for the one meant; a
   * single value where a list belongs is a list of one.
   */
  List<JsonValue> in(JsonObject body, Spelling spelling) {
    List<JsonValue> found = List.of(body);
    for (String segment : segments) {
      List<JsonValue> below = new ArrayList<>();
      for (JsonValue value : found) {
        if (segment.equals(EACH)) {
          below.addAll(value instanceof JsonArray array ? array.values() : List.of(value));
        } else if (value instanceof JsonObject object) {
          below.addAll(named(object, spelling.folded(segment), spelling));
        }
      }
      found = below;
    }
    return found;
  }

  private static List<JsonValue> named(JsonObject object, String folded, Spelling spelling) {
    List<JsonValue> found = new ArrayList<>();
    object
        .members()
        .forEach(
            (name, value) -> {
              if (spelling.folded(name).equals(folded)) {
                found.add(value);
              }
            });
    return found;
  }
}
