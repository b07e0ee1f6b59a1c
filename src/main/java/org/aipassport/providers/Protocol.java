package org.aipassport.providers;

import org.aipassport.config.ProviderType;

/** The language that an upstream speaks. */
public enum Protocol {
  /** OpenAI's, and everything compatible with it. */
  OPENAI("Authorization", "Bearer "),
  /** Anthropic's. */
  ANTHROPIC("x-api-key", ""),
  /** Google's Gemini API. */
  GOOGLE("x-goog-api-key", "");

  private final String keyHeader;
  private final String keyPrefix;

  Protocol(String keyHeader, String keyPrefix) {
    this.keyHeader = keyHeader;
    this.keyPrefix = keyPrefix;
  }

  static Protocol of(ProviderType type) {
    return switch (type) {
      case ANTHROPIC -> ANTHROPIC;
      case GOOGLE -> GOOGLE;
      case OPENAI, MISTRAL, COHERE, OLLAMA, OPENAI_COMPATIBLE -> OPENAI;
    };
  }

  /** The header that carries the key. */
  public String keyHeader() {
    return keyHeader;
  }

  /** What stands before the key in that header. */
  public String keyPrefix() {
    return keyPrefix;
  }
}
