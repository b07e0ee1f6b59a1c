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

/** OpenAI's SDK for JavaScript, unmodified: the broker's address, a token for its key. */
@ArquillianTest
class NpmOpenAiIT {
  private static final FakeProvider UPSTREAM = TestServer.UPSTREAM;
  private static final List<String> PARTS =
      List.of("part 0 ", "part 1 ", "part 2 ", "part 3 ", "part 4 ");

  private TestGrant grant;
  private NpmSdk sdk;

  private void grant(String... models) {
    grant =
        TestGrant.ask("openai")
            .models(models)
            .capabilities("chat", "embeddings", "images", "audio", "code")
            .approved();
    sdk = NpmSdk.openai(grant.token());
  }

  @BeforeEach
  void grantTheUsualModel() {
    grant("gpt-fake");
    UPSTREAM.clear();
  }

  @Test
  void chatAnswers() {
    JsonNode answer = sdk.play("chat", "gpt-fake");
    assertThat(answer.get("text").asText()).isEqualTo("You sent 5 characters.");
    assertThat(answer.get("usage").get("total_tokens").asInt()).isEqualTo(10);
    assertThat(answer.get("requestId").asText()).isEqualTo("req_fake");
    UpstreamSaw.calls(1, "openai", grant);
  }

  @ParameterizedTest
  @ValueSource(strings = {"stream", "completionStream"})
  void streamArrivesWhole(String scenario) {
    assertThat(NpmSdk.texts(sdk.play(scenario, "gpt-fake"))).isEqualTo(PARTS);
    UpstreamSaw.calls(1, "openai", grant);
  }

  @Test
  void usageOfAStreamIsThereIfAskedFor() {
    JsonNode usage = sdk.play("streamWithUsage", "gpt-fake");
    assertThat(usage).hasSize(1);
    assertThat(usage.get(0).get("total_tokens").asInt()).isEqualTo(10);
  }

  @Test
  void usageOfAStreamIsNotThereIfNotAskedFor() {
    assertThat(NpmSdk.texts(sdk.play("streamMembers", "gpt-fake")))
        .contains("choices")
        .doesNotContain("usage");
    assertThat(UPSTREAM.arrivals().get(0).text()).contains("\"include_usage\":true");
  }

  @ParameterizedTest
  @ValueSource(strings = {"tools", "responsesTool"})
  void toolIsCalledAndItsResultGoesBack(String scenario) {
    JsonNode answer = sdk.play(scenario, "gpt-fake");
    assertThat(answer.get("name").asText()).isEqualTo("weather");
    assertThat(answer.get("arguments").get("city").asText()).isEqualTo("fake");
    assertThat(answer.get("text").asText()).startsWith("You sent ");
    UpstreamSaw.calls(2, "openai", grant);
  }

  @Test
  void toolIsCalledInAStream() {
    JsonNode call = sdk.play("toolStream", "gpt-fake");
    assertThat(call.get("name").asText()).isEqualTo("weather");
    assertThat(call.get("arguments").get("city").asText()).isEqualTo("fake");
  }

  @ParameterizedTest
  @ValueSource(strings = {"structured", "responsesStructured"})
  void structuredOutputFitsItsSchema(String scenario) {
    JsonNode weather = sdk.play(scenario, "gpt-fake");
    assertThat(weather.get("city").asText()).isEqualTo("fake");
    assertThat(weather.get("degrees").asDouble()).isEqualTo(0.5);
  }

  @Test
  void embeddingsAnswer() {
    grant("text-embedding-fake");
    JsonNode answer = sdk.play("embeddings", "text-embedding-fake");
    assertThat(answer.get("vector")).hasToString("[0.5,-0.25,1]");
    UpstreamSaw.calls(1, "openai", grant);
  }

  @Test
  void completionAnswers() {
    assertThat(sdk.play("completion", "gpt-fake").asText()).isEqualTo("You sent 5 characters.");
  }

  @Test
  void moderationAnswers() {
    assertThat(sdk.play("moderation", "gpt-fake").isBoolean()).isTrue();
  }

  @Test
  void modelsAreThoseOfTheGrant() {
    grant("gpt-fake", "vendor/model-fake");
    assertThat(NpmSdk.texts(sdk.play("models"))).containsExactly("gpt-fake", "vendor/model-fake");
    assertThat(sdk.play("model", "vendor/model-fake").get("id").asText())
        .isEqualTo("vendor/model-fake");
    assertThat(UPSTREAM.arrivals()).isEmpty();
  }

