package org.aipassport.support;

import java.util.List;
import java.util.Locale;

/** Who answers like OpenAI but is not; told by the path or by the usual names of the models. */
enum FakeDialect {
  OPENAI,
  /** Usage in the last chunk by itself; fields it does not know are 422. */
  MISTRAL,
  /** Does not know {@code stream_options}. */
  COHERE,
  /** Numbers for codes in its errors. */
  VLLM,
  /** A key in {@code api-key} or as bearer, and never none. */
  AZURE_OR_BEDROCK;

  private static final List<String> MISTRALS =
      List.of("mistral", "ministral", "magistral", "codestral", "devstral", "pixtral");

  static FakeDialect of(FakeAsk ask) {
    String model = ask.model().toLowerCase(Locale.ROOT);
    if (ask.path().startsWith("/openai/")) {
      return AZURE_OR_BEDROCK;
    }
    if (ask.path().contains("/fim/") || MISTRALS.stream().anyMatch(model::startsWith)) {
      return MISTRAL;
    }
    if (ask.path().startsWith("/compatibility/") || model.startsWith("command")) {
      return COHERE;
    }
    return model.startsWith("vllm") ? VLLM : OPENAI;
  }
}
