package org.aipassport.it;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.aipassport.support.Arrival;
import org.aipassport.support.FakeProvider;
import org.jboss.arquillian.junit5.container.annotation.ArquillianTest;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * What was wrong in the broker that this one takes the place of, and must never be wrong again. The
 * numbers are those of its list of defects; how much of an answer is read (D9) is in {@code
 * AnswerLimitsTest}.
 */
@ArquillianTest
class InheritedDefectsIT {
  private static final FakeProvider UPSTREAM = TestServer.UPSTREAM;

  @BeforeEach
  void forget() {
    List.of("openai", "anthropic", "google", "hasty").forEach(Broker::keyId);
    UPSTREAM.clear();
    TestServer.ELSEWHERE.clear();
  }

  // D1: a budget that was accepted and never charged

  @Test
  void d1BudgetIsChargedAndRefusesWhatItDoesNotCover() {
    TestGrant grant = TestGrant.ask("openai").models("gpt-fake").maxBudgetCents(500).approved();
    assertThat(Chat.dropIn(grant, "gpt-fake").status()).isEqualTo(200);
    assertThat(grant.spent()).isPositive();
    TestGrant nothing = TestGrant.ask("openai").models("gpt-fake").maxBudgetCents(0).approved();
    assertThat(Chat.dropIn(nothing, "gpt-fake").status()).isEqualTo(402);
  }

  @Test
  void d1BudgetOfADecisionMayOnlyNarrow() {
    String id = pending();
    Answer answer =
        approve(
            id,
            "{\"scope\":{\"provider\":\"openai\",\"models\":[\"gpt-fake\"],"
                + "\"capabilities\":[\"chat\"],\"maxBudgetCents\":1}}");
    assertThat(answer.status()).isEqualTo(200);
    assertThat(answer.json().at("/scope/maxBudgetCents").asLong()).isEqualTo(1);
  }

  // D2: an empty list of models that permitted all of them

  @Test
  void d2EmptyListOfModelsIsNotAskedFor() {
    Answer answer = Http.post("/grant-requests", TestGrant.ask("openai").body());
    assertThat(answer.status()).isEqualTo(400);
    assertThat(answer.error()).startsWith("Validation").contains("scope.models");
  }

  @Test
  void d2EmptyListOfModelsIsNotDecided() {
    String id = pending();
    Answer answer =
        approve(
            id, "{\"scope\":{\"provider\":\"openai\",\"models\":[],\"capabilities\":[\"chat\"]}}");
    assertThat(answer.status()).isEqualTo(400);
    deny(id);
  }

  @Test
  void d2ModelThatIsNotListedIsNotCalled() {
    TestGrant grant = TestGrant.of("openai", "gpt-fake");
    for (String model : List.of("gpt-fake-2", "gpt", "GPT-FAKE")) {
      assertThat(Chat.dropIn(grant, model).status()).as(model).isEqualTo(403);
      assertThat(Chat.proxy(grant, model).status()).as(model).isEqualTo(403);
    }
    assertThat(UPSTREAM.arrivals()).isEmpty();
  }

  // D3: everybody's grants listed for anybody, and tokens for whoever knew an id

  @Test
  void d3GrantsAreListedForNobodyButTheirOwner() {
    TestGrant grant = TestGrant.of("openai", "gpt-fake");
    Answer stranger = Http.get("/grants");
    assertThat(stranger.status()).isEqualTo(401);
    assertThat(stranger.text()).doesNotContain(grant.id());
    assertThat(Http.get("/grants", grant.bearer()).status()).isEqualTo(401);
    assertThat(Http.get("/grants", Http.bearer(grant.claimToken())).status()).isEqualTo(401);
    assertThat(Http.get("/grants/" + grant.id()).status()).isEqualTo(401);
  }

  @Test
  void d3WhoKnowsAGrantsIdGetsNoTokenForIt() {
    TestGrant grant = TestGrant.of("openai", "gpt-fake");
    TestGrant other = TestGrant.of("openai", "gpt-fake");
    String body = "{\"grantId\":\"" + grant.id() + "\"}";
    List<Answer> answers =
        List.of(
            Http.post("/tokens", body),
            Http.post("/tokens", body, other.bearer()),
            Http.post("/tokens", body, grant.bearer()),
            Http.post("/tokens", body, Http.bearer(other.claimToken())));
    for (Answer answer : answers) {
      assertThat(answer.status()).as(answer.toString()).isIn(401, 403, 404);
      assertThat(answer.members()).containsExactly("error");
    }
  }

