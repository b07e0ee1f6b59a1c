package org.aipassport.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.anthropic.client.AnthropicClient;
import com.anthropic.client.okhttp.AnthropicOkHttpClient;
import com.anthropic.core.http.StreamResponse;
import com.anthropic.errors.AnthropicIoException;
import com.anthropic.errors.AnthropicServiceException;
import com.anthropic.errors.BadRequestException;
import com.anthropic.errors.InternalServerException;
import com.anthropic.errors.NotFoundException;
import com.anthropic.errors.PermissionDeniedException;
import com.anthropic.errors.RateLimitException;
import com.anthropic.errors.SseException;
import com.anthropic.errors.UnauthorizedException;
import com.anthropic.models.messages.Message;
import com.anthropic.models.messages.MessageCreateParams;
import com.anthropic.models.messages.RawMessageStreamEvent;
import com.anthropic.models.models.ModelInfo;
import java.time.Duration;
import java.util.Iterator;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.aipassport.support.AnthropicCalls;
import org.aipassport.support.FakeProvider;
import org.aipassport.support.Race;
import org.jboss.arquillian.junit5.container.annotation.ArquillianTest;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Anthropic's own SDK, unmodified: the broker's address for its base URL, a token for its key. */
@ArquillianTest
@Timeout(120)
class AnthropicSdkIT implements AnthropicCalls {
  private static final FakeProvider UPSTREAM = TestServer.UPSTREAM;
  private static final int STREAMS = 25;
  private static final List<String> ODD =
      List.of(
          "fake-endless",
          "fake-hang",
          "fake-silence-2",
          "fake-drop-midstream",
          "fake-error-midstream",
          "fake-status-400",
          "fake-status-401",
          "fake-status-404",
          "fake-status-429",
          "fake-status-500",
          "fake-status-529");

  private final Retries retries = new Retries();
  private TestGrant grant;
  private AnthropicClient client;

  @BeforeEach
  void grant() {
    grant =
        TestGrant.of(
            "anthropic", Stream.concat(Stream.of(MODELS), ODD.stream()).toArray(String[]::new));
    client = sdk().apiKey(grant.token()).build();
    UPSTREAM.clear();
  }

  private AnthropicOkHttpClient.Builder sdk() {
    return AnthropicOkHttpClient.builder().baseUrl(Http.BROKER.toString()).sleeper(retries);
  }

  @AfterEach
  void close() {
    client.close();
  }

  @Override
  public AnthropicClient client() {
    return client;
  }

  @Test
  void tokenMayBeABearerToo() {
    AnthropicClient bearer = sdk().authToken(grant.token()).build();
    assertThat(bearer.messages().create(ask("claude-fake")).stopReason()).isPresent();
    assertThat(UPSTREAM.arrivals().get(0).header("x-api-key")).contains(Broker.key("anthropic"));
    assertThat(UPSTREAM.arrivals().get(0).header("authorization")).isEmpty();
    bearer.close();
  }

  @Test
  void versionAndBetaReachTheProvider() {
    AnthropicClient beta =
        client.withOptions(options -> options.putHeader("anthropic-beta", "context-1m-2025-08-07"));
    beta.messages().create(ask("claude-fake"));
    assertThat(UPSTREAM.arrivals().get(0).header("anthropic-version").orElseThrow())
        .as("the SDK's, not the broker's own")
        .isGreaterThan("2023-06-01");
    assertThat(UPSTREAM.arrivals().get(0).header("anthropic-beta"))
        .contains("context-1m-2025-08-07");
  }

  @Test
  void modelsAreThoseOfTheGrant() {
    List<String> ids = client.models().list().data().stream().map(ModelInfo::id).toList();
    assertThat(ids).hasSize(MODELS.length + ODD.size()).startsWith(MODELS);
    assertThat(client.models().retrieve("claude-fake").displayName()).isNotBlank();
    assertThatThrownBy(() -> client.models().retrieve("claude-other"))
        .isInstanceOf(NotFoundException.class);
    assertThat(UPSTREAM.arrivals()).isEmpty();
  }

  @Test
  void badTokenIsUnauthorized() {
    AnthropicClient stranger = sdk().apiKey("eyJhbGciOiJub25lIn0.e30.").build();
    assertThatThrownBy(() -> stranger.messages().create(ask("claude-fake")))
        .isInstanceOf(UnauthorizedException.class);
    assertThat(retries.count()).isZero();
    stranger.close();
  }

  @Test
  void modelOutsideTheGrantIsPermissionDenied() {
    refused(PermissionDeniedException.class, "claude-other");
    assertThat(UPSTREAM.arrivals()).isEmpty();
    assertThat(retries.count()).isZero();
  }

  @Test
  void refusalsOfTheProviderAreOnes() {
    refused(BadRequestException.class, "fake-status-400");
    refused(NotFoundException.class, "fake-status-404");
    assertThat(retries.count()).isZero();
    assertThat(UPSTREAM.arrivals()).hasSize(2);
  }