  @Test
  void responseIsNotStored() {
    JsonNode answer = sdk.play("responses", "gpt-fake");
    assertThat(answer.get("text").asText()).isEqualTo("You sent 5 characters.");
    assertThat(answer.get("store").asBoolean()).isFalse();
    UpstreamSaw.calls(1, "openai", grant);
  }

  @Test
  void responseStreamsItsEvents() {
    JsonNode events = sdk.play("responsesStream", "gpt-fake");
    assertThat(events.get(0).get("type").asText()).isEqualTo("response.created");
    assertThat(events.get(events.size() - 1).get("type").asText()).isEqualTo("response.completed");
    assertThat(events.findValuesAsText("delta")).isEqualTo(PARTS);
  }

  @Test
  void responseAfterAnotherIsRefusedByName() {
    Outcome refusal = sdk.refused("responsesAfter", "gpt-fake");
    assertThat(refusal.error().get("message").asText()).contains("previous_response_id");
    assertThat(refusal.error().get("status").asInt()).isBetween(400, 403);
    assertThat(refusal.attempts()).isEqualTo(1);
    assertThat(UPSTREAM.arrivals()).isEmpty();
  }

  @ParameterizedTest
  @CsvSource({
    "image, You sent 5 characters.",
    "imageEdit, 'You sent 5 characters, 70 bytes of picture.png.'",
    "imageVariation, 'You sent 0 characters, 70 bytes of picture.png.'"
  })
  void pictureComesBack(String scenario, String sent) {
    grant("gpt-image-fake");
    JsonNode picture = sdk.play(scenario, "gpt-image-fake");
    assertThat(picture.get("said").asText()).isEqualTo(sent);
    assertThat(picture.get("bytes").asInt()).isPositive();
    UpstreamSaw.calls(1, "openai", grant);
  }

  @Test
  void speechArrivesByteForByte() {
    grant("tts-fake");
    JsonNode speech = sdk.play("speech", "tts-fake");
    assertThat(speech.get("type").asText()).isEqualTo("audio/mpeg");
    assertThat(speech.get("bytes").asText())
        .startsWith("fffb9064")
        .contains("7f808182")
        .endsWith("2e");
    UpstreamSaw.calls(1, "openai", grant);
  }

  @ParameterizedTest
  @ValueSource(strings = {"transcription", "translation"})
  void uploadedSpeechIsHeardWhole(String scenario) {
    grant("whisper-fake");
    assertThat(sdk.play(scenario, "whisper-fake").get("text").asText())
        .isEqualTo("Heard 1644 bytes of speech.wav.");
    UpstreamSaw.calls(1, "openai", grant);
  }

  @Test
  void transcriptionStreams() {
    grant("gpt-4o-transcribe-fake");
    List<String> events = NpmSdk.texts(sdk.play("transcriptionStream", "gpt-4o-transcribe-fake"));
    assertThat(events).hasSize(6).endsWith("transcript.text.done");
  }

  @Test
  void promptOfTwoMegabytesArrivesWhole() {
    assertThat(sdk.play("longPrompt", "gpt-fake", "2000000").asText())
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
    UpstreamSaw.calls(models.size(), "openai", grant);
  }

  @Test
  void abortedStreamIsCutUpstreamWhileTheSdkLivesOn() {
    grant("fake-endless");
    assertThat(sdk.whilePlaying("abort", () -> UPSTREAM.closedByCaller() == 1, "fake-endless"))
        .isTrue();
    assertThat(Wait.until(Duration.ofSeconds(2), () -> grant.reserved() == 0)).isTrue();
  }

  @Test
  void streamThatIsLeftIsCutUpstreamWhileTheSdkLivesOn() {
    grant("fake-endless");
    assertThat(sdk.whilePlaying("leave", () -> UPSTREAM.closedByCaller() == 1, "fake-endless"))
        .isTrue();
  }

  @Test
  void sdksTimeoutIsItsOwn() {
    grant("fake-hang");
    Outcome outcome = sdk.refused("timeout", "fake-hang");
    assertThat(outcome.error().get("class").asText()).isEqualTo("APIConnectionTimeoutError");
    assertThat(outcome.took()).isLessThan(Duration.ofSeconds(5));
  }

