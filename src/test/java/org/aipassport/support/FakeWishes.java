package org.aipassport.support;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** Where each protocol says which tools there are and which form the answer must have. */
final class FakeWishes {
  private static final List<String> SCHEMAS =
      List.of(
          "/response_format/json_schema/schema", // chat
          "/text/format/schema", // responses
          "/output_config/format/schema", // messages
          "/output_format/schema", // messages, beta
          "/generationConfig/responseJsonSchema",
          "/generationConfig/responseSchema");
  private static final List<String> ANSWERED =
      List.of("tool_call_id", "function_call_output", "tool_result", "functionResponse");

  private FakeWishes() {}

  /** The schema that the answer's text must follow. */
  static Optional<JsonNode> schema(JsonNode body) {
    return SCHEMAS.stream().map(body::at).filter(JsonNode::isObject).findFirst();
  }

  /** A call of the first function, unless a function has answered already or none is wanted. */
  static Optional<FakeAsk.Tool> tool(JsonNode body) {
    JsonNode first = first(body.path("tools"));
    String all = body.path("messages").toString() + body.path("input") + body.path("contents");
    boolean answered = ANSWERED.stream().anyMatch(all::contains);
    if (first.path("name").isMissingNode() || answered || isOff(body)) {
      return Optional.empty();
    }
    JsonNode schema =
        Stream.of("parameters", "input_schema", "parametersJsonSchema")
            .map(first::path)
            .filter(JsonNode::isObject)
            .findFirst()
            .orElse(first.path("parameters"));
    return Optional.of(new FakeAsk.Tool(first.get("name").asText(), FakeSchema.example(schema)));
  }

  private static JsonNode first(JsonNode tools) {
    JsonNode first = tools.path(0);
    if (first.has("functionDeclarations")) {
      return first.path("functionDeclarations").path(0);
    }
    return first.has("function") ? first.path("function") : first;
  }

  private static boolean isOff(JsonNode body) {
    JsonNode choice = body.path("tool_choice");
    return choice.asText().equals("none") || choice.path("type").asText().equals("none");
  }
}