  // D4: tokens in URLs, where every log keeps them

  @Test
  void d4TokenInAUrlProvesNothing() {
    TestGrant grant = TestGrant.of("openai", "gpt-fake");
    assertThat(Http.get("/tokens/" + grant.token() + "/inspect").status()).isEqualTo(401);
    for (String name : List.of("key", "access_token")) {
      assertThat(Http.get("/v1/models?" + name + "=" + grant.token()).status()).isEqualTo(400);
    }
  }

  @Test
  void d4TokenInAUrlIsNeitherLoggedNorHandedOn() throws IOException {
    TestGrant grant = TestGrant.of("openai", "gpt-fake");
    Answer answer = Http.get("/tokens/" + grant.token() + "/inspect", grant.bearer());
    assertThat(answer.status()).isEqualTo(200);
    assertThat(answer.header("referrer-policy")).contains("no-referrer");
    assertThat(answer.header("cache-control")).contains("no-store");
    try (Stream<Path> files = Files.list(TestServer.DIRECTORY)) {
      for (Path log : files.filter(file -> file.toString().contains("server.log")).toList()) {
        assertThat(holds(log, signature(grant))).as(log.toString()).isFalse();
      }
    }
  }

  // D5: whole tokens in the database

  @Test
  void d5DatabaseHoldsATokensIdAndNotTheToken() throws IOException {
    TestGrant grant = TestGrant.of("openai", "gpt-fake");
    String jti = part(grant, 1).get("jti").asText();
    boolean idFound = false;
    try (Stream<Path> files = Files.walk(TestServer.DATA.resolve("db"))) {
      for (Path file : files.filter(Files::isRegularFile).toList()) {
        idFound |= holds(file, jti);
        assertThat(holds(file, signature(grant))).as(file.toString()).isFalse();
        assertThat(holds(file, grant.claimToken())).as(file.toString()).isFalse();
      }
    }
    assertThat(idFound).as("this is where tokens are recorded").isTrue();
  }

  // D6: two decisions that both won, and lifetimes without bounds

  @Test
  void d6OfManyDecisionsAtOnceOneWins() {
    for (int round = 0; round < 5; round++) {
      String id = pending();
      List<CompletableFuture<Answer>> decisions =
          IntStream.range(0, 8)
              .mapToObj(
                  i ->
                      CompletableFuture.supplyAsync(
                          () -> i % 2 == 0 ? approve(id, "{}") : deny(id)))
              .toList();
      List<Integer> statuses = new ArrayList<>();
      decisions.forEach(decision -> statuses.add(decision.join().status()));
      assertThat(statuses).containsOnlyOnce(200).containsOnly(200, 400);
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "0",
        "-1",
        "1.5",
        "1e99",
        "\"3600\"",
        "true",
        "[]",
        "4294967297000",
        "9223372036854775808"
      })
  void d6LifetimeThatIsNoneOrWithoutBoundIsRefused(String seconds) {
    String id = pending();
    Answer approval = approve(id, "{\"expiresInSeconds\":" + seconds + "}");
    assertThat(approval.status()).as(approval.toString()).isEqualTo(400);
    deny(id);
    TestGrant grant = TestGrant.of("openai", "gpt-fake");
    Answer token =
        Http.post(
            "/tokens",
            "{\"grantId\":\"%s\",\"expiresInSeconds\":%s}".formatted(grant.id(), seconds),
            Http.bearer(grant.claimToken()));
    assertThat(token.status()).as(token.toString()).isEqualTo(400);
  }

  // D7: redirects that took the key along

  static Stream<String> redirects() {
    return Stream.of("openai", "anthropic", "google")
        .flatMap(provider -> Stream.of(301, 302, 303, 307, 308).map(s -> provider + " " + s));
  }

