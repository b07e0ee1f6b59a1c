package org.aipassport.it;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.aipassport.support.FakeProvider;
import org.jboss.arquillian.junit5.container.annotation.ArquillianTest;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Money from the outside: what a call may cost, what it did cost, and what a cap refuses. */
@ArquillianTest
@Timeout(120)
class MoneyIT {
  private static final FakeProvider UPSTREAM = TestServer.UPSTREAM;
  private static final BigDecimal HELLO = Money.cost(5, 5); // the fake's answer to "hello"
  private static final Duration DRAIN = Duration.ofSeconds(5);

  @BeforeEach
  void forget() {
    List.of("openai", "anthropic", "google").forEach(Broker::keyId);
    UPSTREAM.clear();
  }

  @Test
  void aCallCostsWhatTheProviderSaysItUsedAndTheAnswerTells() {
    TestGrant grant = capped("gpt-fake", 500);
    Answer answer = Chat.dropIn(grant, "gpt-fake");
    assertThat(answer.status()).as(answer.toString()).isEqualTo(200);
    assertThat(usd(answer, "aipassport-cost-usd")).isEqualByComparingTo(HELLO);
    assertThat(usd(answer, "aipassport-remaining-usd"))
        .isEqualByComparingTo(new BigDecimal("5").subtract(HELLO));
    assertThat(answer.header("aipassport-price-version").orElse("")).contains("+");
    assertThat(grant.spent()).isEqualByComparingTo(HELLO);
    assertThat(grant.kept()).isEqualByComparingTo(BigDecimal.ZERO);
    JsonNode call =
        Http.get("/api/grants/" + grant.id() + "/calls", Broker.asOwner()).json().at("/calls/0");
    assertThat(new BigDecimal(call.get("costUsd").asText())).isEqualByComparingTo(HELLO);
    assertThat(recomputed(call.get("bill"))).isEqualByComparingTo(HELLO);
  }

  /** Tokens times rate, line by line, as anybody can. */
  private static BigDecimal recomputed(JsonNode bill) {
    BigDecimal nanos = BigDecimal.ZERO;
    for (JsonNode line : bill.get("lines")) {
      BigDecimal rate = new BigDecimal(line.get("rate_nano_usd_per_million").asText());
      nanos = nanos.add(rate.multiply(new BigDecimal(line.get("count").asText())));
    }
    return nanos.movePointLeft(15);
  }

  @Test
  void anAnswerIsMadeNoLongerThanTheMoneyAllowsAndTheCallerIsTold() {
    TestGrant grant = capped("gpt-fake", 500);
    Answer answer = Chat.dropIn(grant, "gpt-fake");
    long limit = Long.parseLong(answer.header("aipassport-output-limit").orElseThrow());
    assertThat(limit).isBetween(1_000L, 2_500L);
    assertThat(UPSTREAM.arrivals().get(0).text()).contains("\"max_completion_tokens\":" + limit);
  }

  @Test
  void withoutACapNothingIsChangedAndTheCostIsBooked() {
    TestGrant grant = TestGrant.of("openai", "gpt-fake");
    Answer answer = Chat.dropIn(grant, "gpt-fake");
    assertThat(answer.header("aipassport-output-limit")).isEmpty();
    assertThat(answer.header("aipassport-remaining-usd")).isEmpty();
    assertThat(usd(answer, "aipassport-cost-usd")).isEqualByComparingTo(HELLO);
    assertThat(UPSTREAM.arrivals().get(0).text()).doesNotContain("max_completion_tokens");
    assertThat(grant.spent()).isEqualByComparingTo(HELLO);
  }

  @ParameterizedTest
  @CsvSource({"openai, gpt-fake", "anthropic, claude-fake", "google, gemini-fake"})
  void streamsOfEveryProtocolAreBilledByTheirUsage(String provider, String model) {
    TestGrant grant = TestGrant.ask(provider).models(model).maxBudgetCents(500).approved();
    try (EventStream stream = EventStream.open(grant, model)) {
      assertThat(stream.status()).isEqualTo(200);
      assertThat(stream.header("aipassport-reserved-usd")).isPresent();
      while (stream.next().isPresent()) {
        // to the end
      }
    }
    assertThat(settled(grant, Duration.ofSeconds(5))).isTrue();
    assertThat(grant.spent()).isEqualByComparingTo(HELLO);
  }

