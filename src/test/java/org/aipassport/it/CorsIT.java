package org.aipassport.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import org.aipassport.support.FakeProvider;
import org.aipassport.values.Ids;
import org.jboss.arquillian.junit5.container.annotation.ArquillianTest;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Pages of an app call the broker from browsers; pages of nobody's do not. */
@ArquillianTest
class CorsIT {
  private static final FakeProvider UPSTREAM = TestServer.UPSTREAM;

  /** Remembered for two seconds, and a slow machine. */
  private static final Duration SOON = Duration.ofSeconds(4);

  private final String origin = "https://" + name() + ".example";

  @BeforeEach
  void forget() {
    Broker.keyId("openai");
    UPSTREAM.clear();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {Chat.DROP_IN, Chat.PROXY, "/v1/models", "/v1/models/a%2Fb", "/v1beta/models"})
  void browserIsToldThatThePageMayCall(String path) {
    granted();
    Answer answer = preflight(path, origin);
    assertThat(answer.status()).as(answer.toString()).isEqualTo(204);
    assertThat(answer.text()).isEmpty();
    assertThat(answer.header("access-control-allow-origin")).contains(origin);
    assertThat(answer.header("access-control-allow-methods")).contains("GET, POST");
    assertThat(answer.header("access-control-allow-headers"))
        .contains("authorization, content-type, x-stainless-os");
    assertThat(answer.header("access-control-max-age")).contains("60");
    assertThat(answer.header("access-control-allow-credentials")).isEmpty();
    assertThat(answer.header("vary").orElseThrow()).contains("Origin");
    assertThat(answer.header("cache-control")).contains("no-store");
  }

  @Test
  void unknownAndEndedOriginsCannotBeToldApart() {
    TestGrant revoked = granted();
    assertThat(preflight(Chat.DROP_IN, origin).status()).isEqualTo(204);
    revoked.revoke();
    assertThat(Wait.until(SOON, () -> preflight(Chat.DROP_IN, origin).status() == 403)).isTrue();
    Answer ended = preflight(Chat.DROP_IN, origin);
    assertUnreadable(ended);
    assertThat(ended.json().at("/error/type").asText()).isEqualTo("permission_error");

    String waiting = "https://" + name() + ".example";
    TestGrant.ask("openai").at(waiting).models("gpt-fake").request();
    for (String other : List.of(waiting, "https://" + name() + ".example")) {
      Answer refused = preflight(Chat.DROP_IN, other);
      assertThat(refused.text()).isEqualTo(ended.text());
      assertThat(without(refused)).isEqualTo(without(ended));
    }
  }

  @Test
  void pageReadsItsChat() {
    TestGrant grant = granted();
    for (String path : List.of(Chat.DROP_IN, Chat.PROXY)) {
      Answer answer = call(path, Chat.body("gpt-fake"), origin, grant.token());
      assertThat(answer.status()).as(answer.toString()).isEqualTo(200);
      assertReadable(answer);
    }
    Answer models = Http.get("/v1/models", with(origin, grant.token()));
    assertThat(models.status()).isEqualTo(200);
    assertReadable(models);
  }

  @Test
  void pageReadsItsStream() {
    Answer answer = call(Chat.DROP_IN, Chat.streamed("gpt-fake"), origin, granted().token());
    assertThat(answer.status()).isEqualTo(200);
    assertThat(answer.header("content-type").orElseThrow()).startsWith("text/event-stream");
    assertThat(answer.text()).contains("data: [DONE]");
    assertReadable(answer);
  }

  @Test
  void pageReadsWhyItWasRefused() {
    TestGrant grant = granted();
    assertReadable(call(Chat.DROP_IN, Chat.body("gpt-fake"), origin, "not.a.token"), 401);
    assertReadable(call(Chat.DROP_IN, Chat.body("gpt-other"), origin, grant.token()), 403);
    assertReadable(call(Chat.DROP_IN, "{", origin, grant.token()), 400);
    assertReadable(call("/v1/files", "{}", origin, grant.token()), 404);
  }

  @Test
  void pageReadsWhatTheProviderRefused() {
    String limited = "fake-status-429";
    String faulty = "fake-status-503";
    TestGrant grant = TestGrant.ask("openai").at(origin).models(limited, faulty).approved();
    assertReadable(call(Chat.DROP_IN, Chat.body(limited), origin, grant.token()), 429);
    assertReadable(call(Chat.DROP_IN, Chat.body(faulty), origin, grant.token()), 503);
  }

  @Test
  void tokenIsWorthlessOnAPageThatNobodyGrantedAnything() {
    TestGrant grant = granted();
    assertWorthless(grant, "https://" + name() + ".example");
  }

  @Test
  void tokenIsWorthlessOnThePageOfAnotherApp() {
    TestGrant grant = granted();
    String other = "https://" + name() + ".example";
    TestGrant.ask("openai").at(other).models("gpt-fake").approved();
    assertThat(preflight(Chat.DROP_IN, other).status()).isEqualTo(204);
    for (String path : List.of(Chat.DROP_IN, Chat.PROXY)) {
      assertThat(call(path, Chat.body("gpt-fake"), other, grant.token()).status()).isEqualTo(403);
    }
    assertThat(Http.get("/v1/models", with(other, grant.token())).status()).isEqualTo(403);
    assertThat(Http.get("/v1/models/gpt-fake", with(other, grant.token())).status()).isEqualTo(403);
    assertThat(UPSTREAM.arrivals()).isEmpty();
    assertThat(grant.used()).isZero();
  }

