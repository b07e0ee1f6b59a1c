package org.aipassport.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.langchain4j.agent.tool.ToolSpecification;
import dev.langchain4j.data.message.UserMessage;
import dev.langchain4j.data.segment.TextSegment;
import dev.langchain4j.exception.AuthenticationException;
import dev.langchain4j.exception.InternalServerException;
import dev.langchain4j.exception.InvalidRequestException;
import dev.langchain4j.exception.ModelNotFoundException;
import dev.langchain4j.exception.RateLimitException;
import dev.langchain4j.exception.TimeoutException;
import dev.langchain4j.model.anthropic.AnthropicChatModel;
import dev.langchain4j.model.anthropic.AnthropicModelCatalog;
import dev.langchain4j.model.anthropic.AnthropicStreamingChatModel;
import dev.langchain4j.model.anthropic.AnthropicTokenCountEstimator;
import dev.langchain4j.model.catalog.ModelDescription;
import dev.langchain4j.model.chat.ChatModel;
import dev.langchain4j.model.chat.StreamingChatModel;
import dev.langchain4j.model.chat.request.ChatRequest;
import dev.langchain4j.model.chat.request.ResponseFormat;
import dev.langchain4j.model.chat.request.ResponseFormatType;
import dev.langchain4j.model.chat.request.json.JsonObjectSchema;
import dev.langchain4j.model.chat.request.json.JsonSchema;
import dev.langchain4j.model.chat.response.ChatResponse;
import dev.langchain4j.model.chat.response.PartialResponse;
import dev.langchain4j.model.chat.response.PartialResponseContext;
import dev.langchain4j.model.chat.response.StreamingChatResponseHandler;
import dev.langchain4j.model.openai.OpenAiChatModel;
import dev.langchain4j.model.openai.OpenAiEmbeddingModel;
import dev.langchain4j.model.openai.OpenAiModelCatalog;
import dev.langchain4j.model.openai.OpenAiStreamingChatModel;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.aipassport.support.FakeProvider;
import org.aipassport.support.Race;
import org.jboss.arquillian.junit5.container.annotation.ArquillianTest;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** LangChain4j, unmodified: the broker's address for its base URL, a token for its key. */
@ArquillianTest
@Timeout(120)
class LangchainIT {
  private static final FakeProvider UPSTREAM = TestServer.UPSTREAM;
  private static final String[] MODELS = {
    "any-fake",
    "fake-endless",
    "fake-hang",
    "fake-drop-midstream",
    "fake-status-400",
    "fake-status-401",
    "fake-status-404",
    "fake-status-429",
    "fake-status-500"
  };

  /** Both of the modules under test. */
  enum Module {
    OPENAI("openai") {
      @Override
      ChatModel chat(String token, String model, int retries, Duration timeout) {
        return OpenAiChatModel.builder()
            .baseUrl(Http.BROKER + "/v1")
            .apiKey(token)
            .modelName(model)
            .maxRetries(retries)
            .timeout(timeout)
            .build();
      }

      @Override
      StreamingChatModel streaming(String token, String model) {
        return OpenAiStreamingChatModel.builder()
            .baseUrl(Http.BROKER + "/v1")
            .apiKey(token)
            .modelName(model)
            .build();
      }

      @Override
      List<ModelDescription> models(String token) {
        return OpenAiModelCatalog.builder()
            .baseUrl(Http.BROKER + "/v1")
            .apiKey(token)
            .build()
            .listModels();
      }
    },
    ANTHROPIC("anthropic") {
      @Override
      ChatModel chat(String token, String model, int retries, Duration timeout) {
        return AnthropicChatModel.builder()
            .baseUrl(Http.BROKER + "/v1")
            .apiKey(token)
            .modelName(model)
            .maxRetries(retries)
            .timeout(timeout)
            .build();
      }

      @Override
      StreamingChatModel streaming(String token, String model) {
        return AnthropicStreamingChatModel.builder()
            .baseUrl(Http.BROKER + "/v1")
            .apiKey(token)
            .modelName(model)
            .build();
      }

      @Override
      List<ModelDescription> models(String token) {
        return AnthropicModelCatalog.builder()
            .baseUrl(Http.BROKER + "/v1")
            .apiKey(token)
            .build()
            .listModels();
      }
    };

    private final String provider;

    Module(String provider) {
      this.provider = provider;
    }

    abstract ChatModel chat(String token, String model, int retries, Duration timeout);

    abstract StreamingChatModel streaming(String token, String model);

