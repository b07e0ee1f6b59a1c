package org.aipassport.wire;

import static org.assertj.core.api.Assertions.assertThat;

import jakarta.servlet.http.HttpServletRequest;
import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.util.Map;
import org.aipassport.problems.Refusal;
import org.aipassport.problems.RefusalException;
import org.aipassport.support.FakeRequest;
import org.aipassport.support.FakeResponse;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

class RefusalsTest {
  private final FakeResponse response = new FakeResponse();

  @ParameterizedTest
  @EnumSource(Refusal.class)
  void every401AndNothingElseChallenges(Refusal reason) {
    Map<String, String> headers = headers(reason);
    assertThat(headers.containsKey("WWW-Authenticate")).isEqualTo(StatusCodes.of(reason) == 401);
  }

  @Test
  void challengeSaysInvalidTokenOnlyWhereOneWasSent() {
    assertThat(headers(Refusal.CREDENTIALS_MISSING))
        .containsEntry("WWW-Authenticate", "Bearer realm=\"aipassport\"");
    assertThat(headers(Refusal.CREDENTIALS_INVALID))
        .containsEntry("WWW-Authenticate", "Bearer realm=\"aipassport\", error=\"invalid_token\"");
  }

  @ParameterizedTest
  @CsvSource({
    "/grants, ''",
    "/proxy/chat, ''",
    "/v1beta/models, ''",
    "/v1x, ''",
    "/v1, /v1",
    "/v1/chat/completions, /v1"
  })
  void challengeNamesTheMetadataOfWhatWasAskedFor(String path, String resource) {
    String metadata =
        ", resource_metadata=\"https://broker.example/a/.well-known/oauth-protected-resource"
            + resource
            + '"';
    assertThat(challenge(path, Refusal.CREDENTIALS_MISSING))
        .isEqualTo("Bearer realm=\"aipassport\"" + metadata);
    assertThat(challenge(path, Refusal.CREDENTIALS_INVALID))
        .isEqualTo("Bearer realm=\"aipassport\", error=\"invalid_token\"" + metadata);
  }

  @Test
  void clientsOfOAuthAreChallengedByTheirOwnScheme() {
    assertThat(challenge("/oauth2/token", Refusal.CREDENTIALS_INVALID))
        .isEqualTo("Basic realm=\"aipassport\", charset=\"UTF-8\"");
  }

  @ParameterizedTest
  @EnumSource(Refusal.class)
  void clientIsToldHowLongToWaitOnlyWhereWeKnow(Refusal reason) {
    boolean known =
        reason == Refusal.TOO_MANY
            || reason == Refusal.UNAVAILABLE
            || reason == Refusal.IDEMPOTENCY_IN_PROGRESS;
    assertThat(headers(reason).containsKey("Retry-After")).isEqualTo(known);
  }

  @Test
  void clientIsToldTheTimeThatIsKnownInWholeSeconds() {
    for (int seconds : new int[] {1, 60}) {
      assertThat(Refusals.headers(anywhere(), until(Duration.ofSeconds(seconds))))
          .containsEntry("Retry-After", Integer.toString(seconds));
    }
    assertThat(Refusals.headers(anywhere(), until(Duration.ZERO)))
        .containsEntry("Retry-After", "1");
  }

  private static RefusalException until(Duration wait) {
    return RefusalException.until(Refusal.UNAVAILABLE, "Later.", wait);
  }

  @ParameterizedTest
  @EnumSource(Refusal.class)
  void sdkRetriesOnlyWhereWaitingHelps(Refusal reason) {
    assertThat(headers(reason))
        .containsEntry("x-should-retry", Boolean.toString(StatusCodes.waitingHelps(reason)))
        .containsEntry("Cache-Control", "no-store");
  }

  @Test
  void refusalIsSentWhole() throws IOException {
    Refusals.send(
        FakeRequest.get("/api/x").servlet(),
        response.servlet(),
        new RefusalException(Refusal.UNAVAILABLE, "Nöt now."));
    assertThat(response.status()).isEqualTo(503);
    assertThat(response.isCommitted()).isTrue();
    assertThat(response.text())
        .isEqualTo(
            "{\"type\":\"about:blank\",\"title\":\"unavailable\",\"status\":503,"
                + "\"detail\":\"Nöt now.\"}");
    assertThat(response.header("Content-Length"))
        .contains(Integer.toString(response.text().length() + 1));
    assertThat(response.header("Content-Type")).contains("application/problem+json");
    assertThat(response.header("Retry-After")).contains("5");
  }

  @Test
  void whatWasWrittenBeforeIsThrownAway() throws IOException {
    response.servlet().getOutputStream().write('x');
    Refusals.send(FakeRequest.get("/").servlet(), response.servlet(), notFound());
    assertThat(response.text()).isEqualTo("{\"error\":\"Gone.\"}");
  }

  @Test
  void upstreamsOwnTimeToWaitStays() throws IOException {
    response.servlet().setHeader("retry-after", "71");
    Refusals.send(
        FakeRequest.get("/v1/x").servlet(),
        response.servlet(),
        new RefusalException(Refusal.UNAVAILABLE, "Overloaded."));
    assertThat(response.header("Retry-After")).contains("71");
  }

  @Test
  void headIsAnsweredWithoutBody() throws IOException {
    Refusals.send(FakeRequest.of("HEAD", "/").servlet(), response.servlet(), notFound());
    assertThat(response.status()).isEqualTo(404);
    assertThat(response.text()).isEmpty();
    assertThat(response.header("Content-Length")).contains("17");
  }

  @Test
  void answerUnderWayIsLeftAlone() throws IOException {
    response.servlet().getOutputStream().write('x');
    response.servlet().flushBuffer();
    Refusals.send(FakeRequest.get("/").servlet(), response.servlet(), notFound());
    assertThat(response.status()).isEqualTo(200);
    assertThat(response.text()).isEqualTo("x");
  }

  @ParameterizedTest
  @CsvSource({
    "/a/grants, /a, /grants",
    "/a, /a, ''",
    "/grants, '', /grants",
    "/gr%61nts, '', /gr%61nts",
    "*, /a, *",
    "/%61/grants, /a, /%61/grants"
  })
  void pathIsWhatWasSentBehindTheContext(String uri, String context, String path) {
    assertThat(Refusals.path(FakeRequest.get(uri).below(context).servlet())).isEqualTo(path);
  }

  private static Map<String, String> headers(Refusal reason) {
    return Refusals.headers(anywhere(), new RefusalException(reason, "Words."));
  }

  private static HttpServletRequest anywhere() {
    return FakeRequest.get("/grants").servlet();
  }

  private static String challenge(String path, Refusal reason) {
    HttpServletRequest request = FakeRequest.get(path).servlet();
    ResourceMetadata.tell(request, URI.create("https://broker.example/a"));
    return Refusals.headers(request, new RefusalException(reason, "Words."))
        .get("WWW-Authenticate");
  }

  private static RefusalException notFound() {
    return new RefusalException(Refusal.NOT_FOUND, "Gone.");
  }
}
