package org.aipassport.support;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.openai.client.OpenAIClient;
import com.openai.client.okhttp.OpenAIOkHttpClient;
import com.openai.core.JsonValue;
import com.openai.core.http.StreamResponse;
import com.openai.errors.RateLimitException;
import com.openai.errors.UnauthorizedException;
import com.openai.models.FunctionDefinition;
import com.openai.models.FunctionParameters;
import com.openai.models.chat.completions.ChatCompletion;
import com.openai.models.chat.completions.ChatCompletionChunk;
import com.openai.models.chat.completions.ChatCompletionCreateParams;
import com.openai.models.chat.completions.ChatCompletionFunctionTool;
import com.openai.models.chat.completions.ChatCompletionStreamOptions;
import com.openai.models.embeddings.CreateEmbeddingResponse;
import com.openai.models.embeddings.EmbeddingCreateParams;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** The fake is taken for the real one by the official SDK. */
class FakeProviderTest {
  private final FakeProvider provider = FakeProvider.start(0);
  private final OpenAIClient client =
      OpenAIOkHttpClient.builder()
          .baseUrl(provider.origin() + "/v1")
          .apiKey("sk-test")
          .maxRetries(0)
          .responseValidation(true)
          .build();

  @AfterEach
  void stop() {
    client.close();
    provider.close();
  }

  @Test
  void answersChat() {
    ChatCompletion completion = client.chat().completions().create(chat("gpt-fake").build());
    assertThat(completion.choices().get(0).message().content()).contains("You sent 5 characters.");
    assertThat(completion.usage().orElseThrow().totalTokens()).isEqualTo(10);
    assertThat(provider.arrivals().get(0).header("authorization")).contains("Bearer sk-test");
  }

  @Test
  void streamsChatWithUsage() {
    ChatCompletionCreateParams params =
        chat("gpt-fake")
            .streamOptions(ChatCompletionStreamOptions.builder().includeUsage(true).build())
            .build();
    List<ChatCompletionChunk> chunks = chunks(params);
    assertThat(chunks).hasSize(7);
    assertThat(chunks.get(6).usage()).isPresent();
    assertThat(chunks.get(0).choices().get(0).delta().content()).contains("part 0 ");
  }

  @Test
  void streamsAsManyChunksAsTheModelSays() {
    assertThat(chunks(chat("fake-stream-12").build())).hasSize(13);
  }

  @Test
  void callsTheToolOnceInBothForms() {
    ChatCompletionCreateParams params = chat("gpt-fake").addTool(weather()).build();
    ChatCompletion completion = client.chat().completions().create(params);
    var call = completion.choices().get(0).message().toolCalls().orElseThrow().get(0);
    assertThat(call.asFunction().function().name()).isEqualTo("weather");
    List<ChatCompletionChunk> chunks = chunks(params);
    var part = chunks.get(0).choices().get(0).delta().toolCalls().orElseThrow().get(0);
    assertThat(part.function().orElseThrow().name()).contains("weather");
  }

  @Test
  void embedsAsFloatsAndBase64() {
    for (EmbeddingCreateParams.EncodingFormat format :
        List.of(
            EmbeddingCreateParams.EncodingFormat.FLOAT,
            EmbeddingCreateParams.EncodingFormat.BASE64)) {
      CreateEmbeddingResponse response =
          client
              .embeddings()
              .create(
                  EmbeddingCreateParams.builder()
                      .model("text-embedding-fake")
                      .input("hello")
                      .encodingFormat(format)
                      .build());
      assertThat(response.data().get(0).embedding()).containsExactly(0.5f, -0.25f, 1.0f);
    }
  }

  @Test
  void listsModels() {
    assertThat(client.models().list().data()).hasSize(2);
    assertThat(client.models().retrieve("gpt-fake").id()).isEqualTo("gpt-fake");
  }

  @Test
  void refusesLikeTheRealOne() {
    assertThatThrownBy(() -> client.chat().completions().create(chat("fake-status-401").build()))
        .isInstanceOf(UnauthorizedException.class)
        .hasMessageContaining("sk-test");
    assertThatThrownBy(() -> client.chat().completions().create(chat("fake-status-429").build()))
        .isInstanceOf(RateLimitException.class);
  }

  private List<ChatCompletionChunk> chunks(ChatCompletionCreateParams params) {
    try (StreamResponse<ChatCompletionChunk> stream =
        client.chat().completions().createStreaming(params)) {
      return stream.stream().toList();
    }
  }

  private static ChatCompletionCreateParams.Builder chat(String model) {
    return ChatCompletionCreateParams.builder().model(model).addUserMessage("hello");
  }

  private static ChatCompletionFunctionTool weather() {
    return ChatCompletionFunctionTool.builder()
        .function(
            FunctionDefinition.builder()
                .name("weather")
                .parameters(
                    FunctionParameters.builder()
                        .putAdditionalProperty("type", JsonValue.from("object"))
                        .putAdditionalProperty("properties", JsonValue.from(Map.of()))
                        .build())
                .build())
        .build();
  }
}
