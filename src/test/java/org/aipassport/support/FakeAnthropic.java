package org.aipassport.support;

import java.util.ArrayList;
import java.util.List;

/** Anthropic's messages: text, thinking, a tool's use, structured text. */
record FakeAnthropic(FakeAsk ask) implements FakeStream {
  private static final String THOUGHT =
      "{\"type\":\"thinking\",\"thinking\":\"%s\",\"signature\":\"%s\"}";

  static String message(FakeAsk ask) {
    FakeAnthropic api = new FakeAnthropic(ask);
    String block =
        ask.tool()
            .map(tool -> toolUse(tool.name(), tool.arguments()))
            .orElseGet(() -> "{\"type\":\"text\",\"text\":\"" + ask.said() + "\"}");
    String thought = api.thinks() ? THOUGHT.formatted("Fake thought.", "c2lnbmVk") + "," : "";
    return api.body("[" + thought + block + "]", Scan.quoted(api.stopReason()), 5);
  }

  private boolean thinks() {
    String type = ask.body().at("/thinking/type").asText();
    return type.equals("enabled") || type.equals("adaptive");
  }

  private String stopReason() {
    return ask.tool().isPresent() ? "tool_use" : "end_turn";
  }

  private static String toolUse(String name, String input) {
    return "{\"type\":\"tool_use\",\"id\":\"toolu_fake\",\"name\":%s,\"input\":%s}"
        .formatted(Scan.quoted(name), input);
  }

  private String body(String content, String stop, int output) {
    return "{\"id\":\"msg_fake\",\"type\":\"message\",\"role\":\"assistant\",\"model\":%s,\"content\":%s,\"stop_reason\":%s,\"stop_sequence\":null,\"usage\":{%s,\"cache_creation\":{\"ephemeral_5m_input_tokens\":0,\"ephemeral_1h_input_tokens\":0},\"service_tier\":\"standard\"}}"
        .formatted(ask.quotedModel(), content, stop, usage(output));
  }

  private String usage(int output) {
    return "\"input_tokens\":%d,\"cache_creation_input_tokens\":0,\"cache_read_input_tokens\":0,\"output_tokens\":%d"
        .formatted(ask.length(), output);
  }

  static String count(FakeAsk ask) {
    return "{\"input_tokens\":" + ask.length() + "}";
  }

  static String models() {
    return "{\"data\":[%s,%s],\"first_id\":\"claude-fake\",\"has_more\":false,\"last_id\":\"claude-other\"}"
        .formatted(model("claude-fake"), model("claude-other"));
  }

  static String model(String id) {
    return "{\"type\":\"model\",\"id\":%s,\"display_name\":\"Fake\",\"created_at\":\"2026-01-01T00:00:00Z\",\"lifecycle\":\"active\"}"
        .formatted(Scan.quoted(id));
  }

  @Override
  public List<String> pieces() {
    return ask.tool().map(tool -> FakeAsk.cut(tool.arguments())).orElseGet(ask::pieces);
  }

  @Override
  public List<FakeEvent> opening() {
    List<FakeEvent> events = new ArrayList<>();
    events.add(FakeEvent.typed("message_start", "\"message\":" + body("[]", "null", 1)));
    if (thinks()) {
      events.add(blockStart(0, THOUGHT.formatted("", "")));
      events.add(delta(0, "thinking_delta", "\"thinking\":\"Fake thought.\""));
      events.add(delta(0, "signature_delta", "\"signature\":\"c2lnbmVk\""));
      events.add(FakeEvent.typed("content_block_stop", "\"index\":0"));
    }
    String empty =
        ask.tool()
            .map(tool -> toolUse(tool.name(), "{}"))
            .orElse("{\"type\":\"text\",\"text\":\"\"}");
    events.add(blockStart(block(), empty));
    events.add(FakeEvent.typed("ping", ""));
    return events;
  }

  private int block() {
    return thinks() ? 1 : 0;
  }

  private static FakeEvent blockStart(int index, String block) {
    return FakeEvent.typed(
        "content_block_start", "\"index\":" + index + ",\"content_block\":" + block);
  }

  private static FakeEvent delta(int index, String type, String member) {
    return FakeEvent.typed(
        "content_block_delta",
        "\"index\":%d,\"delta\":{\"type\":\"%s\",%s}".formatted(index, type, member));
  }

  @Override
  public FakeEvent part(int index, String piece) {
    return ask.tool().isPresent()
        ? delta(block(), "input_json_delta", "\"partial_json\":\"" + piece + "\"")
        : delta(block(), "text_delta", "\"text\":\"" + piece + "\"");
  }

  @Override
  public List<FakeEvent> closing(List<String> said) {
    String stop = "{\"stop_reason\":\"" + stopReason() + "\",\"stop_sequence\":null}";
    return List.of(
        FakeEvent.typed("content_block_stop", "\"index\":" + block()),
        FakeEvent.typed(
            "message_delta",
            "\"delta\":" + stop + ",\"usage\":{" + usage(Math.max(1, said.size())) + "}"),
        FakeEvent.typed("message_stop", ""));
  }

  @Override
  public String requestId() {
    return "request-id: req_fake";
  }
}
