package org.aipassport.providers;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.aipassport.json.JsonArray;
import org.aipassport.json.JsonNull;
import org.aipassport.json.JsonObject;
import org.aipassport.json.JsonString;
import org.aipassport.json.JsonValue;
import org.aipassport.problems.RefusalException;
import org.jspecify.annotations.Nullable;

/**
 * Lays one table's JSON over that of the table which it extends. Members replace members; of {@code
 * operations} and {@code costs} each is laid over its namesake; {@code only} names those that are
 * inherited; {@code more-fields} and {@code more-rules} are appended, and {@code like} begins an
 * operation with a copy of another.
 */
final class TableSource {
  private static final String OPERATIONS = "operations";
  private static final String COSTS = "costs";
  private static final Set<String> OWN = Set.of("extends", "only", OPERATIONS, COSTS);

  private TableSource() {}

  static JsonObject over(JsonObject base, JsonObject table) {
    Map<String, JsonValue> operations = inherited(base, table);
    members(table, OPERATIONS)
        .forEach(
            (name, value) ->
                operations.put(name, operation(operations.get(name), object(value, name))));
    JsonObject merged = base;
    for (Map.Entry<String, JsonValue> member : table.members().entrySet()) {
      if (!OWN.contains(member.getKey())) {
        merged = merged.with(member.getKey(), member.getValue());
      }
    }
    Map<String, JsonValue> costs = new LinkedHashMap<>(members(base, COSTS));
    costs.putAll(members(table, COSTS));
    return merged.with(COSTS, built(costs)).with(OPERATIONS, built(likened(operations)));
  }

  /** A table that extends nothing, with its copies made. */
  static JsonObject alone(JsonObject table) {
    return over(JsonObject.EMPTY, table);
  }

  private static Map<String, JsonValue> inherited(JsonObject base, JsonObject table) {
    Map<String, JsonValue> operations = new LinkedHashMap<>(members(base, OPERATIONS));
    JsonValue only = table.get("only");
    if (only != null) {
      List<JsonValue> kept = list(only, "only");
      if (!kept.stream().allMatch(name -> isNameIn(operations, name))) {
        throw RefusalException.ofField("only", "names an operation that is not inherited");
      }
      operations.keySet().removeIf(name -> !kept.contains(new JsonString(name)));
    }
    return operations;
  }

  private static JsonValue operation(@Nullable JsonValue base, JsonObject over) {
    JsonObject merged = base instanceof JsonObject object ? object : JsonObject.EMPTY;
    for (Map.Entry<String, JsonValue> member : over.members().entrySet()) {
      String name = member.getKey();
      merged =
          name.startsWith("more-")
              ? merged.with(
                  name.substring(5),
                  appended(merged.get(name.substring(5)), member.getValue(), name))
              : merged.with(name, member.getValue());
    }
    return merged;
  }

  private static Map<String, JsonValue> likened(Map<String, JsonValue> operations) {
    Map<String, JsonValue> all = new LinkedHashMap<>(operations);
    operations.forEach(
        (name, value) -> {
          if (object(value, name).get("like") instanceof JsonString model) {
            JsonValue base = all.get(model.value()); // may itself be like one before it
            if (base == null || object(base, model.value()).has("like")) {
              throw RefusalException.ofField(
                  "operations." + name + ".like", "must name an operation before it");
            }
            all.put(name, operation(base, object(value, name).without("like")));
          }
        });
    return all;
  }

  private static JsonValue appended(@Nullable JsonValue base, JsonValue more, String name) {
    List<JsonValue> all = new ArrayList<>();
    if (base != null && base != JsonNull.NULL) {
      all.addAll(list(base, name));
    }
    all.addAll(list(more, name));
    return new JsonArray(all);
  }

  private static boolean isNameIn(Map<String, JsonValue> operations, JsonValue name) {
    return name instanceof JsonString text && operations.containsKey(text.value());
  }

  private static List<JsonValue> list(JsonValue value, String name) {
    if (value instanceof JsonArray array) {
      return array.values();
    }
    throw RefusalException.ofField(name, "must be a list");
  }

  private static Map<String, JsonValue> members(JsonObject of, String name) {
    JsonValue value = of.get(name);
    return value == null ? Map.of() : object(value, name).members();
  }

  private static JsonObject object(JsonValue value, String name) {
    if (value instanceof JsonObject object) {
      return object;
    }
    throw RefusalException.ofField(name, "must be an object");
  }

  private static JsonObject built(Map<String, JsonValue> members) {
    JsonObject.Builder out = JsonObject.builder();
    members.forEach(out::put);
    return out.build();
  }
}
