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
import org.junit.jupiter.params.provider.ValueSource;

/** Anthropic's SDK for JavaScript, unmodified: the broker's address, a token for its key. */
@ArquillianTest
class NpmAnthropicIT {
  private static final FakeProvider UPSTREAM = TestServer.UPSTREAM;
  private static final List<String> PARTS =
      List.of("part 0 ", "part 1 ", "part 2 ", "part 3 ", "part 4 ");

  private TestGrant grant;
  private NpmSdk sdk;

  private void grant(String... models) {
    grant = TestGrant.of("anthropic", models);
    sdk = NpmSdk.anthropic(grant.token());
  }

  @BeforeEach
  void grantTheUsualModel() {
    grant("claude-fake");
    UPSTREAM.clear();
  }

  @Test
  void messageIsAnswered() {
    JsonNode answer = sdk.play("chat", "claude-fake");
    assertThat(answer.get("text").asText()).isEqualTo("You sent 5 characters.");
    assertThat(answer.get("usage").get("output_tokens").asInt()).isEqualTo(5);
    assertThat(answer.get("requestId").asText()).isEqualTo("req_fake");
    UpstreamSaw.calls(1, "anthropic", grant);
  }

  @Test
  void streamArrivesWhole() {
    assertThat(NpmSdk.texts(sdk.play("stream", "claude-fake"))).isEqualTo(PARTS);
    JsonNode gathered = sdk.play("gathered", "claude-fake");
    assertThat(gathered.get("text").asText()).isEqualTo(String.join("", PARTS));
    assertThat(gathered.get("stop").asText()).isEqualTo("end_turn");
    assertThat(gathered.get("usage").get("output_tokens").asInt()).isEqualTo(5);
    UpstreamSaw.calls(2, "anthropic", grant);
  }

  @Test
  void eventsArriveInTheirOrder() {
    List<String> events = NpmSdk.texts(sdk.play("events", "claude-fake"));
    assertThat(events).startsWith("message_start", "content_block_start");
    assertThat(events).endsWith("content_block_stop", "message_delta", "message_stop");
  }

  @Test
  void toolIsCalledAndItsResultGoesBack() {
    JsonNode answer = sdk.play("tools", "claude-fake");
    assertThat(answer.get("name").asText()).isEqualTo("weather");
    assertThat(answer.get("input").get("city").asText()).isEqualTo("fake");
    assertThat(answer.get("text").asText()).startsWith("You sent ");
    UpstreamSaw.calls(2, "anthropic", grant);
  }

  @Test
  void toolIsCalledInAStream() {
    JsonNode call = sdk.play("toolStream", "claude-fake");
    assertThat(call.get("name").asText()).isEqualTo("weather");
    assertThat(call.get("input").get("city").asText()).isEqualTo("fake");
    assertThat(call.get("stop").asText()).isEqualTo("tool_use");
  }

  @Test
  void structuredOutputFitsItsSchema() {
    JsonNode weather = sdk.play("structured", "claude-fake");
    assertThat(weather.get("city").asText()).isEqualTo("fake");
    assertThat(weather.get("degrees").asDouble()).isEqualTo(0.5);
  }

  @Test
  void thoughtsPass() {
    assertThat(NpmSdk.texts(sdk.play("thinking", "claude-fake")))
        .containsExactly("thinking", "text");
  }

  @Test
  void pictureGoesUpWithThePrompt() {
    assertThat(sdk.play("picture", "claude-fake").asText()).isEqualTo("You sent 5 characters.");
    assertThat(UPSTREAM.arrivals().get(0).text()).contains("iVBORw0KGgo");
  }

  @Test
  void betaGoesUpAsItWasAskedFor() {
    assertThat(sdk.play("beta", "claude-fake").asText()).isEqualTo("You sent 5 characters.");
    var call = UpstreamSaw.calls(1, "anthropic", grant).get(0);
    assertThat(call.target()).isEqualTo("/v1/messages");
    assertThat(call.header("anthropic-beta")).contains("context-management-2025-06-27");
  }

  @Test
  void tokensAreCounted() {
    assertThat(sdk.play("count", "claude-fake").asInt()).isEqualTo(5);
    UpstreamSaw.calls(1, "anthropic", grant);
  }

  @Test
  void modelsAreThoseOfTheGrant() {
    grant("claude-fake", "claude-more-fake");
    assertThat(NpmSdk.texts(sdk.play("models"))).containsExactly("claude-fake", "claude-more-fake");
    JsonNode model = sdk.play("model", "claude-more-fake");
    assertThat(model.get("id").asText()).isEqualTo("claude-more-fake");
    assertThat(model.get("type").asText()).isEqualTo("model");
    assertThat(UPSTREAM.arrivals()).isEmpty();
  }

