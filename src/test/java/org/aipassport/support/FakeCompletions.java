package org.aipassport.support;

import java.util.ArrayList;
import java.util.List;

/** OpenAI's legacy completions. */
record FakeCompletions(FakeAsk ask) implements FakeStream {
  static String json(FakeAsk ask) {
    return new FakeCompletions(ask)
        .body(ask.said(), "\"stop\"", ",\"usage\":" + FakeChat.usage(ask, 5));
  }

  private String body(String text, String finish, String usage) {
    return body(
        "[{\"text\":\"%s\",\"index\":0,\"logprobs\":null,\"finish_reason\":%s}]"
            .formatted(text, finish),
        usage);
  }

  private String body(String choices, String usage) {
    return "{\"id\":\"cmpl-fake\",\"object\":\"text_completion\",\"created\":1700000000,\"model\":%s,\"choices\":%s%s}"
        .formatted(ask.quotedModel(), choices, usage);
  }

  @Override
  public List<String> pieces() {
    return ask.pieces();
  }

  @Override
  public List<FakeEvent> opening() {
    return List.of();
  }

  @Override
  public FakeEvent part(int index, String piece) {
    return FakeEvent.of(body(piece, "null", noUsage()));
  }

  @Override
  public List<FakeEvent> closing(List<String> said) {
    List<FakeEvent> events = new ArrayList<>();
    events.add(FakeEvent.of(body("", "\"stop\"", noUsage())));
    if (FakeChat.includesUsage(ask)) {
      events.add(FakeEvent.of(body("[]", ",\"usage\":" + FakeChat.usage(ask, said.size()))));
    }
    events.add(FakeEvent.of("[DONE]"));
    return events;
  }

  private String noUsage() {
    return FakeChat.includesUsage(ask) ? ",\"usage\":null" : "";
  }
}
