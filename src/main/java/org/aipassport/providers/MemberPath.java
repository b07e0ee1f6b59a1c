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
    return new MemberPath(List.of(text.split("/", -1)));
  }

  String text() {
    return String.join(".", segments);
  }

  /** All values that stand there. */
  List<JsonValue> in(JsonObject body) {
    List<JsonValue> found = List.of(body);
    for (String segment : segments) {
      List<JsonValue> below = new ArrayList<>();
      for (JsonValue value : found) {
        if (segment.equals(EACH) && value instanceof JsonArray array) {
          below.addAll(array.values());
        } else if (value instanceof JsonObject object) {
          JsonValue member = object.get(segment);
          if (member != null) {
            below.add(member);
          }
        }
      }
      found = below;
    }
    return found;
  }
}
