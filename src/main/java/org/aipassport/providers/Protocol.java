package org.aipassport.providers;

import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;

/** The language that an upstream speaks, and the SDK of its callers. */
public enum Protocol {
  /** OpenAI's, and everything compatible with it. */
  OPENAI("/v1"),
  /** Anthropic's. */
  ANTHROPIC(""),
  /** Google's Gemini API. */
  GOOGLE("");

  private final String basePath;

  Protocol(String basePath) {
    this.basePath = basePath;
  }

  static Optional<Protocol> ofWireName(String name) {
    return Arrays.stream(values()).filter(one -> one.wireName().equals(name)).findFirst();
  }

  /** The name on the wire, {@code openai} for instance. */
  public String wireName() {
    return name().toLowerCase(Locale.ROOT);
  }

  /** What an SDK of this protocol needs behind the broker's address as its base URL. */
  public String basePath() {
    return basePath;
  }
}
