package org.aipassport.config;

import java.net.URI;
import java.util.Arrays;
import java.util.Optional;

/** The protocol that a provider speaks. */
public enum ProviderType {
  OPENAI("openai", "https://api.openai.com/v1"),
  ANTHROPIC("anthropic", "https://api.anthropic.com"),
  GOOGLE("google", "https://generativelanguage.googleapis.com"),
  MISTRAL("mistral", "https://api.mistral.ai/v1"),
  COHERE("cohere", "https://api.cohere.ai/compatibility/v1"),
  OLLAMA("ollama", "http://localhost:11434/v1"),
  /** A vLLM server of one's own. */
  VLLM("vllm", ""),
  /** A resource of Azure OpenAI, v1 API: {@code https://<resource>.openai.azure.com/openai/v1}. */
  AZURE_OPENAI("azure-openai", ""),
  /** Amazon Bedrock: {@code https://bedrock-runtime.<region>.amazonaws.com/openai/v1}. */
  BEDROCK("bedrock", ""),
  /** Any upstream with OpenAI's protocol; it has no address of its own. */
  OPENAI_COMPATIBLE("openai-compatible", "");

  private final String wireName;
  private final String baseUrl;

  ProviderType(String wireName, String baseUrl) {
    this.wireName = wireName;
    this.baseUrl = baseUrl;
  }

  /** The type of that name. */
  public static Optional<ProviderType> of(String wireName) {
    return Arrays.stream(values()).filter(type -> type.wireName.equals(wireName)).findFirst();
  }

  /** As configuration and interfaces write it. */
  public String wireName() {
    return wireName;
  }

  /** Where the provider itself answers, as its SDK has it. */
  public Optional<URI> defaultBaseUrl() {
    return baseUrl.isEmpty() ? Optional.empty() : Optional.of(URI.create(baseUrl));
  }
}
