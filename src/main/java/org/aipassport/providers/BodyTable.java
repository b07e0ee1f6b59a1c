package org.aipassport.providers;

import java.util.EnumSet;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.aipassport.json.JsonNull;
import org.aipassport.json.JsonObject;
import org.aipassport.json.JsonString;
import org.aipassport.json.JsonValue;
import org.aipassport.problems.Refusal;
import org.aipassport.problems.RefusalException;
import org.aipassport.values.ModelName;

/**
 * What an operation's body may be.
 *
 * @param form the multipart form that it is, if it is no JSON
 * @param stream how a caller asks for an answer piece by piece
 * @param modelAgain further places of the model's name; it must be the same there
 * @param force members that are set where the caller left them out
 * @param drop members that do not go upstream: it refuses them, or they reach into what others
 *     asked, and the call is the same without them
 * @param bounds what bounds the cost of a call
 */
record BodyTable(
    Optional<Form> form,
    Fields fields,
    Rules rules,
    StreamChoice stream,
    List<MemberPath> modelAgain,
    JsonObject force,
    Set<String> drop,
    BoundTable bounds) {
  private static final String MODEL = "model";
  static final String MODELS = "models/";

  /** The parts of a form that are files, and those that may be there more than once. */
  record Form(Set<String> files, Set<String> repeatable) {}

  /** The capabilities that a body needs besides the operation's own. */
  Set<Capability> check(CallerRequest request, boolean storageGranted) {
    if (form.isPresent() != request.isForm()) {
      throw new RefusalException(
          Refusal.UNSUPPORTED_MEDIA_TYPE,
          "Send Content-Type: "
              + (form.isPresent() ? "multipart/form-data." : "application/json."));
    }
    form.ifPresent(wanted -> checkForm(wanted, request));
    fields.check(request.isForm() ? request.form() : request.body().members().keySet());
    return needed(request.body(), storageGranted);
  }

  private Set<Capability> needed(JsonObject body, boolean storageGranted) {
    Set<Capability> needed = EnumSet.noneOf(Capability.class);
    rules.walk(
        body,
        (rule, path, value) -> {
          if (rule.then() instanceof Consequence.Needs needs) {
            needed.add(needs.capability());
          } else if (rule.then() instanceof Consequence.Refused refused
              && !(refused.allowedByStorage() && storageGranted)) {
            throw RefusalException.ofPolicy(path, refused.why());
          }
        });
    return needed;
  }

  private void checkForm(Form wanted, CallerRequest request) {
    Set<String> seen = new HashSet<>();
    for (String name : request.form()) {
      if (!seen.add(name) && !wanted.repeatable().contains(name)) {
        throw RefusalException.ofField(name, "stands here twice");
      }
      if (fields.isUnknownInBrackets(name)) {
        throw RefusalException.ofField(
            name, "is not known here; name a list's elements with empty brackets");
      }
    }
    for (String file : request.files()) {
      if (fields.knows(file) && !wanted.files().contains(file)) {
        throw RefusalException.ofField(file, "must be a text, not a file");
      }
    }
  }

  /**
   * The model that is asked for.
   *
   * @throws RefusalException INVALID_FIELD if there is none, or another one at a second place
   */
  ModelName model(JsonObject body, Optional<String> inPath) {
    String name =
        inPath.orElseGet(() -> body.get(MODEL) instanceof JsonString text ? text.value() : "");
    if (!ModelName.isName(name)) {
      throw RefusalException.ofField(MODEL, "must be a model's name");
    }
    for (MemberPath place : modelAgain) {
      for (JsonValue value : place.in(body, fields.spelling())) {
        boolean same =
            value instanceof JsonString text
                && (text.value().equals(name) || text.value().equals(MODELS + name));
        if (!same) {
          throw RefusalException.ofField(place.text(), "is another model than that of the call");
        }
      }
    }
    return new ModelName(name);
  }

  /** The body as it goes upstream. */
  JsonObject prepared(JsonObject body) {
    JsonObject prepared = body;
    for (String name : drop) {
      prepared = prepared.without(name);
    }
    for (Map.Entry<String, JsonValue> forced : force.members().entrySet()) {
      JsonValue given = prepared.get(forced.getKey());
      if (given == null || given == JsonNull.NULL) { // null stands for the upstream's default
        prepared = prepared.with(forced.getKey(), forced.getValue());
      }
    }
    return prepared;
  }
}
