package org.aipassport.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.openai.client.OpenAIClient;
import com.openai.client.okhttp.OpenAIOkHttpClient;
import com.openai.core.JsonValue;
import com.openai.core.http.StreamResponse;
import com.openai.errors.BadRequestException;
import com.openai.errors.InternalServerException;
import com.openai.errors.NotFoundException;
import com.openai.errors.OpenAIServiceException;
import com.openai.errors.PermissionDeniedException;
import com.openai.errors.RateLimitException;
import com.openai.errors.UnauthorizedException;
import com.openai.models.FunctionDefinition;
import com.openai.models.FunctionParameters;
import com.openai.models.chat.completions.ChatCompletion;
import com.openai.models.chat.completions.ChatCompletionChunk;
import com.openai.models.chat.completions.ChatCompletionCreateParams;
import com.openai.models.chat.completions.ChatCompletionFunctionTool;
import com.openai.models.embeddings.EmbeddingCreateParams;
import com.openai.models.models.Model;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import org.aipassport.support.FakeProvider;
import org.jboss.arquillian.junit5.container.annotation.ArquillianTest;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** OpenAI's own SDK, unmodified: the broker's address for its base URL, a token for its key. */
@ArquillianTest
class OpenAiSdkIT {
  private static final FakeProvider UPSTREAM = TestServer.UPSTREAM;
  private static final int DEFAULT_RETRIES = 2;

  private final List<OpenAIClient> clients = new ArrayList<>();
  private TestGrant grant;
  private OpenAIClient client;

  @BeforeEach
  void grant() {
    grant =
        TestGrant.of(
            "openai",
            "gpt-fake",
            "text-embedding-fake",
            "fake-endless",
            "fake-status-400",
            "fake-status-404",
            "fake-status-429",
            "fake-status-500",
            "vendor/model-fake");
    client = client(grant.token(), DEFAULT_RETRIES);
    UPSTREAM.clear();
  }

  @AfterEach
  void close() {
    clients.forEach(OpenAIClient::close);
  }

  @Test
  void chatAnswers() {
    ChatCompletion completion = client.chat().completions().create(chat("gpt-fake").build());
    assertThat(completion.choices().get(0).message().content()).contains("You sent 5 characters.");
    assertThat(completion.usage().orElseThrow().totalTokens()).isEqualTo(10);
    assertThat(UPSTREAM.arrivals()).hasSize(1);
  }

  @Test
  void streamedChatArrivesWhole() {
    try (StreamResponse<ChatCompletionChunk> stream =
        client.chat().completions().createStreaming(chat("gpt-fake").build())) {
      List<String> parts =
          stream.stream()
              .flatMap(chunk -> chunk.choices().get(0).delta().content().stream())
              .toList();
      assertThat(parts).containsExactly("part 0 ", "part 1 ", "part 2 ", "part 3 ", "part 4 ");
    }
  }

  @Test
  void streamedChatArrivesChunkByChunk() {
    try (StreamResponse<ChatCompletionChunk> stream =
        client.chat().completions().createStreaming(chat("fake-endless").build())) {
      Iterator<ChatCompletionChunk> chunks = stream.stream().iterator();
      chunks.next();
      Instant first = Instant.now();
      for (int i = 0; i < 50; i++) {
        chunks.next();
      }
      assertThat(Duration.between(first, Instant.now())).isGreaterThan(Duration.ofMillis(200));
    }
    assertThat(Wait.until(Duration.ofSeconds(2), () -> UPSTREAM.closedByCaller() == 1)).isTrue();
  }

  @Test
  void toolIsCalled() {
    ChatCompletionCreateParams params = chat("gpt-fake").addTool(weather()).build();
    ChatCompletion completion = client.chat().completions().create(params);
    var call = completion.choices().get(0).message().toolCalls().orElseThrow().get(0);
    assertThat(call.asFunction().function().name()).isEqualTo("weather");
  }

  @Test
  void toolIsCalledInAStream() {
    try (StreamResponse<ChatCompletionChunk> stream =
        client.chat().completions().createStreaming(chat("gpt-fake").addTool(weather()).build())) {
      var part =
          stream.stream().toList().get(0).choices().get(0).delta().toolCalls().orElseThrow().get(0);
      assertThat(part.function().orElseThrow().name()).contains("weather");
    }
  }

  @Test
  void embeddingsAnswer() {
    var answer =
        client
            .embeddings()
            .create(
                EmbeddingCreateParams.builder()
                    .model("text-embedding-fake")
                    .input("hello")
                    .build());
    assertThat(answer.data().get(0).embedding()).containsExactly(0.5f, -0.25f, 1.0f);
    assertThat(UPSTREAM.arrivals().get(0).target()).isEqualTo("/v1/embeddings");
  }

  @Test
  void modelsAreThoseOfTheGrant() {
    List<String> ids = client.models().list().data().stream().map(Model::id).toList();
    assertThat(ids).hasSize(8).startsWith("gpt-fake", "text-embedding-fake");
    assertThat(client.models().retrieve("gpt-fake").ownedBy()).isEqualTo("openai");
    assertThat(client.models().retrieve("vendor/model-fake").id()).isEqualTo("vendor/model-fake");
    assertThat(UPSTREAM.arrivals()).isEmpty();
  }

  @Test
  void modelOutsideTheGrantIsNotFound() {
    assertThat(refused(NotFoundException.class, () -> client.models().retrieve("gpt-other")))
        .isNotNull();
  }

