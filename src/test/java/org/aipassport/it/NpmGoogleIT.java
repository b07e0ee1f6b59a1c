package org.aipassport.it;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Duration;
import java.util.List;
import java.util.stream.IntStream;
import org.aipassport.it.NpmSdk.Outcome;
import org.aipassport.support.FakeProvider;
import org.jboss.arquillian.junit5.container.annotation.ArquillianTest;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Google's SDK for JavaScript, unmodified: the broker's address, a token for its key. */
@ArquillianTest
class NpmGoogleIT {
  private static final FakeProvider UPSTREAM = TestServer.UPSTREAM;
  private static final List<String> PARTS =
      List.of("part 0 ", "part 1 ", "part 2 ", "part 3 ", "part 4 ", "");

  private TestGrant grant;
  private NpmSdk sdk;

  private void grant(String... models) {
    grant = TestGrant.of("google", models);
    sdk = NpmSdk.google(grant.token());
  }

  @BeforeEach
  void grantTheUsualModel() {
    grant("gemini-fake");
    UPSTREAM.clear();
  }

  @Test
  void contentIsGenerated() {
    JsonNode answer = sdk.play("chat", "gemini-fake");
    assertThat(answer.get("text").asText()).isEqualTo("You sent 5 characters.");
    assertThat(answer.get("usage").get("totalTokenCount").asInt()).isEqualTo(10);
    UpstreamSaw.calls(1, "google", grant);
  }

  @Test
  void streamArrivesWhole() {
    assertThat(NpmSdk.texts(sdk.play("stream", "gemini-fake"))).isEqualTo(PARTS);
    var call = UpstreamSaw.calls(1, "google", grant).get(0);
    assertThat(call.target()).isEqualTo("/v1beta/models/gemini-fake:streamGenerateContent?alt=sse");
  }

  @Test
  void functionIsCalledAndItsResponseGoesBack() {
    JsonNode answer = sdk.play("tools", "gemini-fake");
    assertThat(answer.get("name").asText()).isEqualTo("weather");
    assertThat(answer.get("args").get("city").asText()).isEqualTo("fake");
    assertThat(answer.get("text").asText()).startsWith("You sent ");
    UpstreamSaw.calls(2, "google", grant);
  }

  @Test
  void functionIsCalledInAStream() {
    JsonNode call = sdk.play("toolStream", "gemini-fake");
    assertThat(call.get("name").asText()).isEqualTo("weather");
    assertThat(call.get("args").get("city").asText()).isEqualTo("fake");
  }

  @Test
  void structuredOutputFitsItsSchema() {
    JsonNode weather = sdk.play("structured", "gemini-fake");
    assertThat(weather.get("city").asText()).isEqualTo("fake");
    assertThat(weather.get("degrees").asDouble()).isEqualTo(0.5);
  }

  @Test
  void pictureGoesUpWithThePrompt() {
    assertThat(sdk.play("picture", "gemini-fake").asText()).isEqualTo("You sent 5 characters.");
    assertThat(UPSTREAM.arrivals().get(0).text()).contains("iVBORw0KGgo");
  }

  @Test
  void conversationGoesOn() {
    JsonNode chat = sdk.play("conversation", "gemini-fake");
    assertThat(chat.get("text").asText()).isEqualTo("You sent 4 characters.");
    assertThat(chat.get("turns").asInt()).isEqualTo(4);
  }

  @Test
  void tokensAreCounted() {
    assertThat(sdk.play("count", "gemini-fake").asInt()).isEqualTo(5);
    UpstreamSaw.calls(1, "google", grant);
  }

  @Test
  void embeddingsAnswer() {
    grant("gemini-embedding-fake");
    JsonNode vectors = sdk.play("embeddings", "gemini-embedding-fake");
    assertThat(vectors).hasToString("[[0.5,-0.25,1],[0.5,-0.25,1]]");
    UpstreamSaw.calls(1, "google", grant);
  }

  @Test
  void modelsAreThoseOfTheGrant() {
    grant("gemini-fake", "gemini-more-fake");
    assertThat(NpmSdk.texts(sdk.play("models")))
        .containsExactly("models/gemini-fake", "models/gemini-more-fake");
    assertThat(sdk.play("model", "gemini-more-fake").get("name").asText())
        .isEqualTo("models/gemini-more-fake");
    assertThat(UPSTREAM.arrivals()).isEmpty();
  }

