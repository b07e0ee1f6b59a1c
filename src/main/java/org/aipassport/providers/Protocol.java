package org.aipassport.providers;

import org.aipassport.config.ProviderType;

/** The language that an upstream speaks. */
public enum Protocol {
  /** OpenAI's, and everything compatible with it; base URL {@code {broker}/v1}. */
  OPENAI("Authorization", "Bearer ", "/v1"),
  /** Anthropic's; base URL {@code {broker}}. */
  ANTHROPIC("x-api-key", "", ""),
  /** Google's Gemini API; base URL {@code {broker}}. */
  GOOGLE("x-goog-api-key", "", "");

  private final String keyHeader;
  private final String keyPrefix;
  private final String basePath;

  Protocol(String keyHeader, String keyPrefix, String basePath) {
    this.keyHeader = keyHeader;
    this.keyPrefix = keyPrefix;
    this.basePath = basePath;
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

  /** What an SDK of this protocol has behind the broker's public URL in its base URL. */
  public String basePath() {
    return basePath;
  }
}
