package org.aipassport.proxy;

import java.util.stream.Stream;
import org.aipassport.json.JsonArray;
import org.aipassport.json.JsonObject;
import org.aipassport.json.JsonString;
import org.aipassport.json.JsonValue;
import org.aipassport.providers.Protocol;

/** Where a protocol's errors have their codes. */
final class ErrorPlaces {
  private ErrorPlaces() {}

  /** All codes of an error body, the most exact first. */
  static Stream<String> codes(Protocol protocol, JsonObject body) {
    JsonObject error = body.get("error") instanceof JsonObject inner ? inner : body;
    return switch (protocol) {
      case OPENAI -> Stream.of("code", "type").flatMap(name -> text(error, name));
      case ANTHROPIC -> text(error, "type");
      case GOOGLE -> Stream.concat(reasons(error), text(error, "status"));
    };
  }

  /** Google's ErrorInfo: {@code details[].reason}. */
  private static Stream<String> reasons(JsonObject error) {
    return error.get("details") instanceof JsonArray details
        ? details.values().stream()
            .flatMap(one -> one instanceof JsonObject info ? text(info, "reason") : Stream.empty())
        : Stream.empty();
  }

  private static Stream<String> text(JsonObject object, String name) {
    JsonValue value = object.get(name);
    return value instanceof JsonString string ? Stream.of(string.value()) : Stream.empty();
  }
}