  @Test
  void aStreamThatDoesNotTellItsUsageIsChargedAtItsBound() {
    TestGrant grant = capped("fake-no-usage", 500);
    try (EventStream stream = EventStream.open(grant, "fake-no-usage")) {
      BigDecimal kept = new BigDecimal(stream.header("aipassport-reserved-usd").orElseThrow());
      while (stream.next().isPresent()) {
        // to the end
      }
      assertThat(settled(grant, Duration.ofSeconds(5))).isTrue();
      assertThat(grant.spent()).isEqualByComparingTo(kept);
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "openai    | gpt-fake    | /v1/chat/completions | /error/code            | budget_exhausted",
        "anthropic | claude-fake | /v1/messages         | /error/type            | billing_error",
        "google    | gemini-fake | /v1beta/models/gemini-fake:generateContent"
            + "                                         | /error/details/0/reason | BUDGET_EXHAUSTED",
        "openai    | gpt-fake    | /proxy/chat          | /details/cap           | grant"
      })
  void whatACapDoesNotCoverIs402InTheCallersShape(
      String provider, String model, String path, String place, String value) {
    for (int cents : new int[] {0, 10}) {
      TestGrant grant = TestGrant.ask(provider).models(model).maxBudgetCents(cents).approved();
      Answer answer = Http.post(path, body(path, model), grant.bearer());
      assertThat(answer.status()).as(answer.toString()).isEqualTo(402);
      assertThat(answer.json().at(place).asText()).as(answer.toString()).isEqualTo(value);
      assertThat(answer.header("x-should-retry")).contains("false");
      assertThat(answer.text()).contains("required_usd", "/ui/grant?grant=" + grant.id());
      assertThat(UPSTREAM.arrivals()).isEmpty();
      assertThat(grant.used()).isZero();
      assertThat(grant.kept()).isEqualByComparingTo(BigDecimal.ZERO);
    }
  }

  private static String body(String path, String model) {
    return switch (path) {
      case "/v1/messages" ->
          "{\"model\":\"%s\",\"max_tokens\":100,\"messages\":[{\"role\":\"user\",\"content\":\"hello\"}]}"
              .formatted(model);
      case "/v1beta/models/gemini-fake:generateContent" ->
          "{\"contents\":[{\"role\":\"user\",\"parts\":[{\"text\":\"hello\"}]}]}";
      default -> Chat.body(model);
    };
  }

  @Test
  void whatNobodyCanPriceIsRefusedUnderACapOnly() {
    TestGrant capped = capped("gpt-other", 500);
    Answer answer = Chat.dropIn(capped, "gpt-other");
    assertThat(answer.status()).isEqualTo(403);
    assertThat(answer.json().at("/error/code").asText()).isEqualTo("price_unknown");
    assertThat(UPSTREAM.arrivals()).isEmpty();
    TestGrant free = TestGrant.of("openai", "gpt-other");
    assertThat(Chat.dropIn(free, "gpt-other").status()).isEqualTo(200);
    assertThat(free.spent()).isEqualByComparingTo(BigDecimal.ZERO);
  }

  @Test
  void whatHasNoBoundIsRefusedByItsNameUnderACapOnly() {
    String body = Chat.body("gpt-fake").replace("{\"model\"", "{\"brand_new\":1,\"model\"");
    TestGrant capped = capped("gpt-fake", 500);
    Answer answer = Http.post(Chat.DROP_IN, body, capped.bearer());
    assertThat(answer.status()).isEqualTo(403);
    assertThat(answer.text()).contains("brand_new");
    assertThat(capped.used()).isZero();
    TestGrant free = TestGrant.of("openai", "gpt-fake");
    assertThat(Http.post(Chat.DROP_IN, body, free.bearer()).status()).isEqualTo(200);
  }

