package org.aipassport.providers;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import org.aipassport.json.FieldReader;
import org.aipassport.json.JsonArray;
import org.aipassport.json.JsonNumber;
import org.aipassport.json.JsonObject;
import org.aipassport.json.JsonString;
import org.aipassport.json.JsonValue;
import org.aipassport.problems.RefusalException;
import org.aipassport.values.ModelName;

/**
 * A chat that any provider understands: {@code model, messages[{role, content}], stream?,
 * max_tokens?, temperature?, top_p?, stop?} and nothing else; the body of {@code POST /proxy/chat}.
 */
public final class ProxyChat {
  private static final int MOST_MESSAGES = 10_000;
  private static final int LONGEST_CONTENT = Integer.MAX_VALUE;
  private static final int MOST_STOPS = 16;
  private static final int LONGEST_STOP = 1_000;
  private static final long MOST_TOKENS = 10_000_000;
  private static final Set<String> ROLES = Set.of("system", "user", "assistant");

  /** Anthropic's protocol demands a limit; this one stands where the caller gave none. */
  private static final long ANTHROPIC_MAX_TOKENS = 1024;

  private record Message(String role, String content) {}

  private final JsonObject body;
  private final ModelName model;
  private final List<Message> messages;
  private final boolean stream;
  private final OptionalLong maxTokens;
  private final Optional<JsonNumber> temperature;
  private final Optional<JsonNumber> topP;
  private final List<String> stop;

  private ProxyChat(JsonObject body) {
    FieldReader fields = FieldReader.of(body);
    this.body = body;
    this.model = model(fields.string("model", 128));
    this.messages = messages(fields);
    this.stream = fields.optionalBoolean("stream").orElse(false);
    this.maxTokens = fields.optionalLong("max_tokens", 1, MOST_TOKENS);
    this.temperature = fields.optionalNumber("temperature", 0, 2);
    this.topP = fields.optionalNumber("top_p", 0, 1);
    this.stop = stop(fields);
    fields.nothingElse();
  }

  /**
   * Reads a body.
   *
   * @throws RefusalException INVALID_FIELD naming the member that is missing, wrong or unknown
   */
  public static ProxyChat of(JsonObject body) {
    return new ProxyChat(body);
  }

  private static ModelName model(String name) {
    if (!ModelName.isName(name)) {
      throw RefusalException.ofField("model", "not a model name");
    }
    return new ModelName(name);
  }

  private static List<Message> messages(FieldReader fields) {
    List<Message> messages = new ArrayList<>();
    for (FieldReader one : fields.objects("messages", MOST_MESSAGES)) {
      String role = one.string("role", 16);
      if (!ROLES.contains(role)) {
        throw RefusalException.ofField(one.path("role"), "must be system, user or assistant");
      }
      messages.add(new Message(role, one.string("content", LONGEST_CONTENT)));
      one.nothingElse();
    }
    if (messages.isEmpty()) {
      throw RefusalException.ofField("messages", "must not be empty");
    }
    return messages;
  }

  private static List<String> stop(FieldReader fields) {
    return fields.isString("stop")
        ? List.of(fields.string("stop", LONGEST_STOP))
        : fields.optionalStrings("stop", MOST_STOPS, LONGEST_STOP).orElse(List.of());
  }

  public ModelName model() {
    return model;
  }

  public boolean stream() {
    return stream;
  }

  JsonObject asOpenAi() {
    return body;
  }

  JsonObject asAnthropic() {
    JsonObject.Builder out =
        JsonObject.builder()
            .put("model", model.value())
            .put("max_tokens", maxTokens.orElse(ANTHROPIC_MAX_TOKENS));
    if (!system().isEmpty()) {
      out.put("system", system());
    }
    out.put("messages", conversation("assistant", ProxyChat::anthropicContent));
    temperature.ifPresent(number -> out.put("temperature", number));
    topP.ifPresent(number -> out.put("top_p", number));
    if (!stop.isEmpty()) {
      out.put("stop_sequences", JsonArray.ofStrings(stop));
    }
    if (stream) {
      out.put("stream", true);
    }
    return out.build();
  }

  JsonObject asGoogle() {
    JsonObject.Builder out = JsonObject.builder();
    out.put("contents", conversation("model", ProxyChat::googleContent));
    if (!system().isEmpty()) {
      out.put("systemInstruction", JsonObject.builder().put("parts", parts(system())).build());
    }
    JsonObject.Builder generation = JsonObject.builder();
    maxTokens.ifPresent(limit -> generation.put("maxOutputTokens", limit));
    temperature.ifPresent(number -> generation.put("temperature", number));
    topP.ifPresent(number -> generation.put("topP", number));
    if (!stop.isEmpty()) {
      generation.put("stopSequences", JsonArray.ofStrings(stop));
    }
    JsonObject config = generation.build();
    return config.members().isEmpty() ? out.build() : out.put("generationConfig", config).build();
  }

  private String system() {
    return String.join(
        "\n\n",
        messages.stream().filter(m -> m.role.equals("system")).map(Message::content).toList());
  }

  private interface Content {
    void addTo(JsonObject.Builder message, String text);
  }

  private JsonArray conversation(String assistant, Content content) {
    List<JsonValue> out = new ArrayList<>();
    for (Message message : messages) {
      if (!message.role.equals("system")) {
        JsonObject.Builder one =
            JsonObject.builder()
                .put("role", message.role.equals("assistant") ? assistant : message.role);
        content.addTo(one, message.content);
        out.add(one.build());
      }
    }
    return new JsonArray(out);
  }

  private static void anthropicContent(JsonObject.Builder message, String text) {
    message.put("content", text);
  }

  private static void googleContent(JsonObject.Builder message, String text) {
    message.put("parts", parts(text));
  }

  private static JsonArray parts(String text) {
    return new JsonArray(List.of(JsonObject.builder().put("text", new JsonString(text)).build()));
  }
}
