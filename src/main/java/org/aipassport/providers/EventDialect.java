package org.aipassport.providers;

import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/** How an operation's stream of events names its end and tells an error. */
public enum EventDialect {
  /** OpenAI's chat and completions, and what is compatible with them: the data {@code [DONE]}. */
  CHAT(Set.of("[DONE]")),
  /** OpenAI's Responses: one of its last events, or its error event. */
  RESPONSES(Set.of("response.completed", "response.failed", "response.incomplete", "error")),
  /** OpenAI's speech, transcriptions and images: no end that every upstream sends. */
  OPENAI_TYPED(Set.of()),
  /** Anthropic's messages. */
  ANTHROPIC(Set.of("message_stop", "error")),
  /** Google's; a stream may end without any sign, after a refused prompt for instance. */
  GOOGLE(Set.of());

  private final Set<String> ends;

  EventDialect(Set<String> ends) {
    this.ends = ends;
  }

  static Optional<EventDialect> ofWireName(String name) {
    return Arrays.stream(values()).filter(one -> one.wireName().equals(name)).findFirst();
  }

  private String wireName() {
    return name().toLowerCase(Locale.ROOT).replace('_', '-');
  }

  /**
   * The events one of which a whole stream ends with, by name, or by data where events have none;
   * empty if a stream may end without.
   */
  public Set<String> ends() {
    return ends;
  }
}
