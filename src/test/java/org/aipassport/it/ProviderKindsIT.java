package org.aipassport.it;

import static org.assertj.core.api.Assertions.assertThat;

import com.openai.client.OpenAIClient;
import com.openai.client.okhttp.OpenAIOkHttpClient;
import com.openai.core.http.StreamResponse;
import com.openai.models.chat.completions.ChatCompletionChunk;
import com.openai.models.chat.completions.ChatCompletionCreateParams;
import com.openai.models.chat.completions.ChatCompletionStreamOptions;
import java.util.List;
import org.aipassport.support.Arrival;
import org.aipassport.support.FakeProvider;
import org.jboss.arquillian.junit5.container.annotation.ArquillianTest;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** OpenAI's SDK at the providers that answer like OpenAI, each in its own way. */
@ArquillianTest
class ProviderKindsIT {
  private static final FakeProvider UPSTREAM = TestServer.UPSTREAM;

  @BeforeEach
  void forget() {
    UPSTREAM.clear();
  }

  @ParameterizedTest
  @CsvSource({
    "mistral, mistral-fake, /v1/chat/completions, Authorization",
    "cohere, command-fake, /compatibility/v1/chat/completions, Authorization",
    "ollama, llama-fake, /v1/chat/completions, ''",
    "vllm, vllm-fake, /v1/chat/completions, Authorization",
    "azure, gpt-fake, /openai/v1/chat/completions, api-key",
    "bedrock, openai.gpt-oss-fake, /openai/v1/chat/completions, Authorization",
  })
  void chatAnswersAndStreams(String provider, String model, String path, String keyHeader) {
    TestGrant grant = TestGrant.ask(provider).models(model).capabilities("chat").approved();
    try (ClosingClient client = new ClosingClient(grant)) {
      assertThat(client.chat(model)).isEqualTo("You sent 5 characters.");
      assertThat(client.stream(ask(model).build())).hasSize(6);
    }
    assertThat(UPSTREAM.arrivals()).hasSize(2);
    for (Arrival arrival : UPSTREAM.arrivals()) {
      assertThat(arrival.target()).isEqualTo(path);
      assertKeyOnlyIn(keyHeader, provider, arrival);
    }
  }

  private static void assertKeyOnlyIn(String name, String provider, Arrival arrival) {
    String bearer = name.equals("Authorization") ? "Bearer " : "";
    for (String header : List.of("Authorization", "api-key", "x-api-key")) {
      if (header.equals(name)) {
        assertThat(arrival.header(header)).contains(bearer + Broker.key(provider));
      } else {
        assertThat(arrival.header(header)).isEmpty();
      }
    }
  }

  @ParameterizedTest
  @CsvSource({
    "openai, gpt-fake",
    "mistral, mistral-fake",
    "cohere, command-fake",
    "vllm, vllm-fake",
    "azure, gpt-fake"
  })
  void usageThatACallerAsksForBreaksNoProvider(String provider, String model) {
    TestGrant grant = TestGrant.ask(provider).models(model).capabilities("chat").approved();
    ChatCompletionStreamOptions usage =
        ChatCompletionStreamOptions.builder().includeUsage(true).build();
    try (ClosingClient client = new ClosingClient(grant)) {
      List<ChatCompletionChunk> chunks = client.stream(ask(model).streamOptions(usage).build());
      assertThat(chunks.get(4).choices().get(0).delta().content()).contains("part 4 ");
      if (!provider.equals("cohere")) {
        assertThat(chunks.get(chunks.size() - 1).usage().orElseThrow().completionTokens())
            .isEqualTo(5);
      }
    }
  }

  @ParameterizedTest
  @CsvSource({"openai, gpt-fake", "vllm, vllm-fake", "azure, gpt-fake", "ollama, llama-fake"})
  void usageThatNobodyAskedForIsNotSent(String provider, String model) {
    TestGrant grant = TestGrant.ask(provider).models(model).capabilities("chat").approved();
    try (EventStream stream = EventStream.open(Chat.DROP_IN, grant, model)) {
      List<String> events = stream.rest();
      assertThat(events).hasSize(7).noneMatch(event -> event.contains("\"usage\""));
    }
  }

  @Test
  void mistralFillsInTheMiddle() {
    TestGrant grant =
        TestGrant.ask("mistral").models("codestral-fake").capabilities("code").approved();
    Answer answer =
        Http.post(
            "/v1/fim/completions",
            "{\"model\":\"codestral-fake\",\"prompt\":\"def f(\",\"suffix\":\"return 1\"}",
            grant.bearer());
    assertThat(answer.status()).as(answer.toString()).isEqualTo(200);
    assertThat(answer.json().at("/choices/0/message/content").asText())
        .isEqualTo("You sent 6 characters.");
    assertThat(UPSTREAM.arrivals().get(0).target()).isEqualTo("/v1/fim/completions");
  }

  @Test
  void errorsOfEachKindKeepTheirWordsInTheCallersShape() {
    TestGrant grant =
        TestGrant.ask("azure").models("fake-status-400").capabilities("chat").approved();
    Answer answer = Chat.dropIn(grant, "fake-status-400");
    assertThat(answer.status()).isEqualTo(400);
    assertThat(answer.json().at("/error/message").asText()).isEqualTo("fake 400");
  }

  private static ChatCompletionCreateParams.Builder ask(String model) {
    return ChatCompletionCreateParams.builder().model(model).addUserMessage("hello");
  }

  private record ClosingClient(OpenAIClient sdk) implements AutoCloseable {
    ClosingClient(TestGrant grant) {
      this(
          OpenAIOkHttpClient.builder()
              .baseUrl(Http.BROKER + "/v1")
              .apiKey(grant.token())
              .maxRetries(0)
              .build());
    }

    String chat(String model) {
      var answer = sdk.chat().completions().create(ask(model).build());
      return answer.choices().get(0).message().content().orElseThrow();
    }

    List<ChatCompletionChunk> stream(ChatCompletionCreateParams params) {
      try (StreamResponse<ChatCompletionChunk> stream =
          sdk.chat().completions().createStreaming(params)) {
        return stream.stream().toList();
      }
    }

    @Override
    public void close() {
      sdk.close();
    }
  }
}