  @Test
  void badRequestOfTheProviderIsOne() {
    refused(BadRequestException.class, "fake-status-400");
    assertThat(UPSTREAM.arrivals()).hasSize(1);
  }

  @Test
  void badRequestOfOursIsOne() {
    ChatCompletionCreateParams twin =
        chat("gpt-fake").putAdditionalBodyProperty("Model", JsonValue.from("x")).build();
    BadRequestException refusal =
        refused(BadRequestException.class, () -> client.chat().completions().create(twin));
    assertThat(refusal.param()).contains("Model");
    assertThat(UPSTREAM.arrivals()).isEmpty();
  }

  @Test
  void badTokenIsUnauthorized() {
    OpenAIClient stranger = client("eyJhbGciOiJub25lIn0.e30.", DEFAULT_RETRIES);
    UnauthorizedException refusal =
        refused(
            UnauthorizedException.class,
            () -> stranger.chat().completions().create(chat("gpt-fake").build()));
    assertThat(refusal.headers().values("www-authenticate")).isNotEmpty();
  }

  @Test
  void modelOutsideTheGrantIsPermissionDenied() {
    PermissionDeniedException refusal = refused(PermissionDeniedException.class, "gpt-other");
    assertThat(refusal.code()).contains("model_not_granted");
    assertThat(UPSTREAM.arrivals()).isEmpty();
  }

  @Test
  void capabilityOutsideTheGrantIsPermissionDenied() {
    TestGrant narrow =
        TestGrant.ask("openai").models("gpt-fake").capabilities("embeddings").approved();
    OpenAIClient narrowed = client(narrow.token(), DEFAULT_RETRIES);
    PermissionDeniedException refusal =
        refused(
            PermissionDeniedException.class,
            () -> narrowed.chat().completions().create(chat("gpt-fake").build()));
    assertThat(refusal.code()).contains("out_of_scope");
  }

  @Test
  void modelThatTheProviderDoesNotHaveIsNotFound() {
    assertThat(refused(NotFoundException.class, "fake-status-404").code())
        .contains("model_not_found");
  }

  @Test
  void rateLimitOfTheProviderSaysWhenToComeBack() {
    OpenAIClient once = client(grant.token(), 0);
    RateLimitException refusal =
        refused(
            RateLimitException.class,
            () -> once.chat().completions().create(chat("fake-status-429").build()));
    assertThat(refusal.headers().values("retry-after")).containsExactly("7");
  }

  @Test
  void usedUpGrantIsARateLimitThatNobodyRetries() {
    TestGrant spent = TestGrant.ask("openai").models("gpt-fake").maxRequests(0).approved();
    CountingClient counting = new CountingClient();
    OpenAIClient counted = closedLater(counting.sdk(spent.token()));
    refused(
        RateLimitException.class,
        () -> counted.chat().completions().create(chat("gpt-fake").build()));
    assertThat(counting.attempts()).isEqualTo(1);
  }

  @Test
  void faultOfTheProviderIsRetriedByTheSdkAlone() {
    CountingClient counting = new CountingClient();
    OpenAIClient counted = closedLater(counting.sdk(grant.token()));
    refused(
        InternalServerException.class,
        () -> counted.chat().completions().create(chat("fake-status-500").build()));
    assertThat(counting.attempts()).isEqualTo(1 + DEFAULT_RETRIES);
    assertThat(UPSTREAM.arrivals()).hasSize(counting.attempts());
    assertThat(grant.used()).isEqualTo(counting.attempts());
  }

  @Test
  void aKeyHoldsForTheSdksOwnRetriesAndPaysOnce() {
    TestGrant keyed = TestGrant.of("openai", "fake-once-500");
    CountingClient counting = new CountingClient();
    OpenAIClient counted = closedLater(counting.sdk(keyed.token()));
    ChatCompletionCreateParams call =
        chat("fake-once-500").putAdditionalHeader("Idempotency-Key", "one").build();
    assertThat(counted.chat().completions().create(call).choices()).hasSize(1);
    assertThat(counting.attempts()).isEqualTo(2);
    assertThat(Wait.until(Duration.ofSeconds(5), () -> keyed.reserved() == 0)).isTrue();
    OpenAIServiceException refusal =
        refused(OpenAIServiceException.class, () -> counted.chat().completions().create(call));
    assertThat(refusal.statusCode()).isEqualTo(409);
    assertThat(refusal.code()).contains("already_charged");
    assertThat(counting.attempts()).as("it believes x-should-retry").isEqualTo(3);
    UpstreamSaw.calls(2, "openai", keyed);
  }

  private <E extends OpenAIServiceException> E refused(Class<E> type, String model) {
    return refused(type, () -> client.chat().completions().create(chat(model).build()));
  }

  private static <E extends OpenAIServiceException> E refused(Class<E> type, Runnable call) {
    E refusal = catchThrowableOfType(type, call::run);
    assertThat(refusal).isNotNull();
    return refusal;
  }

  private OpenAIClient client(String token, int retries) {
    return closedLater(
        OpenAIOkHttpClient.builder()
            .baseUrl(Http.BROKER + "/v1")
            .apiKey(token)
            .maxRetries(retries)
            .responseValidation(true)
            .build());
  }

  private OpenAIClient closedLater(OpenAIClient sdk) {
    clients.add(sdk);
    return sdk;
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
