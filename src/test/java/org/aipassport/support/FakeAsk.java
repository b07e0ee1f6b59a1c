package org.aipassport.support;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.MissingNode;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * What a request asks for, whatever its protocol.
 *
 * @param body a missing node where the body is no JSON
 * @param saying what a script wants to be said, piece by piece; empty for the usual
 */
record FakeAsk(Arrival arrival, JsonNode body, FakeMultipart form, List<String> saying) {
  private static final ObjectMapper MAPPER = new ObjectMapper();
  private static final List<String> PROMPTS =
      List.of("messages", "contents", "input", "prompt", "requests", "content");
  private static final int PIECE = 10;

  /** A call of a function. */
  record Tool(String name, String arguments) {}

  static FakeAsk of(Arrival arrival) {
    return new FakeAsk(arrival, parse(arrival.body()), FakeMultipart.of(arrival), List.of());
  }

  private static JsonNode parse(byte[] body) {
    try {
      return body.length > 0 && body[0] == '{'
          ? MAPPER.readTree(new String(body, StandardCharsets.UTF_8))
          : MissingNode.getInstance();
    } catch (JsonProcessingException e) {
      return MissingNode.getInstance();
    }
  }

  FakeAsk saying(List<String> pieces) {
    return new FakeAsk(arrival, body, form, pieces);
  }

  String path() {
    return arrival.path();
  }

  String model() {
    return FakeScript.modelOf(arrival);
  }

  /** The model between quotes. */
  String quotedModel() {
    return Scan.quoted(model());
  }

  /** A text of the JSON body, or of the form. */
  String text(String name) {
    return form.field(name).orElseGet(() -> body.path(name).asText(""));
  }

  boolean flag(String name) {
    return text(name).equals("true");
  }

  /** The characters of the last text that was sent. */
  int length() {
    Stream<JsonNode> prompts =
        PROMPTS.stream().map(body::path).filter(node -> !node.isMissingNode());
    String last = prompts.findFirst().map(FakeAsk::lastText).orElseGet(() -> text("prompt"));
    return last.codePointCount(0, last.length());
  }

  private static String lastText(JsonNode node) {
    if (node.isTextual()) {
      return node.asText();
    }
    List<JsonNode> within = new ArrayList<>();
    if (node.isArray()) {
      node.forEach(within::add);
    } else if (node.isObject()) {
      Stream.of("content", "parts", "text", "output").map(node::path).forEach(within::add);
    }
    for (int i = within.size() - 1; i >= 0; i--) {
      String text = lastText(within.get(i));
      if (!text.isEmpty()) {
        return text;
      }
    }
    return "";
  }

  /** What the whole answer says, as JSON text between quotes. */
  String said() {
    if (!saying.isEmpty()) {
      return String.join("", saying);
    }
    return FakeWishes.schema(body)
        .map(FakeSchema::example)
        .map(Scan::escaped)
        .orElseGet(() -> "You sent " + length() + " characters.");
  }

  /** What a stream says. */
  List<String> pieces() {
    if (!saying.isEmpty()) {
      return saying;
    }
    return FakeWishes.schema(body)
        .map(FakeSchema::example)
        .map(FakeAsk::cut)
        .orElseGet(() -> parts(5));
  }

  static List<String> parts(int count) {
    return IntStream.range(0, count).mapToObj(i -> "part " + i + " ").toList();
  }

  /** A text in short pieces, each escaped by itself. */
  static List<String> cut(String text) {
    List<String> pieces = new ArrayList<>();
    for (int i = 0; i < text.length(); i += PIECE) {
      pieces.add(Scan.escaped(text.substring(i, Math.min(i + PIECE, text.length()))));
    }
    return pieces;
  }

  /** The call that the answer is to make. */
  Optional<Tool> tool() {
    return FakeWishes.tool(body);
  }

  /** The key that came, in whatever header. */
  Optional<String> key() {
    return Stream.of("authorization", "x-api-key", "x-goog-api-key", "api-key")
        .flatMap(name -> arrival.header(name).stream())
        .map(value -> value.startsWith("Bearer ") ? value.substring(7) : value)
        .findFirst();
  }
}
