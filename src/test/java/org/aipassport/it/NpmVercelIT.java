package org.aipassport.it;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import java.util.stream.IntStream;
import org.aipassport.it.NpmSdk.Outcome;
import org.aipassport.support.FakeProvider;
import org.jboss.arquillian.junit5.container.annotation.ArquillianTest;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * Vercel's {@code ai} with its providers, unmodified: the broker's address, a token for its key.
 */
@ArquillianTest
class NpmVercelIT {
  private static final FakeProvider UPSTREAM = TestServer.UPSTREAM;
  private static final List<String> PARTS =
      List.of("part 0 ", "part 1 ", "part 2 ", "part 3 ", "part 4 ");

  /** The providers of {@code ai}, by the names that the scenarios have for them. */
  enum Kind {
    CHAT,
    RESPONSES,
    COMPATIBLE,
    ANTHROPIC,
    GOOGLE;

    String scenarios() {
      return name().toLowerCase(java.util.Locale.ROOT);
    }

    String provider() {
      return this == ANTHROPIC || this == GOOGLE ? scenarios() : "openai";
    }
  }

  private TestGrant grant;

  private NpmSdk granted(String provider, String... models) {
    grant =
        TestGrant.ask(provider)
            .models(models)
            .capabilities("chat", "embeddings", "images", "audio")
            .approved();
    UPSTREAM.clear();
    return NpmSdk.vercel(grant.token());
  }

  private JsonNode play(Kind kind, String scenario, String model) {
    return granted(kind.provider(), model).play(scenario, kind.scenarios(), model);
  }

  @BeforeEach
  void forget() {
    UPSTREAM.clear();
  }

  @ParameterizedTest
  @EnumSource
  void textIsGenerated(Kind kind) {
    JsonNode answer = play(kind, "chat", "model-fake");
    assertThat(answer.get("text").asText()).isEqualTo("You sent 5 characters.");
    assertThat(answer.get("usage").get("totalTokens").asInt()).isEqualTo(10);
    UpstreamSaw.calls(1, kind.provider(), grant);
  }

  @ParameterizedTest
  @EnumSource
  void textIsStreamed(Kind kind) {
    assertThat(NpmSdk.texts(play(kind, "stream", "model-fake"))).isEqualTo(PARTS);
    UpstreamSaw.calls(1, kind.provider(), grant);
  }

  @ParameterizedTest
  @EnumSource
  void toolIsCalledAndItsResultGoesBack(Kind kind) {
    JsonNode answer = play(kind, "tools", "model-fake");
    assertThat(answer.get("name").asText()).isEqualTo("weather");
    assertThat(answer.get("input").get("city").asText()).isEqualTo("fake");
    assertThat(answer.get("text").asText()).startsWith("You sent ");
    assertThat(answer.get("steps").asInt()).isEqualTo(2);
    UpstreamSaw.calls(2, kind.provider(), grant);
  }

  @ParameterizedTest
  @EnumSource
  void toolIsCalledInAStream(Kind kind) {
    JsonNode answer = play(kind, "toolStream", "model-fake");
    assertThat(answer.get("name").asText()).isEqualTo("weather");
    assertThat(answer.get("text").asText()).isEqualTo(String.join("", PARTS));
    UpstreamSaw.calls(2, kind.provider(), grant);
  }

  @ParameterizedTest
  @EnumSource(mode = EnumSource.Mode.EXCLUDE, names = "COMPATIBLE") // sends no schema
  void structuredOutputFitsItsSchema(Kind kind) {
    JsonNode weather = play(kind, "structured", "model-fake");
    assertThat(weather.get("city").asText()).isEqualTo("fake");
    assertThat(weather.get("degrees").asDouble()).isEqualTo(0.5);
  }

  @ParameterizedTest
  @CsvSource({"openai, openai", "compatible, openai", "google, google"})
  void embeddingsAnswer(String kind, String provider) {
    NpmSdk sdk = granted(provider, "embedding-fake");
    assertThat(sdk.play("embeddings", kind, "embedding-fake")).hasToString("[0.5,-0.25,1]");
    UpstreamSaw.calls(1, provider, grant);
  }

  @Test
  void pictureIsGenerated() {
    NpmSdk sdk = granted("openai", "gpt-image-fake");
    assertThat(sdk.play("image", "gpt-image-fake").asText()).isEqualTo("image/png");
    UpstreamSaw.calls(1, "openai", grant);
  }

  @Test
  void speechIsGenerated() {
    NpmSdk sdk = granted("openai", "tts-fake");
    assertThat(sdk.play("speech", "tts-fake").asText()).endsWith("You sent 5 characters.");
    UpstreamSaw.calls(1, "openai", grant);
  }

