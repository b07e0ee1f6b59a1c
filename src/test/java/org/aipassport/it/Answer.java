package org.aipassport.it;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** An answer of the broker's; header names in lower case. */
record Answer(int status, Map<String, List<String>> headers, String text) {
  private static final ObjectMapper MAPPER = new ObjectMapper();

  Answer {
    Map<String, List<String>> lower = new TreeMap<>();
    headers.forEach((name, values) -> lower.put(name.toLowerCase(Locale.ROOT), values));
    headers = lower;
  }

  Optional<String> header(String name) {
    return Optional.ofNullable(headers.get(name)).map(values -> String.join(", ", values));
  }

  /** The body, read by another JSON library than the broker's. */
  JsonNode json() {
    try {
      return MAPPER.readTree(text);
    } catch (JsonProcessingException e) {
      throw new AssertionError("no JSON: " + this, e);
    }
  }

  /** The names of the body's members, in their order. */
  List<String> members() {
    return members(json());
  }

  static List<String> members(JsonNode object) {
    List<String> names = new ArrayList<>();
    object.fieldNames().forEachRemaining(names::add);
    return names;
  }

  /** What the AIPassport surface says when it refuses: the only member of the body. */
  String error() {
    if (!members().equals(List.of("error"))) {
      throw new AssertionError("not {\"error\": ...}: " + this);
    }
    return json().get("error").asText();
  }
}
