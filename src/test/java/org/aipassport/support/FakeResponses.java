package org.aipassport.support;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;

/** OpenAI's responses: text, a function's call or structured text; numbered events in a stream. */
record FakeResponses(FakeAsk ask) implements FakeStream {
  private static final int NO_TEXT_YET = 0;

  static String json(FakeAsk ask) {
    FakeResponses responses = new FakeResponses(ask);
    String said = ask.tool().map(FakeAsk.Tool::arguments).map(Scan::escaped).orElseGet(ask::said);
    return responses.response("completed", "[" + responses.item("completed", said) + "]", 5);
  }

  static String inputTokens(FakeAsk ask) {
    return "{\"object\":\"response.input_tokens\",\"input_tokens\":" + ask.length() + "}";
  }

  private String response(String status, String output, int tokens) {
    String usage =
        tokens == NO_TEXT_YET
            ? "null"
            : "{\"input_tokens\":%d,\"input_tokens_details\":{\"cached_tokens\":0,\"cache_write_tokens\":0},\"output_tokens\":%d,\"output_tokens_details\":{\"reasoning_tokens\":0},\"total_tokens\":%d}"
                .formatted(ask.length(), tokens, ask.length() + tokens);
    return """
    {"id":"resp_fake","object":"response","created_at":1700000000,"status":"%s","background":false,\
    "error":null,"incomplete_details":null,"instructions":null,"max_output_tokens":null,"model":%s,\
    "output":%s,"parallel_tool_calls":true,"previous_response_id":null,\
    "reasoning":{"effort":null,"summary":null},"service_tier":"default","store":%s,\
    "temperature":1.0,"text":{"format":{"type":"text"}},"tool_choice":"auto","tools":[],\
    "top_p":1.0,"truncation":"disabled","usage":%s,"user":null,"metadata":{}}"""
        .formatted(
            status, ask.quotedModel(), output, ask.body().path("store").asText("true"), usage);
  }

  private String item(String status, String said) {
    return ask.tool()
        .map(
            tool ->
                "{\"id\":\"fc_fake\",\"type\":\"function_call\",\"status\":\"%s\",\"arguments\":\"%s\",\"call_id\":\"call_fake\",\"name\":%s}"
                    .formatted(status, said, Scan.quoted(tool.name())))
        .orElseGet(
            () ->
                "{\"id\":\"msg_fake\",\"type\":\"message\",\"status\":\"%s\",\"content\":[%s],\"role\":\"assistant\"}"
                    .formatted(status, status.equals("completed") ? content(said) : ""));
  }

  private static String content(String said) {
    return "{\"type\":\"output_text\",\"annotations\":[],\"logprobs\":[],\"text\":\""
        + said
        + "\"}";
  }

  @Override
  public List<String> pieces() {
    return ask.tool().map(tool -> FakeAsk.cut(tool.arguments())).orElseGet(ask::pieces);
  }

  @Override
  public List<FakeEvent> opening() {
    String begun = "\"response\":" + response("in_progress", "[]", NO_TEXT_YET);
    List<Function<Integer, FakeEvent>> events = new ArrayList<>();
    events.add(n -> event("response.created", n, begun));
    events.add(n -> event("response.in_progress", n, begun));
    events.add(
        n ->
            event(
                "response.output_item.added",
                n,
                "\"output_index\":0,\"item\":" + item("in_progress", "")));
    if (ask.tool().isEmpty()) {
      events.add(n -> event("response.content_part.added", n, inItem("\"part\":" + content(""))));
    }
    return numbered(0, events);
  }

  @Override
  public FakeEvent part(int index, String piece) {
    int number = opening().size() + index;
    String delta = "\"delta\":\"" + piece + "\"";
    return ask.tool().isPresent()
        ? event("response.function_call_arguments.delta", number, inCall(delta))
        : event("response.output_text.delta", number, inItem(delta + ",\"logprobs\":[]"));
  }

  @Override
  public List<FakeEvent> closing(List<String> said) {
    String all = String.join("", said);
    List<Function<Integer, FakeEvent>> events = new ArrayList<>();
    if (ask.tool().isPresent()) {
      String name = Scan.quoted(ask.tool().get().name());
      String done = "\"name\":" + name + ",\"arguments\":\"" + all + "\"";
      events.add(n -> event("response.function_call_arguments.done", n, inCall(done)));
    } else {
      String done = "\"text\":\"" + all + "\",\"logprobs\":[]";
      events.add(n -> event("response.output_text.done", n, inItem(done)));
      events.add(n -> event("response.content_part.done", n, inItem("\"part\":" + content(all))));
    }
    String item = item("completed", all);
    events.add(n -> event("response.output_item.done", n, "\"output_index\":0,\"item\":" + item));
    String whole = response("completed", "[" + item + "]", Math.max(1, said.size()));
    events.add(n -> event("response.completed", n, "\"response\":" + whole));
    return numbered(opening().size() + said.size(), events);
  }

  private static String inItem(String members) {
    return "\"item_id\":\"msg_fake\",\"output_index\":0,\"content_index\":0," + members;
  }

  private static String inCall(String members) {
    return "\"item_id\":\"fc_fake\",\"output_index\":0," + members;
  }

  private static FakeEvent event(String type, int number, String members) {
    return FakeEvent.typed(type, "\"sequence_number\":" + number + "," + members);
  }

  private static List<FakeEvent> numbered(int first, List<Function<Integer, FakeEvent>> events) {
    List<FakeEvent> numbered = new ArrayList<>();
    for (int i = 0; i < events.size(); i++) {
      numbered.add(events.get(i).apply(first + i));
    }
    return numbered;
  }
}