  @Test
  void speechIsTranscribed() {
    NpmSdk sdk = granted("openai", "whisper-fake");
    assertThat(sdk.play("transcription", "whisper-fake").asText())
        .isEqualTo("Heard 1644 bytes of audio.wav.");
    UpstreamSaw.calls(1, "openai", grant);
  }

  @ParameterizedTest
  @EnumSource
  void abortedStreamIsCutUpstreamWhileTheSdkLivesOn(Kind kind) {
    NpmSdk sdk = granted(kind.provider(), "fake-endless");
    assertThat(
            sdk.whilePlaying(
                "abort", () -> UPSTREAM.closedByCaller() == 1, kind.scenarios(), "fake-endless"))
        .isTrue();
  }

  @ParameterizedTest
  @EnumSource
  void silenceInAStreamIsNotNoticed(Kind kind) {
    JsonNode stream = play(kind, "silence", "fake-silence-3");
    assertThat(stream.get("items")).hasSizeGreaterThan(2);
    assertThat(stream.get("longest").asInt()).isGreaterThan(1_500);
  }

  @ParameterizedTest
  @EnumSource
  void promptOfTwoMegabytesArrivesWhole(Kind kind) {
    NpmSdk sdk = granted(kind.provider(), "model-fake");
    assertThat(sdk.play("longPrompt", kind.scenarios(), "model-fake", "2000000").asText())
        .isEqualTo("You sent 2000000 characters.");
  }

  @ParameterizedTest
  @EnumSource
  void parallelStreamsDoNotMix(Kind kind) {
    List<String> models = IntStream.range(10, 35).mapToObj(n -> "fake-stream-" + n).toList();
    String[] names = models.toArray(String[]::new);
    NpmSdk sdk = granted(kind.provider(), names);
    String[] arguments =
        IntStream.range(0, 26)
            .mapToObj(i -> i == 0 ? kind.scenarios() : names[i - 1])
            .toArray(String[]::new);
    JsonNode streams = sdk.play("parallel", arguments);
    for (int i = 0; i < models.size(); i++) {
      List<String> parts = IntStream.range(0, 10 + i).mapToObj(n -> "part " + n + " ").toList();
      assertThat(NpmSdk.texts(streams.get(i))).isEqualTo(parts);
    }
    UpstreamSaw.calls(models.size(), kind.provider(), grant);
  }

  @ParameterizedTest
  @EnumSource
  void modelOutsideTheGrantIsForbiddenAndNotRetried(Kind kind) {
    Outcome outcome =
        granted(kind.provider(), "model-fake").refused("chat", kind.scenarios(), "model-other");
    assertThat(outcome.error().get("name").asText()).isEqualTo("AI_APICallError");
    assertThat(outcome.error().get("status").asInt()).isEqualTo(403);
    assertThat(outcome.attempts()).isEqualTo(1);
    assertThat(UPSTREAM.arrivals()).isEmpty();
  }

  @ParameterizedTest
  @EnumSource
  void badTokenIsUnauthorizedAndNotRetried(Kind kind) {
    Outcome outcome =
        NpmSdk.vercel("eyJhbGciOiJub25lIn0.e30.").refused("chat", kind.scenarios(), "model-fake");
    assertThat(outcome.error().get("status").asInt()).isEqualTo(401);
    assertThat(outcome.attempts()).isEqualTo(1);
  }

  @ParameterizedTest
  @CsvSource({"CHAT, 404, 404", "ANTHROPIC, 404, 404", "GOOGLE, 404, 404", "CHAT, 500, 502"})
  void errorsOfTheProviderHaveTheirStatus(Kind kind, int status, int seen) {
    String model = "fake-status-" + status;
    Outcome outcome = granted(kind.provider(), model).refused("once", kind.scenarios(), model);
    assertThat(outcome.error().get("status").asInt()).isEqualTo(seen);
    UpstreamSaw.calls(1, kind.provider(), grant);
  }

  @Test
  void faultOfTheProviderIsRetriedByTheSdkAlone() {
    Outcome outcome =
        granted("openai", "fake-status-503").refused("chat", "chat", "fake-status-503");
    assertThat(outcome.error().get("name").asText()).isEqualTo("AI_RetryError");
    assertThat(outcome.error().get("last").get("status").asInt()).isEqualTo(503);
    assertThat(outcome.attempts()).isEqualTo(3);
    UpstreamSaw.calls(3, "openai", grant);
    assertThat(grant.used()).isEqualTo(3);
  }
}
