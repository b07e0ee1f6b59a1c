package org.aipassport.oauth;

import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.aipassport.json.JsonObject;
import org.aipassport.json.JsonString;

/** The parameters of a pushed request as they are kept. */
final class Pushed {
  private Pushed() {}

  /** Those that mean something. */
  static JsonObject of(OAuthForm form) {
    JsonObject.Builder out = JsonObject.builder();
    for (String name : AuthorizationReader.PARAMETERS) {
      form.value(name).ifPresent(value -> out.put(name, value));
    }
    return out.build();
  }

  /** The same again. */
  static OAuthForm form(JsonObject kept) {
    Map<String, List<String>> parameters = new TreeMap<>();
    kept.members()
        .forEach(
            (name, value) -> {
              if (value instanceof JsonString text) {
                parameters.put(name, List.of(text.value()));
              }
            });
    return OAuthForm.strict(parameters);
  }
}