    abstract List<ModelDescription> models(String token);

    TestGrant grant() {
      return TestGrant.of(provider, MODELS);
    }

    ChatModel chat(String model) {
      return chat(grant().token(), model, 0, Duration.ofSeconds(20));
    }
  }

  @BeforeEach
  void forget() {
    UPSTREAM.clear();
  }

  @ParameterizedTest
  @EnumSource
  void chatAnswers(Module module) {
    ChatResponse answer = module.chat("any-fake").chat(UserMessage.from("hello"));
    assertThat(answer.aiMessage().text()).isEqualTo("You sent 5 characters.");
    assertThat(answer.tokenUsage().totalTokenCount()).isEqualTo(10);
  }

  @ParameterizedTest
  @EnumSource
  void chatStreams(Module module) throws Exception {
    Listener listener = new Listener(Integer.MAX_VALUE);
    module.streaming(module.grant().token(), "any-fake").chat("hello", listener);
    ChatResponse answer = listener.whole.get(20, TimeUnit.SECONDS);
    assertThat(answer.aiMessage().text()).isEqualTo("part 0 part 1 part 2 part 3 part 4 ");
    assertThat(answer.tokenUsage().totalTokenCount()).isEqualTo(10);
  }

  @ParameterizedTest
  @EnumSource
  void toolIsCalledInBothForms(Module module) throws Exception {
    ToolSpecification weather =
        ToolSpecification.builder()
            .name("weather")
            .parameters(JsonObjectSchema.builder().addStringProperty("city").build())
            .build();
    ChatRequest request =
        ChatRequest.builder()
            .messages(UserMessage.from("hello"))
            .toolSpecifications(weather)
            .build();
    Listener listener = new Listener(Integer.MAX_VALUE);
    module.streaming(module.grant().token(), "any-fake").chat(request, listener);
    for (ChatResponse answer :
        List.of(module.chat("any-fake").chat(request), listener.whole.get(20, TimeUnit.SECONDS))) {
      var call = answer.aiMessage().toolExecutionRequests().get(0);
      assertThat(call.name()).isEqualTo("weather");
      assertThat(call.arguments().replaceAll("\\s", "")).isEqualTo("{\"city\":\"fake\"}");
    }
  }

  @ParameterizedTest
  @EnumSource
  void answerFollowsASchema(Module module) {
    ResponseFormat format =
        ResponseFormat.builder()
            .type(ResponseFormatType.JSON)
            .jsonSchema(
                JsonSchema.builder()
                    .name("weather")
                    .rootElement(JsonObjectSchema.builder().addIntegerProperty("degrees").build())
                    .build())
            .build();
    ChatRequest request =
        ChatRequest.builder().messages(UserMessage.from("hello")).responseFormat(format).build();
    assertThat(module.chat("any-fake").chat(request).aiMessage().text())
        .isEqualTo("{\"degrees\":7}");
  }

  @ParameterizedTest
  @EnumSource
  void modelsAreThoseOfTheGrant(Module module) {
    assertThat(module.models(module.grant().token()).stream().map(ModelDescription::name))
        .containsExactlyInAnyOrder(MODELS);
    assertThat(UPSTREAM.arrivals()).isEmpty();
  }

  @Test
  void textsAreEmbedded() {
    var vectors =
        OpenAiEmbeddingModel.builder()
            .baseUrl(Http.BROKER + "/v1")
            .apiKey(Module.OPENAI.grant().token())
            .modelName("any-fake")
            .build()
            .embedAll(List.of(TextSegment.from("hello"), TextSegment.from("world")))
            .content();
    assertThat(vectors).hasSize(2);
    assertThat(vectors.get(1).vector()).containsExactly(0.5f, -0.25f, 1.0f);
  }

  @Test
  void tokensAreCounted() {
    var counter =
        AnthropicTokenCountEstimator.builder()
            .baseUrl(Http.BROKER + "/v1")
            .apiKey(Module.ANTHROPIC.grant().token())
            .modelName("any-fake")
            .build();
    assertThat(counter.estimateTokenCountInText("hello")).isEqualTo(5);
  }