  @Test
  void tokenIsWorthlessOnEveryTwinOfThePage() {
    TestGrant grant = granted();
    String host = origin.substring("https://".length());
    for (String twin :
        List.of(
            "http://" + host,
            "https://" + host.toUpperCase(Locale.ROOT),
            origin + ":443",
            origin + ":8443",
            origin + ".",
            origin + "/",
            "https://www." + host,
            "https://user@" + host,
            origin + "@evil.example",
            origin + ".evil.example",
            "https://xn--" + host,
            "null",
            "*",
            "file://")) {
      assertWorthless(grant, twin);
    }
  }

  @Test
  void twoOriginsAreRefused() {
    TestGrant grant = granted();
    Answer answer =
        RawHttp.post(
            Chat.DROP_IN,
            Chat.body("gpt-fake"),
            "Content-Type: application/json",
            "Authorization: Bearer " + grant.token(),
            "Origin: " + origin,
            "Origin: https://evil.example");
    assertThat(answer.status()).isEqualTo(400);
    assertUnreadable(answer);
    Answer asked =
        RawHttp.send(
            "OPTIONS",
            Chat.DROP_IN,
            RawHttp.host(),
            "",
            "Origin: " + origin,
            "Origin: " + origin,
            "Access-Control-Request-Method: POST");
    assertThat(asked.status()).isEqualTo(400);
    assertUnreadable(asked);
    assertThat(UPSTREAM.arrivals()).isEmpty();
  }

  @Test
  void refusedTokenOfAStrangePageIsNotExplainedToIt() {
    Answer answer =
        call(Chat.DROP_IN, Chat.body("gpt-fake"), "https://" + name() + ".example", "not.a.token");
    assertThat(answer.status()).isEqualTo(401);
    assertUnreadable(answer);
  }

  @Test
  void whoIsNoPageNeverNoticesAnyOfThis() {
    Answer answer = Chat.dropIn(granted(), "gpt-fake");
    assertThat(answer.status()).isEqualTo(200);
    assertUnreadable(answer);
  }

  @Test
  void pagesOfTheBrokerItselfAreLetThrough() {
    Answer answer =
        call(Chat.DROP_IN, Chat.body("gpt-fake"), Http.BROKER.toString(), granted().token());
    assertThat(answer.status()).isEqualTo(200);
    assertUnreadable(answer);
  }

  @ParameterizedTest
  @ValueSource(strings = {"/grants", "/grants/self", "/tokens", "/api/provider-keys", "/health"})
  void pagesCallNothingElse(String path) {
    TestGrant grant = granted();
    assertThat(preflight(path, origin).status()).isEqualTo(405);
    assertUnreadable(preflight(path, origin));
    assertUnreadable(Http.get(path, with(origin, grant.claimToken())));
  }

  /** Byte for byte, since a client library would not send some of these. */
  private static void assertWorthless(TestGrant grant, String page) {
    Answer answer =
        RawHttp.post(
            Chat.DROP_IN,
            Chat.body("gpt-fake"),
            "Content-Type: application/json",
            "Authorization: Bearer " + grant.token(),
            "Origin: " + page);
    assertThat(answer.status()).as(page + ": " + answer).isEqualTo(403);
    assertUnreadable(answer);
    assertThat(UPSTREAM.arrivals()).isEmpty();
    assertThat(grant.used()).isZero();
    Answer asked =
        RawHttp.send(
            "OPTIONS",
            Chat.DROP_IN,
            RawHttp.host(),
            "",
            "Origin: " + page,
            "Access-Control-Request-Method: POST");
    assertThat(asked.status()).as(page + ": " + asked).isEqualTo(403);
    assertUnreadable(asked);
  }

  private void assertReadable(Answer answer, int status) {
    assertThat(answer.status()).as(answer.toString()).isEqualTo(status);
    assertReadable(answer);
  }

  private void assertReadable(Answer answer) {
    assertThat(answer.header("access-control-allow-origin")).contains(origin);
    assertThat(answer.header("access-control-expose-headers").orElseThrow())
        .contains("x-request-id", "retry-after", "x-should-retry", "www-authenticate");
    assertThat(answer.header("cross-origin-resource-policy")).contains("cross-origin");
    assertThat(answer.header("access-control-allow-credentials")).isEmpty();
    assertThat(answer.header("vary").orElseThrow()).contains("Origin");
  }

  private static void assertUnreadable(Answer answer) {
    assertThat(answer.headers().keySet()).noneMatch(name -> name.startsWith("access-control-"));
    assertThat(answer.header("cross-origin-resource-policy")).contains("same-origin");
  }

  private TestGrant granted() {
    return TestGrant.ask("openai").at(origin + "/notes").models("gpt-fake").approved();
  }

  private static Answer preflight(String path, String page) {
    return Http.send(
        "OPTIONS",
        path,
        null,
        "Origin",
        page,
        "Access-Control-Request-Method",
        "POST",
        "Access-Control-Request-Headers",
        "authorization,content-type,cookie,x-stainless-os");
  }

  private static Answer call(String path, String body, String page, String token) {
    return Http.post(path, body, with(page, token));
  }

  private static String[] with(String page, String token) {
    return new String[] {"Origin", page, "Authorization", "Bearer " + token};
  }

  /** The headers but for those that differ between any two answers. */
  private static Map<String, List<String>> without(Answer answer) {
    Map<String, List<String>> headers = new TreeMap<>(answer.headers());
    headers.keySet().removeAll(List.of("aipassport-request-id", "date"));
    return headers;
  }

  private static String name() {
    return "a" + Ids.next().toLowerCase(Locale.ROOT).replaceAll("[^a-z0-9]", "x");
  }
}
