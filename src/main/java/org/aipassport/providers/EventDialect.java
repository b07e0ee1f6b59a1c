package org.aipassport.providers;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** How an operation's stream of events names its end and tells an error. */
public enum EventDialect {
  /** OpenAI's chat and completions, and what is compatible with them. */
  CHAT(StreamEnds.of(List.of(), List.of("[DONE]"), List.of("error"))),
  /** OpenAI's Responses: one of its last events, or its error event. */
  RESPONSES(
      StreamEnds.of(
          List.of("response.completed", "response.failed", "response.incomplete", "error"),
          List.of(),
          List.of("error"))),
  /** OpenAI's speech, transcriptions and images; some compatible servers end them like a chat. */
  OPENAI_TYPED(
      StreamEnds.of(
          List.of("*.done", "*.completed", "error"), List.of("[DONE]"), List.of("error"))),
  /** Anthropic's messages. */
  ANTHROPIC(StreamEnds.of(List.of("message_stop", "error"), List.of(), List.of())),
  /** Google's: each candidate tells why it ends, unless the prompt was refused. */
  GOOGLE(
      StreamEnds.of(
          List.of(),
          List.of(),
          List.of("candidates/*/finishReason", "promptFeedback/blockReason", "error")));

  private final StreamEnds ends;

  EventDialect(StreamEnds ends) {
    this.ends = ends;
  }

  static Optional<EventDialect> ofWireName(String name) {
    return Arrays.stream(values()).filter(one -> one.wireName().equals(name)).findFirst();
  }

  private String wireName() {
    return name().toLowerCase(Locale.ROOT).replace('_', '-');
  }

  /** How its streams end, unless an operation's table says otherwise. */
  public StreamEnds ends() {
    return ends;
  }
}