  @Test
  void promptOfTwoMegabytesArrivesWhole() {
    assertThat(sdk.play("longPrompt", "gemini-fake", "2000000").asText())
        .isEqualTo("You sent 2000000 characters.");
  }

  @Test
  void parallelStreamsDoNotMix() {
    List<String> models = IntStream.range(10, 35).mapToObj(n -> "fake-stream-" + n).toList();
    grant(models.toArray(String[]::new));
    JsonNode streams = sdk.play("parallel", models.toArray(String[]::new));
    for (int i = 0; i < models.size(); i++) {
      assertThat(NpmSdk.texts(streams.get(i).get("models"))).containsExactly(models.get(i));
      List<String> parts = IntStream.range(0, 10 + i).mapToObj(n -> "part " + n + " ").toList();
      assertThat(NpmSdk.texts(streams.get(i).get("parts"))).containsAll(parts).hasSize(11 + i);
    }
    UpstreamSaw.calls(models.size(), "google", grant);
  }

  /** One whose loop is only left goes on in the background: this SDK keeps its connection. */
  @Test
  void abortedStreamIsCutUpstreamWhileTheSdkLivesOn() {
    grant("fake-endless");
    assertThat(sdk.whilePlaying("abort", () -> UPSTREAM.closedByCaller() == 1, "fake-endless"))
        .isTrue();
    assertThat(Wait.until(Duration.ofSeconds(2), () -> grant.reserved() == 0)).isTrue();
  }

  @Test
  void sdksTimeoutIsItsOwn() {
    grant("fake-hang");
    Outcome outcome = sdk.refused("timeout", "fake-hang");
    assertThat(outcome.error().get("name").asText()).isEqualTo("AbortError");
    assertThat(outcome.took()).isLessThan(Duration.ofSeconds(5));
  }

  @Test
  void silenceInAStreamIsNotNoticed() {
    grant("fake-silence-3");
    JsonNode stream = sdk.play("silence", "fake-silence-3");
    assertThat(stream.get("items")).hasSizeGreaterThan(2);
    assertThat(stream.get("longest").asInt()).isGreaterThan(2_000);
  }

  @Test
  void errorInAStreamIsOne() {
    grant("fake-error-midstream");
    Outcome outcome = sdk.refused("stream", "fake-error-midstream");
    assertThat(outcome.error().get("class").asText()).isEqualTo("ApiError");
  }

  @ParameterizedTest
  @CsvSource({"400, 400", "404, 404", "401, 502", "403, 502", "429, 429", "500, 502", "503, 503"})
  void errorsOfTheProviderHaveTheirStatus(int status, int seen) {
    grant("fake-status-" + status);
    Outcome outcome = sdk.refused("chat", "fake-status-" + status);
    assertThat(outcome.error().get("class").asText()).isEqualTo("ApiError");
    assertThat(outcome.error().get("status").asInt()).isEqualTo(seen);
    UpstreamSaw.calls(1, "google", grant);
  }

  @Test
  void faultOfTheProviderIsRetriedAsOftenAsTheSdkIsTold() {
    grant("fake-status-500");
    Outcome outcome = sdk.refused("retried", "fake-status-500");
    assertThat(outcome.attempts()).isEqualTo(3);
    UpstreamSaw.calls(3, "google", grant);
    assertThat(grant.used()).isEqualTo(3);
  }

  @Test
  void badTokenIsUnauthenticated() {
    Outcome outcome = NpmSdk.google("eyJhbGciOiJub25lIn0.e30.").refused("chat", "gemini-fake");
    assertThat(outcome.error().get("status").asInt()).isEqualTo(401);
    assertThat(outcome.error().get("message").asText()).contains("UNAUTHENTICATED");
  }

  @Test
  void modelOutsideTheGrantIsDenied() {
    Outcome outcome = sdk.refused("chat", "gemini-other");
    assertThat(outcome.error().get("status").asInt()).isEqualTo(403);
    assertThat(outcome.error().get("message").asText()).contains("PERMISSION_DENIED");
    assertThat(UPSTREAM.arrivals()).isEmpty();
  }

  @Test
  void usedUpGrantIsExhausted() {
    TestGrant spent = TestGrant.ask("google").models("gemini-fake").maxRequests(0).approved();
    Outcome outcome = NpmSdk.google(spent.token()).refused("chat", "gemini-fake");
    assertThat(outcome.error().get("status").asInt()).isEqualTo(429);
    assertThat(outcome.error().get("message").asText()).contains("RESOURCE_EXHAUSTED");
  }
}
