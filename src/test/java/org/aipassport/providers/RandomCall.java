package org.aipassport.providers;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import java.util.function.Supplier;
import org.aipassport.json.Json;
import org.aipassport.json.JsonArray;
import org.aipassport.json.JsonBoolean;
import org.aipassport.json.JsonNumber;
import org.aipassport.json.JsonObject;
import org.aipassport.json.JsonString;
import org.aipassport.json.JsonValue;
import org.aipassport.json.RandomJson;

/** Bodies that an operation may be sent: the members of its table, some as they should be. */
final class RandomCall {
  private final Random random;
  private final RandomJson json;
  private final String type;
  private final String operation;
  private final List<String> fields;

  RandomCall(long seed, String type, String operation) {
    this.random = new Random(seed);
    this.json = new RandomJson(seed);
    this.type = type;
    this.operation = operation;
    this.fields = fields(type, operation);
  }

  private static List<String> fields(String type, String operation) {
    try (InputStream in = RandomCall.class.getResourceAsStream(type + ".json")) {
      JsonObject all = (JsonObject) Json.parseObject(in.readAllBytes()).get("operations");
      JsonArray names = (JsonArray) ((JsonObject) all.get(operation)).get("fields");
      return names.values().stream().map(name -> ((JsonString) name).value()).toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  JsonObject body(boolean modelInPath) {
    JsonObject body = JsonObject.EMPTY;
    for (String name : fields) {
      if (!name.equals("model") && random.nextInt(5) == 0) {
        body = body.with(written(name), member(name));
      }
    }
    for (String name : List.of("messages", "input", "contents", "prompt", "content", "requests")) {
      if (fields.contains(name) && !(operation.equals("responses") && name.equals("prompt"))) {
        body = body.with(name, member(name));
      }
    }
    return modelInPath ? body : body.with("model", new JsonString("m"));
  }

  private String written(String name) {
    return type.equals("google") && random.nextBoolean()
        ? name.replaceAll("([A-Z])", "_$1").toLowerCase(Locale.ROOT)
        : name;
  }

  private JsonValue member(String name) {
    return switch (name) {
      case "messages" -> list(this::message);
      case "input" -> operation.equals("responses") ? list(this::message) : list(this::string);
      case "system" -> list(this::part);
      case "contents" -> list(() -> object("parts", list(this::googlePart)));
      case "content", "systemInstruction" -> object("parts", list(() -> object("text", string())));
      case "requests" ->
          list(() -> object("content", object("parts", list(() -> object("text", string())))));
      case "prompt" ->
          operation.equals("completions") && random.nextBoolean() ? list(this::string) : string();
      case "tools" -> list(this::tool);
      case "n", "best_of" -> JsonNumber.of(1 + random.nextInt(5));
      case "max_tokens", "max_completion_tokens", "max_output_tokens" ->
          JsonNumber.of(1 + random.nextInt(5000));
      case "stream", "background", "store", "echo" -> JsonBoolean.of(false);
      case "stream_options" -> JsonObject.EMPTY;
      case "response_format" -> operation.startsWith("images") ? string() : json.value();
      case "generationConfig" -> generation();
      case "thinking" -> object("budget_tokens", JsonNumber.of(random.nextInt(9) + 1));
      default -> json.value();
    };
  }

  private JsonValue generation() {
    JsonObject config = JsonObject.EMPTY;
    if (random.nextBoolean()) {
      config = config.with(written("maxOutputTokens"), JsonNumber.of(1 + random.nextInt(5000)));
    }
    if (random.nextBoolean()) {
      config = config.with(written("candidateCount"), JsonNumber.of(1 + random.nextInt(5)));
    }
    return random.nextBoolean() ? config.with(written("responseSchema"), json.value()) : config;
  }

  private JsonValue message() {
    JsonValue content =
        switch (random.nextInt(3)) {
          case 0 -> string();
          case 1 -> json.value();
          default -> list(this::part);
        };
    JsonObject message = JsonObject.EMPTY.with("role", new JsonString("user"));
    return message.with("content", content);
  }

  private JsonValue part() {
    String media = "A".repeat(random.nextInt(3000));
    String picture = "data:image/png;base64," + media;
    String template =
        switch (random.nextInt(12)) {
          case 0 -> "{'type':'image_url','image_url':{'url':'" + picture + "','detail':'high'}}";
          case 1 -> "{'type':'input_image','image_url':'" + picture + "'}";
          case 2 ->
              "{'type':'image','source':{'type':'base64','media_type':'image/png','data':'"
                  + media
                  + "'}}";
          case 3 ->
              "{'type':'document','source':{'type':'base64','media_type':'application/pdf','data':'"
                  + media
                  + "'}}";
          case 4 -> "{'type':'file','file':{'file_data':'" + media + "'}}";
          case 5 -> "{'type':'input_audio','input_audio':{'data':'" + media + "','format':'wav'}}";
          case 6 -> "{'type':'input_file','file_data':'" + media + "'}";
          case 7 ->
              "{'type':'document','source':{'type':'text','media_type':'text/plain','data':'"
                  + media
                  + "'}}";
          case 8 ->
              "{'type':'tool_result','content':[{'type':'image','source':{'type':'base64','media_type':'image/png','data':'"
                  + media
                  + "'}}]}";
          case 9 -> "{'type':'thinking','thinking':'x','signature':'" + media + "'}";
          default -> "";
        };
    if (template.isEmpty()) {
      return object("type", new JsonString(operation.equals("responses") ? "input_text" : "text"))
          .with("text", string());
    }
    JsonObject part = parsed(template);
    return random.nextInt(4) == 0 ? part.with("more", json.value()) : part;
  }

  private JsonValue googlePart() {
    String media = "A".repeat(random.nextInt(3000));
    String data = written("inlineData") + "':{'" + written("mimeType") + "':'";
    return switch (random.nextInt(5)) {
      case 0 -> parsed("{'" + data + "image/png','data':'" + media + "'}}");
      case 1 -> parsed("{'" + data + "audio/wav','data':'" + media + "'}}");
      case 2 -> object(written("functionCall"), object("args", json.value()));
      case 3 -> object(written("functionResponse"), object("response", json.value()));
      default -> object("text", string());
    };
  }

  private JsonValue tool() {
    JsonObject schema = object("parameters", json.value());
    return switch (type) {
      case "google" -> object(written("functionDeclarations"), list(() -> schema));
      case "anthropic" -> object("name", string()).with("input_schema", object("x", json.value()));
      default -> object("type", new JsonString("function")).with("function", schema);
    };
  }

  private static JsonObject parsed(String text) {
    return Json.parseObject(text.replace('\'', '"').getBytes(UTF_8));
  }

  private static JsonObject object(String name, JsonValue value) {
    return JsonObject.EMPTY.with(name, value);
  }

  private JsonValue list(Supplier<JsonValue> one) {
    List<JsonValue> all = new ArrayList<>();
    for (int i = random.nextInt(4); i >= 0; i--) {
      all.add(one.get());
    }
    return new JsonArray(all);
  }

  private JsonValue string() {
    StringBuilder text = new StringBuilder();
    for (int i = random.nextInt(40); i > 0; i--) {
      text.appendCodePoint(
          new int[] {'a', '"', '\\', '\n', 0, 0xe9, 0x4e2d, 0x1f600}[random.nextInt(8)]);
    }
    return new JsonString(text.toString());
  }
}
