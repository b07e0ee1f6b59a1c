package org.aipassport.support;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.genai.Client;
import com.google.genai.ResponseStream;
import com.google.genai.types.FunctionDeclaration;
import com.google.genai.types.GenerateContentConfig;
import com.google.genai.types.GenerateContentResponse;
import com.google.genai.types.Schema;
import com.google.genai.types.ThinkingConfig;
import com.google.genai.types.Tool;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** What Google's SDK gets from the provider, and therefore from a broker before it. */
public interface GoogleCalls {
  /** The models that these calls name. */
  String[] MODELS = {"gemini-fake", "embedding-fake", "fake-comments"};

  Client client();

  @Test
  default void contentIsGenerated() {
    GenerateContentResponse answer = generate(null);
    assertThat(answer.text()).isEqualTo("You sent 5 characters.");
    assertThat(answer.usageMetadata().orElseThrow().totalTokenCount()).contains(10);
  }

  @Test
  default void contentStreams() {
    assertThat(text(streamed("gemini-fake", null)))
        .isEqualTo("part 0 part 1 part 2 part 3 part 4 ");
  }

  @Test
  default void thoughtsAreCountedApart() {
    var config =
        GenerateContentConfig.builder()
            .thinkingConfig(ThinkingConfig.builder().includeThoughts(true))
            .build();
    assertThat(generate(config).usageMetadata().orElseThrow().thoughtsTokenCount()).contains(3);
    assertThat(streamed("gemini-fake", config)).hasSize(7);
  }

  @Test
  default void functionIsCalledInBothForms() {
    Schema city = Schema.builder().type("STRING").build();
    Schema arguments = Schema.builder().type("OBJECT").properties(Map.of("city", city)).build();
    var config =
        GenerateContentConfig.builder()
            .tools(
                Tool.builder()
                    .functionDeclarations(
                        FunctionDeclaration.builder().name("weather").parameters(arguments)))
            .build();
    var call = generate(config).functionCalls().get(0);
    assertThat(call.name()).contains("weather");
    assertThat(call.args().orElseThrow()).isEqualTo(Map.of("city", "fake"));
    assertThat(streamed("gemini-fake", config).get(0).functionCalls()).hasSize(1);
  }

  @Test
  default void contentFollowsASchema() {
    Schema degrees = Schema.builder().type("INTEGER").build();
    var config =
        GenerateContentConfig.builder()
            .responseMimeType("application/json")
            .responseSchema(Schema.builder().type("OBJECT").properties(Map.of("degrees", degrees)))
            .build();
    assertThat(generate(config).text()).isEqualTo("{\"degrees\":7}");
    assertThat(text(streamed("gemini-fake", config))).isEqualTo("{\"degrees\":7}");
  }

  @Test
  default void tokensAreCounted() {
    assertThat(client().models.countTokens("gemini-fake", "hello", null).totalTokens()).contains(5);
  }

  @Test
  default void contentIsEmbedded() {
    var answer = client().models.embedContent("embedding-fake", List.of("hello", "world"), null);
    assertThat(answer.embeddings().orElseThrow()).hasSize(2);
    assertThat(answer.embeddings().get().get(1).values().orElseThrow())
        .containsExactly(0.5f, -0.25f, 1.0f);
  }

  private GenerateContentResponse generate(GenerateContentConfig config) {
    return client().models.generateContent("gemini-fake", "hello", config);
  }

  private List<GenerateContentResponse> streamed(String model, GenerateContentConfig config) {
    List<GenerateContentResponse> chunks = new ArrayList<>();
    try (ResponseStream<GenerateContentResponse> stream =
        client().models.generateContentStream(model, "hello", config)) {
      stream.forEach(chunks::add);
    }
    return chunks;
  }

  private static String text(List<GenerateContentResponse> chunks) {
    return chunks.stream().map(GenerateContentResponse::text).collect(Collectors.joining());
  }
}