  @ParameterizedTest
  @MethodSource("redirects")
  void d7RedirectTakesNoKeyElsewhere(String redirect) {
    String provider = redirect.split(" ")[0];
    String model = "fake-redirect-" + redirect.split(" ")[1];
    Answer answer = Chat.proxy(TestGrant.of(provider, model), model);
    assertThat(answer.status()).isEqualTo(502);
    assertThat(answer.header("location")).isEmpty();
    assertThat(UPSTREAM.arrivals()).hasSize(1);
    assertThat(UPSTREAM.arrivals())
        .extracting(Arrival::head)
        .first()
        .asString()
        .contains(Broker.key(provider));
    assertThat(TestServer.ELSEWHERE.connections()).isZero();
  }

  // D8: a status that became 200, and a fault's own words told to callers

  @ParameterizedTest
  @CsvSource({
    "400, 400",
    "404, 404",
    "409, 409",
    "422, 422",
    "429, 429",
    "401, 502",
    "403, 502",
    "500, 502",
    "503, 503",
    "504, 504",
    "529, 503"
  })
  void d8ErrorOfAProviderNeverLooksLikeAnAnswer(int status, int told) {
    String model = "fake-status-" + status;
    TestGrant grant = TestGrant.of("openai", model);
    assertThat(Chat.dropIn(grant, model).status()).isEqualTo(told);
    assertThat(Chat.proxy(grant, model).status()).isEqualTo(told);
  }

  @ParameterizedTest
  @ValueSource(strings = {"fake-drop", "fake-short", "fake-junk", "fake-gzip", "fake-wrongtype"})
  void d8FaultBehindTheBrokerIsToldInTheBrokersWords(String model) {
    TestGrant grant = TestGrant.of("openai", model);
    for (Answer answer : List.of(Chat.dropIn(grant, model), Chat.proxy(grant, model))) {
      assertThat(answer.status()).isEqualTo(502);
      Plain.check(answer);
      assertThat(answer.text())
          .doesNotContain("127.0.0.1", Integer.toString(UPSTREAM.port()))
          .doesNotContain("SSH-2.0", "apache", "java.", "Socket", "<h1>")
          .doesNotContain(Broker.key("openai"));
    }
  }

  // D9: waiting without end, answers without end, tokens for anybody and anything

  @ParameterizedTest
  @ValueSource(strings = {"fake-hang", "fake-drip-head", "fake-head-only"})
  void d9SilentProviderIsNotWaitedForWithoutEnd(String model) {
    TestGrant grant = TestGrant.of("hasty", model);
    Instant start = Instant.now();
    assertThat(Chat.dropIn(grant, model).status()).isIn(502, 504);
    assertThat(Duration.between(start, Instant.now())).isLessThan(Duration.ofSeconds(20));
    assertThat(grant.reserved()).isZero();
  }

  @ParameterizedTest
  @ValueSource(strings = {"fake-header-32", "fake-headers-250"})
  void d9HeadWithoutMeasureIsNotRead(String model) {
    assertThat(Chat.dropIn(TestGrant.of("openai", model), model).status()).isEqualTo(502);
  }

  @Test
  void d9TokenSaysForWhomAndWhatItIs() throws IOException {
    TestGrant grant = TestGrant.of("openai", "gpt-fake");
    assertThat(part(grant, 0).get("typ").asText()).isEqualTo("at+jwt");
    assertThat(part(grant, 1).get("aud").asText()).isEqualTo(Http.BROKER.toString());
  }

  private static String pending() {
    return TestGrant.ask("openai").models("gpt-fake").request().json().at("/grant/id").asText();
  }

  private static Answer approve(String id, String body) {
    return Http.post("/grants/" + id + "/approve", body, Broker.asOwner());
  }

  /** Also so that requests do not pile up: there is a cap on those that wait. */
  private static Answer deny(String id) {
    return Http.post("/grants/" + id + "/deny", "{}", Broker.asOwner());
  }

  private static String signature(TestGrant grant) {
    return grant.token().substring(grant.token().lastIndexOf('.') + 1);
  }

  private static JsonNode part(TestGrant grant, int index) throws IOException {
    return new ObjectMapper()
        .readTree(Base64.getUrlDecoder().decode(grant.token().split("\\.")[index]));
  }

  private static boolean holds(Path file, String text) throws IOException {
    return Files.readString(file, StandardCharsets.ISO_8859_1).contains(text);
  }
}
