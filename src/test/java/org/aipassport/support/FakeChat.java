package org.aipassport.support;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Chat completions of OpenAI and of all who answer like it; Mistral's fill-in-the-middle too. */
record FakeChat(FakeAsk ask) implements FakeStream {
  private static final Pattern USED = Pattern.compile("fake-used-(\\d+)");

  static String json(FakeAsk ask) {
    FakeChat chat = new FakeChat(ask);
    String choice =
        ask.tool()
            .map(
                tool ->
                    "{\"role\":\"assistant\",\"content\":null,\"refusal\":null,\"tool_calls\":["
                        + call(tool.name(), tool.arguments(), "")
                        + "]},\"logprobs\":null,\"finish_reason\":\"tool_calls\"}")
            .orElseGet(
                () ->
                    "{\"role\":\"assistant\",\"content\":\"%s\",\"refusal\":null},\"logprobs\":null,\"finish_reason\":\"stop\"}"
                        .formatted(ask.said()));
    return chat.start("chat.completion")
        + "\"choices\":[{\"index\":0,\"message\":"
        + choice
        + "],\"usage\":"
        + usage(ask, 5)
        + "}";
  }

  private String start(String type) {
    return "{\"id\":\"chatcmpl-fake\",\"object\":\"%s\",\"created\":1700000000,\"model\":%s,"
        .formatted(type, ask.quotedModel());
  }

  private static String call(String name, String arguments, String index) {
    return "{%s\"id\":\"call_fake\",\"type\":\"function\",\"function\":{\"name\":%s,\"arguments\":%s}}"
        .formatted(index, Scan.quoted(name), Scan.quoted(arguments));
  }

  static String usage(FakeAsk ask, int completion) {
    int prompt = ask.length();
    Matcher lie = USED.matcher(ask.model());
    return usage(prompt, lie.matches() ? Integer.parseInt(lie.group(1)) : completion);
  }

  private static String usage(int prompt, int completion) {
    return "{\"prompt_tokens\":%d,\"completion_tokens\":%d,\"total_tokens\":%d,\"prompt_tokens_details\":{\"cached_tokens\":0,\"audio_tokens\":0},\"completion_tokens_details\":{\"reasoning_tokens\":0,\"audio_tokens\":0,\"accepted_prediction_tokens\":0,\"rejected_prediction_tokens\":0}}"
        .formatted(prompt, completion, prompt + completion);
  }

  @Override
  public List<String> pieces() {
    return ask.tool().map(tool -> FakeAsk.cut(tool.arguments())).orElseGet(ask::pieces);
  }

  @Override
  public List<FakeEvent> opening() {
    return ask.tool()
        .map(
            tool ->
                List.of(
                    chunk(
                        "{\"role\":\"assistant\",\"content\":null,\"tool_calls\":["
                            + call(tool.name(), "", "\"index\":0,")
                            + "]}",
                        "null",
                        noUsage(1))))
        .orElse(List.of());
  }

  @Override
  public FakeEvent part(int index, String piece) {
    String delta =
        ask.tool().isPresent()
            ? "{\"tool_calls\":[{\"index\":0,\"function\":{\"arguments\":\"" + piece + "\"}}]}"
            : "{\"role\":\"assistant\",\"content\":\"" + piece + "\"}";
    return chunk(delta, "null", noUsage(index + 1));
  }

  private FakeEvent account(int completion) {
    return FakeEvent.of(
        start("chat.completion.chunk")
            + "\"choices\":[],\"usage\":"
            + usage(ask, completion)
            + "}");
  }

  @Override
  public List<FakeEvent> closing(List<String> said) {
    List<FakeEvent> events = new ArrayList<>();
    String reason = ask.tool().isPresent() ? "\"tool_calls\"" : "\"stop\"";
    String last =
        FakeDialect.of(ask) == FakeDialect.MISTRAL
            ? ",\"usage\":" + usage(ask, said.size())
            : noUsage(said.size());
    events.add(chunk("{}", reason, last));
    if (includesUsage(ask)) {
      if (ask.model().equals("fake-used-less")) {
        events.add(account(said.size() + 1_000));
      } else if (ask.model().equals("fake-used-twice")) {
        events.add(account(said.size()));
      }
      events.add(account(said.size()));
    }
    events.add(FakeEvent.of("[DONE]"));
    return events;
  }

  /** Whether the last chunk but the end has the usage; {@code fake-no-usage} forgets it. */
  static boolean includesUsage(FakeAsk ask) {
    return ask.body().at("/stream_options/include_usage").asBoolean()
        && !ask.model().equals("fake-no-usage");
  }

  private String noUsage(int soFar) {
    if (!includesUsage(ask)) {
      return "";
    }
    boolean each = ask.body().at("/stream_options/continuous_usage_stats").asBoolean();
    return ",\"usage\":" + (each ? usage(ask, soFar) : "null");
  }

  private FakeEvent chunk(String delta, String finish, String usage) {
    return FakeEvent.of(
        start("chat.completion.chunk")
            + "\"choices\":[{\"index\":0,\"delta\":%s,\"logprobs\":null,\"finish_reason\":%s}]%s}"
                .formatted(delta, finish, usage));
  }
}