  @ParameterizedTest
  @EnumSource
  void refusalsAreTheExceptionsForThem(Module module) {
    assertRefused(module, "fake-status-400", InvalidRequestException.class);
    assertRefused(module, "fake-status-404", ModelNotFoundException.class);
    assertRefused(module, "fake-status-429", RateLimitException.class);
    assertRefused(module, "fake-status-500", InternalServerException.class);
    assertRefused(module, "fake-status-401", InternalServerException.class); // the broker's key
    assertThat(UPSTREAM.arrivals()).hasSize(5);
    assertRefused(module, "not-granted", AuthenticationException.class); // 403
    ChatModel stranger = module.chat("eyJ.no.no", "any-fake", 0, Duration.ofSeconds(20));
    assertThatThrownBy(() -> stranger.chat("hello")).isInstanceOf(AuthenticationException.class);
    assertThat(UPSTREAM.arrivals()).hasSize(5);
  }

  private static void assertRefused(
      Module module, String model, Class<? extends Exception> expected) {
    assertThatThrownBy(() -> module.chat(model).chat("hello"))
        .as(model)
        .isInstanceOf(expected)
        .hasMessageNotContaining("canary");
  }

  @ParameterizedTest
  @EnumSource
  void faultOfTheProviderIsRetriedByTheSdkAlone(Module module) {
    TestGrant grant = module.grant();
    ChatModel patient = module.chat(grant.token(), "fake-status-500", 1, Duration.ofSeconds(20));
    assertThatThrownBy(() -> patient.chat("hello")).isInstanceOf(InternalServerException.class);
    assertThat(UPSTREAM.arrivals()).hasSize(2);
    assertThat(grant.used()).isEqualTo(2);
  }

  @ParameterizedTest
  @EnumSource
  void hangingAnswerEndsByTheCallersTimeout(Module module) {
    ChatModel hasty = module.chat(module.grant().token(), "fake-hang", 0, Duration.ofSeconds(1));
    assertThatThrownBy(() -> hasty.chat("hello")).isInstanceOf(TimeoutException.class);
  }

  @ParameterizedTest
  @EnumSource
  void brokenStreamIsNotTakenForAWholeAnswer(Module module) throws Exception {
    Listener listener = new Listener(Integer.MAX_VALUE);
    module.streaming(module.grant().token(), "fake-drop-midstream").chat("hello", listener);
    if (module == Module.OPENAI) { // its error event is unknown to this library, as is OpenAI's own
      ChatResponse broken = listener.whole.get(20, TimeUnit.SECONDS);
      assertThat(broken.finishReason()).isNull();
      assertThat(broken.metadata().toString()).contains("upstream_failed");
    } else {
      assertThat(listener.whole).failsWithin(Duration.ofSeconds(20));
    }
  }

  @ParameterizedTest
  @EnumSource
  void callerWhoLeavesEndsTheUpstreamsCall(Module module) {
    module.streaming(module.grant().token(), "fake-endless").chat("hello", new Listener(5));
    assertThat(Wait.until(Duration.ofSeconds(10), () -> UPSTREAM.closedByCaller() == 1)).isTrue();
  }

  @ParameterizedTest
  @EnumSource
  void twoMegabytesPass(Module module) {
    assertThat(module.chat("any-fake").chat("ä".repeat(1_000_000)))
        .isEqualTo("You sent 1000000 characters.");
  }

  @ParameterizedTest
  @EnumSource
  void parallelStreamsDoNotMix(Module module) {
    int first = 10;
    int count = 25;
    String[] models =
        IntStream.range(first, first + count)
            .mapToObj(n -> "fake-stream-" + n)
            .toArray(String[]::new);
    String token = TestGrant.of(module.provider, models).token();
    List<String> texts =
        Race.of(
                count,
                n ->
                    () -> {
                      Listener listener = new Listener(Integer.MAX_VALUE);
                      module.streaming(token, models[n]).chat("hello", listener);
                      return listener.whole.get(60, TimeUnit.SECONDS).aiMessage().text();
                    })
            .done();
    for (int n = 0; n < count; n++) {
      assertThat(texts.get(n)).endsWith("part " + (first + n - 1) + " ");
    }
  }

  /** Waits for the whole answer, or leaves after so many parts. */
  private static final class Listener implements StreamingChatResponseHandler {
    final CompletableFuture<ChatResponse> whole = new CompletableFuture<>();
    private final int most;
    private int parts;

    Listener(int most) {
      this.most = most;
    }

    @Override
    public void onPartialResponse(PartialResponse part, PartialResponseContext context) {
      parts++;
      if (parts >= most) {
        context.streamingHandle().cancel();
      }
    }

    @Override
    public void onCompleteResponse(ChatResponse response) {
      whole.complete(response);
    }

    @Override
    public void onError(Throwable error) {
      whole.completeExceptionally(error);
    }
  }
}