  @Test
  void refusalOfOurKeyIsNotTheCallersFault() {
    var refusal = refused(InternalServerException.class, "fake-status-401");
    assertThat(refusal.statusCode()).isEqualTo(502);
    assertThat(refusal.getMessage()).doesNotContain("canary");
  }

  @Test
  void rateLimitOfTheProviderIsRetriedAndSaysWhenToComeBack() {
    RateLimitException refusal = refused(RateLimitException.class, "fake-status-429");
    assertThat(refusal.headers().values("retry-after")).containsExactly("7");
    assertThat(refusal.headers().values("request-id")).containsExactly("req_fake");
    assertThat(UPSTREAM.arrivals()).hasSize(3);
  }

  @Test
  void faultOfTheProviderIsRetriedByTheSdkAlone() {
    refused(InternalServerException.class, "fake-status-500");
    assertThat(retries.count()).isEqualTo(2);
    assertThat(UPSTREAM.arrivals()).hasSize(3);
    refused(AnthropicServiceException.class, "fake-status-529");
    assertThat(retries.count()).isEqualTo(4);
    assertThat(grant.used()).isEqualTo(6);
  }

  @Test
  void usedUpGrantIsARateLimitThatNobodyRetries() {
    TestGrant spent = TestGrant.ask("anthropic").models("claude-fake").maxRequests(0).approved();
    AnthropicClient counted = sdk().apiKey(spent.token()).build();
    assertThatThrownBy(() -> counted.messages().create(ask("claude-fake")))
        .isInstanceOf(RateLimitException.class);
    assertThat(retries.count()).isZero();
    counted.close();
  }

  @Test
  void hangingAnswerEndsByTheCallersTimeout() {
    AnthropicClient hasty =
        client.withOptions(options -> options.timeout(Duration.ofSeconds(1)).maxRetries(0));
    assertThatThrownBy(() -> hasty.messages().create(ask("fake-hang")))
        .isInstanceOf(AnthropicIoException.class);
  }

  @Test
  void silenceInAStreamDisturbsNobody() {
    try (StreamResponse<RawMessageStreamEvent> stream = stream("fake-silence-2")) {
      List<RawMessageStreamEvent> events = stream.stream().toList();
      assertThat(events.get(events.size() - 1).isMessageStop()).isTrue();
    }
  }

  @Test
  void brokenStreamIsAnErrorInBand() {
    for (String model : List.of("fake-drop-midstream", "fake-error-midstream")) {
      try (StreamResponse<RawMessageStreamEvent> stream = stream(model)) {
        assertThatThrownBy(() -> stream.stream().toList()).isInstanceOf(SseException.class);
      }
    }
  }

  @Test
  void callerWhoLeavesEndsTheUpstreamsCall() {
    try (StreamResponse<RawMessageStreamEvent> stream = stream("fake-endless")) {
      Iterator<RawMessageStreamEvent> events = stream.stream().iterator();
      for (int i = 0; i < 10; i++) {
        events.next();
      }
    }
    assertThat(Wait.until(Duration.ofSeconds(2), () -> UPSTREAM.closedByCaller() == 1)).isTrue();
  }

  @Test
  void twoMegabytesPass() {
    Message answer =
        client
            .messages()
            .create(
                MessageCreateParams.builder()
                    .model("claude-fake")
                    .maxTokens(10)
                    .addUserMessage("ä".repeat(1_000_000))
                    .build());
    assertThat(answer.usage().inputTokens()).isEqualTo(1_000_000);
  }

  @Test
  void parallelStreamsDoNotMix() {
    String[] models =
        IntStream.range(0, STREAMS).mapToObj(n -> "fake-stream-" + (n + 10)).toArray(String[]::new);
    AnthropicClient all = sdk().apiKey(TestGrant.of("anthropic", models).token()).build();
    List<Long> parts = Race.of(STREAMS, n -> () -> parts(all, models[n])).done();
    assertThat(parts)
        .containsExactlyElementsOf(IntStream.range(10, 35).mapToObj(Long::valueOf).toList());
    all.close();
  }

  private static long parts(AnthropicClient sdk, String model) {
    try (StreamResponse<RawMessageStreamEvent> stream =
        sdk.messages().createStreaming(ask(model))) {
      List<RawMessageStreamEvent> events = stream.stream().toList();
      assertThat(events.get(0).asMessageStart().message().model().asString()).isEqualTo(model);
      return events.stream().filter(RawMessageStreamEvent::isContentBlockDelta).count();
    }
  }

  private StreamResponse<RawMessageStreamEvent> stream(String model) {
    return client.messages().createStreaming(ask(model));
  }

  private <E extends AnthropicServiceException> E refused(Class<E> type, String model) {
    E refusal = catchThrowableOfType(type, () -> client.messages().create(ask(model)));
    assertThat(refusal).isNotNull();
    return refusal;
  }

  private static MessageCreateParams ask(String model) {
    return MessageCreateParams.builder()
        .model(model)
        .maxTokens(100)
        .addUserMessage("hello")
        .build();
  }
}