  @ParameterizedTest
  @CsvSource({"fake-status-400, 400", "fake-status-500, 502"})
  void whatTheProviderRefusesCostsNothing(String model, int status) {
    TestGrant grant = capped(model, 500);
    assertThat(Chat.dropIn(grant, model).status()).isEqualTo(status);
    assertThat(settled(grant, Duration.ofSeconds(5))).isTrue();
    assertThat(grant.spent()).isEqualByComparingTo(BigDecimal.ZERO);
  }

  @Test
  void aStreamThatBreaksOffIsChargedAtItsBound() {
    TestGrant grant = capped("fake-drop-midstream", 500);
    try (EventStream stream = EventStream.open(grant, "fake-drop-midstream")) {
      BigDecimal kept = new BigDecimal(stream.header("aipassport-reserved-usd").orElseThrow());
      while (stream.next().isPresent()) {
        // to the end
      }
      assertThat(settled(grant, Duration.ofSeconds(5))).isTrue();
      assertThat(grant.spent()).isEqualByComparingTo(kept);
    }
  }

  @Test
  void whoLeavesUnderACapIsBilledExactlyIfTheAnswerEndsSoon() throws IOException {
    OddCall call = OddCall.CHATS.get(0);
    TestGrant stayed = capped("fake-drip-1", 500);
    try (RawCall caller = RawCall.send(call.request(stayed, "fake-drip-1", true))) {
      assertThat(caller.answer().status()).isEqualTo(200);
    }
    TestGrant grant = capped("fake-drip-1", 500);
    RawCall caller = RawCall.send(call.request(grant, "fake-drip-1", true));
    caller.hear(100);
    caller.reset();
    assertThat(settled(stayed, DRAIN)).isTrue();
    assertThat(settled(grant, DRAIN.plusSeconds(20))).isTrue();
    assertThat(grant.spent()).as("as if it had stayed").isEqualByComparingTo(stayed.spent());
    assertThat(grant.spent()).as("and not the bound").isLessThan(BigDecimal.ONE);
    assertThat(outcome(grant)).isEqualTo("caller_gone");
  }

  @Test
  void whoLeavesUnderACapIsChargedAtTheBoundIfItDoesNot() throws IOException {
    TestGrant grant = capped("fake-hang-midstream", 500);
    RawCall caller = RawCall.send(OddCall.CHATS.get(0).request(grant, "fake-hang-midstream", true));
    caller.hear(100);
    BigDecimal kept = grant.kept();
    caller.reset();
    assertThat(settled(grant, DRAIN.plusSeconds(20))).isTrue();
    assertThat(grant.spent()).isEqualByComparingTo(kept).isGreaterThan(HELLO);
    assertThat(outcome(grant)).isEqualTo("caller_gone");
  }

  @Test
  void revocationCutsAlsoADrainAndChargesTheBound() throws IOException {
    TestGrant grant = capped("fake-hang-midstream", 500);
    try (RawCall caller =
        RawCall.send(OddCall.CHATS.get(0).request(grant, "fake-hang-midstream", true))) {
      caller.hear(100);
      BigDecimal kept = grant.kept();
      grant.revoke();
      assertThat(settled(grant, Duration.ofSeconds(4))).isTrue();
      assertThat(grant.spent()).isEqualByComparingTo(kept);
      assertThat(outcome(grant)).isEqualTo("cut");
    }
  }

