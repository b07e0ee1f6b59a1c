package org.aipassport.providers;

import java.util.Map;
import java.util.Optional;
import org.aipassport.json.JsonObject;
import org.aipassport.json.JsonString;
import org.aipassport.json.JsonValue;

/**
 * How the provider itself counts the tokens that go in, before a call.
 *
 * @param operation the name of the one that counts, in the same table
 * @param within the member in which it takes the call's whole body; without, it takes those members
 *     of the body that it knows
 */
record Counting(String operation, Optional<String> within) {
  private static final String MODEL = "model";

  /** What {@code counter} is asked for to count what goes in with {@code call}. */
  Understood of(Operation counter, Understood call) {
    JsonObject body =
        within
            .map(name -> JsonObject.EMPTY.with(name, named(call)))
            .orElseGet(() -> known(counter.body().fields(), call.body()));
    return counter.understand(
        CallerRequest.json(counter.route().at().with(call.model()), Map.of(), body), true);
  }

  private static JsonObject named(Understood call) {
    return call.body().has(MODEL)
        ? call.body()
        : call.body().with(MODEL, new JsonString(BodyTable.MODELS + call.model().value()));
  }

  private static JsonObject known(Fields fields, JsonObject body) {
    JsonObject.Builder known = JsonObject.builder();
    for (Map.Entry<String, JsonValue> member : body.members().entrySet()) {
      if (fields.knows(member.getKey())) {
        known.put(member.getKey(), member.getValue());
      }
    }
    return known.build();
  }
}
