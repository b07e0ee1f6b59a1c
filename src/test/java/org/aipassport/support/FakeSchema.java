package org.aipassport.support;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Locale;

/** Makes a value that fits a JSON schema, or Google's dialect of one. */
record FakeSchema(JsonNode root) {
  private static final JsonNodeFactory NODES = JsonNodeFactory.instance;
  private static final int DEEPEST = 12;

  static String example(JsonNode schema) {
    return new FakeSchema(schema).value(schema, 0).toString();
  }

  private JsonNode value(JsonNode schema, int depth) {
    if (depth > DEEPEST) {
      return NODES.nullNode();
    }
    if (schema.has("$ref")) {
      return value(root.at(schema.get("$ref").asText().substring(1)), depth + 1);
    }
    if (schema.has("const")) {
      return schema.get("const");
    }
    if (schema.has("enum")) {
      return schema.get("enum").get(0);
    }
    for (String choice : new String[] {"anyOf", "oneOf", "allOf"}) {
      if (schema.has(choice)) {
        return value(schema.get(choice).get(0), depth + 1);
      }
    }
    return ofType(schema, depth);
  }

  private JsonNode ofType(JsonNode schema, int depth) {
    return switch (type(schema)) {
      case "object" -> object(schema, depth);
      case "array" -> {
        ArrayNode array = NODES.arrayNode();
        yield schema.has("items") ? array.add(value(schema.get("items"), depth + 1)) : array;
      }
      case "integer" -> NODES.numberNode(7);
      case "number" -> NODES.numberNode(0.5);
      case "boolean" -> NODES.booleanNode(true);
      case "null" -> NODES.nullNode();
      default -> NODES.textNode("fake");
    };
  }

  private JsonNode object(JsonNode schema, int depth) {
    ObjectNode object = NODES.objectNode();
    schema
        .path("properties")
        .properties()
        .forEach(member -> object.set(member.getKey(), value(member.getValue(), depth + 1)));
    return object;
  }

  private static String type(JsonNode schema) {
    JsonNode type = schema.path("type");
    String name = type.isArray() ? type.path(0).asText() : type.asText();
    if (name.isEmpty()) {
      return schema.has("items") ? "array" : "object";
    }
    return name.toLowerCase(Locale.ROOT);
  }
}