  @Test
  void promptOfTwoMegabytesArrivesWhole() {
    assertThat(sdk.play("longPrompt", "claude-fake", "2000000").asText())
        .isEqualTo("You sent 2000000 characters.");
  }

  @Test
  void parallelStreamsDoNotMix() {
    List<String> models = IntStream.range(10, 35).mapToObj(n -> "fake-stream-" + n).toList();
    grant(models.toArray(String[]::new));
    JsonNode streams = sdk.play("parallel", models.toArray(String[]::new));
    for (int i = 0; i < models.size(); i++) {
      assertThat(streams.get(i).get("model").asText()).isEqualTo(models.get(i));
      List<String> parts = IntStream.range(0, 10 + i).mapToObj(n -> "part " + n + " ").toList();
      assertThat(NpmSdk.texts(streams.get(i).get("parts"))).isEqualTo(parts);
    }
    UpstreamSaw.calls(models.size(), "anthropic", grant);
  }

  @ParameterizedTest
  @ValueSource(strings = {"abort", "leave"})
  void streamThatIsLeftIsCutUpstreamWhileTheSdkLivesOn(String scenario) {
    grant("fake-endless");
    assertThat(sdk.whilePlaying(scenario, () -> UPSTREAM.closedByCaller() == 1, "fake-endless"))
        .isTrue();
    assertThat(Wait.until(Duration.ofSeconds(2), () -> grant.reserved() == 0)).isTrue();
  }

  @Test
  void sdksTimeoutIsItsOwn() {
    grant("fake-hang");
    Outcome outcome = sdk.refused("timeout", "fake-hang");
    assertThat(outcome.error().get("class").asText()).isEqualTo("APIConnectionTimeoutError");
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
    assertThat(outcome.error().get("type").asText()).isEqualTo("overloaded_error");
  }

  @ParameterizedTest
  @CsvSource({
    "400, BadRequestError, 400, 1",
    "404, NotFoundError, 404, 1",
    "401, InternalServerError, 502, 1",
    "403, InternalServerError, 502, 1",
    "500, InternalServerError, 502, 3",
    "529, ServiceUnavailableError, 503, 3"
  })
  void errorsOfTheProviderHaveTheirClassAndOnlyTheSdkRetries(
      int status, String kind, int seen, int attempts) {
    grant("fake-status-" + status);
    Outcome outcome = sdk.refused("chat", "fake-status-" + status);
    assertThat(outcome.error().get("class").asText()).isEqualTo(kind);
    assertThat(outcome.error().get("status").asInt()).isEqualTo(seen);
    assertThat(outcome.attempts()).isEqualTo(attempts);
    UpstreamSaw.calls(attempts, "anthropic", grant);
    assertThat(grant.used()).isEqualTo(attempts);
  }

  @Test
  void rateLimitOfTheProviderSaysWhenToComeBack() {
    grant("fake-status-429");
    Outcome outcome = sdk.refused("once", "fake-status-429");
    assertThat(outcome.error().get("class").asText()).isEqualTo("RateLimitError");
    assertThat(outcome.error().get("retryAfter").asText()).isEqualTo("7");
  }

  @Test
  void badTokenIsAnAuthenticationErrorThatNobodyRetries() {
    Outcome outcome = NpmSdk.anthropic("eyJhbGciOiJub25lIn0.e30.").refused("chat", "claude-fake");
    assertThat(outcome.error().get("class").asText()).isEqualTo("AuthenticationError");
    assertThat(outcome.error().get("type").asText()).isEqualTo("authentication_error");
    assertThat(outcome.attempts()).isEqualTo(1);
  }

  @Test
  void modelOutsideTheGrantIsAPermissionDeniedErrorThatNobodyRetries() {
    Outcome outcome = sdk.refused("chat", "claude-other");
    assertThat(outcome.error().get("class").asText()).isEqualTo("PermissionDeniedError");
    assertThat(outcome.error().get("type").asText()).isEqualTo("permission_error");
    assertThat(outcome.attempts()).isEqualTo(1);
    assertThat(UPSTREAM.arrivals()).isEmpty();
  }

  @Test
  void usedUpGrantIsARateLimitThatNobodyRetries() {
    TestGrant spent = TestGrant.ask("anthropic").models("claude-fake").maxRequests(0).approved();
    Outcome outcome = NpmSdk.anthropic(spent.token()).refused("chat", "claude-fake");
    assertThat(outcome.error().get("class").asText()).isEqualTo("RateLimitError");
    assertThat(outcome.attempts()).isEqualTo(1);
  }
}
