package org.aipassport.providers;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.Map;
import org.aipassport.json.Json;
import org.aipassport.json.JsonObject;

/** Asks an operation of a table as a caller does; bodies are JSON with single quotes. */
final class Asking {
  private Asking() {}

  /** What a body with the model {@code m} means at a path of a type. */
  static Understood ask(String type, String path, String members) {
    return ask(type, path, members, false);
  }

  static Understood ask(String type, String path, String members, boolean storageGranted) {
    boolean inPath = path.contains("/models/");
    String model = inPath ? "" : "'model':'m'" + (members.isBlank() ? "" : ",");
    return ask(GivenProviders.table(type), path, json("{" + model + members + "}"), storageGranted);
  }

  static Understood ask(ProviderTable table, String path, JsonObject body, boolean storageGranted) {
    return table
        .at(path)
        .orElseThrow()
        .understand(CallerRequest.json(path, Map.of(), body), storageGranted);
  }

  static JsonObject json(String text) {
    return Json.parseObject(text.replace('\'', '"').getBytes(UTF_8));
  }
}