  /** What makes the silence of the next test, and of those for the other SDKs, worth a test. */
  @Test
  void silenceInAStreamIsFilledWithComments() {
    grant("fake-silence-3");
    try (EventStream stream = EventStream.open(Chat.DROP_IN, grant, "fake-silence-3")) {
      assertThat(stream.rest()).anyMatch(event -> event.startsWith(":"));
    }
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
    assertThat(outcome.error().get("class").asText()).isEqualTo("APIError");
  }

  @ParameterizedTest
  @CsvSource({
    "400, BadRequestError, 400, 1",
    "404, NotFoundError, 404, 1",
    "401, InternalServerError, 502, 1",
    "403, InternalServerError, 502, 1",
    "500, InternalServerError, 502, 3",
    "503, InternalServerError, 503, 3"
  })
  void errorsOfTheProviderHaveTheirClassAndOnlyTheSdkRetries(
      int status, String kind, int seen, int attempts) {
    grant("fake-status-" + status);
    Outcome outcome = sdk.refused("chat", "fake-status-" + status);
    assertThat(outcome.error().get("class").asText()).isEqualTo(kind);
    assertThat(outcome.error().get("status").asInt()).isEqualTo(seen);
    assertThat(outcome.attempts()).isEqualTo(attempts);
    UpstreamSaw.calls(attempts, "openai", grant);
    assertThat(grant.used()).isEqualTo(attempts);
  }

  @Test
  void aKeyHoldsForTheSdksOwnRetriesAndPaysOnce() {
    grant("fake-once-500", "gpt-fake");
    assertThat(sdk.play("keyed", "fake-once-500", "one").asText()).startsWith("You sent ");
    UpstreamSaw.calls(2, "openai", grant);
    assertThat(Wait.until(Duration.ofSeconds(5), () -> grant.reserved() == 0)).isTrue();
    Outcome again = sdk.refused("keyed", "fake-once-500", "one");
    assertThat(again.error().get("class").asText()).isEqualTo("ConflictError");
    assertThat(again.error().get("code").asText()).isEqualTo("already_charged");
    assertThat(again.attempts()).isEqualTo(1);
    Outcome other = sdk.refused("keyed", "gpt-fake", "one");
    assertThat(other.error().get("class").asText()).isEqualTo("UnprocessableEntityError");
    assertThat(other.error().get("code").asText()).isEqualTo("idempotency_key_reused");
    assertThat(other.attempts()).isEqualTo(1);
    UpstreamSaw.calls(2, "openai", grant);
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
    Outcome outcome = NpmSdk.openai("eyJhbGciOiJub25lIn0.e30.").refused("chat", "gpt-fake");
    assertThat(outcome.error().get("class").asText()).isEqualTo("AuthenticationError");
    assertThat(outcome.error().get("challenge").asText()).startsWith("Bearer");
    assertThat(outcome.attempts()).isEqualTo(1);
  }

  @Test
  void modelOutsideTheGrantIsAPermissionDeniedErrorThatNobodyRetries() {
    Outcome outcome = sdk.refused("chat", "gpt-other");
    assertThat(outcome.error().get("class").asText()).isEqualTo("PermissionDeniedError");
    assertThat(outcome.error().get("code").asText()).isEqualTo("model_not_granted");
    assertThat(outcome.attempts()).isEqualTo(1);
    assertThat(UPSTREAM.arrivals()).isEmpty();
  }

  @Test
  void usedUpGrantIsARateLimitThatNobodyRetries() {
    TestGrant spent = TestGrant.ask("openai").models("gpt-fake").maxRequests(0).approved();
    Outcome outcome = NpmSdk.openai(spent.token()).refused("chat", "gpt-fake");
    assertThat(outcome.error().get("class").asText()).isEqualTo("RateLimitError");
    assertThat(outcome.error().get("shouldRetry").asText()).isEqualTo("false");
    assertThat(outcome.attempts()).isEqualTo(1);
  }

  @ParameterizedTest
  @ValueSource(strings = {"image", "speech", "embeddings"})
  void capabilityOutsideTheGrantIsAPermissionDeniedError(String scenario) {
    TestGrant narrow = TestGrant.ask("openai").models("gpt-fake").capabilities("chat").approved();
    Outcome outcome = NpmSdk.openai(narrow.token()).refused(scenario, "gpt-fake");
    assertThat(outcome.error().get("class").asText()).isEqualTo("PermissionDeniedError");
    assertThat(outcome.attempts()).isEqualTo(1);
  }
}