  @Test
  void ofFortyAtOnceOnMoneyForOneOneIsAdmitted() {
    String body =
        Chat.body("gpt-fake").replace("{\"model\"", "{\"max_completion_tokens\":5,\"model\"");
    TestGrant probe = capped("gpt-fake", 100_000);
    Answer first = Http.post(Chat.DROP_IN, body, probe.bearer());
    assertThat(first.status()).isEqualTo(200);
    long cents = // what one takes, and not two
        probeBound(body).movePointRight(2).setScale(0, RoundingMode.UP).longValueExact() + 1;
    UPSTREAM.clear();
    TestGrant grant = capped("fake-hang-midstream", cents);
    HttpRequest request =
        Http.request(
            "POST",
            Chat.DROP_IN,
            body.replace("gpt-fake", "fake-hang-midstream").getBytes(StandardCharsets.UTF_8),
            grant.bearer());
    List<CompletableFuture<Integer>> calls =
        IntStream.range(0, 40)
            .mapToObj(
                i ->
                    Http.CLIENT
                        .sendAsync(request, HttpResponse.BodyHandlers.ofInputStream())
                        .thenApply(HttpResponse::statusCode))
            .toList();
    Map<Integer, Long> answers =
        calls.stream()
            .map(CompletableFuture::join)
            .collect(Collectors.groupingBy(status -> status, Collectors.counting()));
    assertThat(answers).as("all but one are refused").containsEntry(402, 39L);
    assertThat(UPSTREAM.arrivals()).hasSize(1);
    grant.revoke();
  }

  /** What such a call can cost at most, as a refusal says it. */
  private static BigDecimal probeBound(String body) {
    TestGrant poor = capped("gpt-fake", 1);
    Answer answer = Http.post(Chat.DROP_IN, body, poor.bearer());
    assertThat(answer.status()).isEqualTo(402);
    return new BigDecimal(answer.json().at("/error/details/required_usd").asText());
  }

  @Test
  void ownersLimitAnAppAnAccountAndAKey() {
    Someone owner = Someone.make("owner");
    String key =
        Http.post(
                "/api/provider-keys",
                "{\"provider\":\"openai\",\"key\":\"" + Broker.key("openai") + "\"}",
                owner.bearer())
            .json()
            .get("id")
            .asText();
    String body =
        "{\"name\":\"a tool\",\"scope\":{\"provider\":\"openai\",\"models\":[\"gpt-fake\"],"
            + "\"capabilities\":[\"chat\"]},\"keyId\":\""
            + key
            + "\"}";
    Answer made = Http.post("/api/grants", body, owner.bearer());
    assertThat(made.status()).as(made.toString()).isEqualTo(201);
    String token = made.json().get("token").asText();
    String limit =
        "{\"level\":\"key\",\"subject\":\"" + key + "\",\"period\":\"day\",\"limitCents\":200}";
    Answer set = Http.post("/api/budgets", limit, owner.bearer());
    assertThat(set.status()).as(set.toString()).isEqualTo(200);
    Answer answer = Http.post(Chat.DROP_IN, Chat.body("gpt-fake"), Http.bearer(token));
    assertThat(answer.status()).isEqualTo(200);
    assertThat(answer.header("aipassport-output-limit")).as("it is capped").isPresent();
    assertThat(answer.header("aipassport-remaining-usd")).as("of others too").isEmpty();
    String account = "{\"level\":\"account\",\"period\":\"month\",\"limitCents\":0}";
    Http.post("/api/budgets", account, owner.bearer());
    Answer refused = Http.post(Chat.DROP_IN, Chat.body("gpt-fake"), Http.bearer(token));
    assertThat(refused.status()).isEqualTo(402);
    assertThat(refused.json().at("/error/details/cap").asText()).isEqualTo("account");
    assertThat(refused.json().at("/error/details/resets_at").asText()).isNotEmpty();
  }

  private static TestGrant capped(String model, long cents) {
    return TestGrant.ask("openai").models(model).maxBudgetCents(cents).approved();
  }

  private static boolean settled(TestGrant grant, Duration within) {
    return Wait.until(within, () -> grant.reserved() == 0);
  }

  private static String outcome(TestGrant grant) {
    return Http.get("/api/grants/" + grant.id() + "/calls", Broker.asOwner())
        .json()
        .at("/calls/0/outcome")
        .asText();
  }

  private static BigDecimal usd(Answer answer, String header) {
    return new BigDecimal(answer.header(header).orElseThrow());
  }
}
