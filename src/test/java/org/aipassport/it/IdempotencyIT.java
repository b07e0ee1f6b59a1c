package org.aipassport.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.math.BigDecimal;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.aipassport.support.FakeProvider;
import org.jboss.arquillian.junit5.container.annotation.ArquillianTest;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** A caller who asks again with the same {@code Idempotency-Key} never pays twice. */
@ArquillianTest
@Timeout(120)
class IdempotencyIT {
  private static final FakeProvider UPSTREAM = TestServer.UPSTREAM;
  private static final String KEY = "Idempotency-Key";
  private static final int PARALLEL = 50;
  private static final Duration DRAIN = Duration.ofSeconds(5);
  private static final Duration SETTLING = Duration.ofSeconds(20);

  /** Where each form of a call has the code of an error that its protocol does not know. */
  private enum Form {
    OPENAI("openai", "gpt-fake", Chat.DROP_IN, "/error/code"),
    ANTHROPIC("anthropic", "claude-fake", "/v1/messages", "/error/details/code"),
    GOOGLE(
        "google",
        "gemini-fake",
        "/v1beta/models/gemini-fake:generateContent",
        "/error/details/0/metadata/code"),
    PROXY("openai", "gpt-fake", Chat.PROXY, "/details/code");

    private final String provider;
    private final String model;
    private final String path;
    private final String code;

    Form(String provider, String model, String path, String code) {
      this.provider = provider;
      this.model = model;
      this.path = path;
      this.code = code;
    }

    private TestGrant grant() {
      return TestGrant.ask(provider).models(model, "fake-hang").maxBudgetCents(500).approved();
    }

    private String body(String says) {
      return switch (this) {
        case GOOGLE -> "{\"contents\":[{\"parts\":[{\"text\":\"" + says + "\"}]}]}";
        case ANTHROPIC -> chat(says).replace("{\"model\"", "{\"max_tokens\":9,\"model\"");
        default -> chat(says);
      };
    }

    private String chat(String says) {
      return Chat.body(model).replace("hello", says);
    }

    private Answer call(TestGrant grant, String key, String says) {
      return send(path, body(says), grant, key);
    }

    private String code(Answer answer) {
      return answer.json().at(code).asText();
    }
  }

  @BeforeEach
  void forget() {
    List.of("openai", "anthropic", "google").forEach(Broker::keyId);
    UPSTREAM.clear();
  }

  @Test
  void ofFiftyParallelCallsOfOneKeyOneIsMade() {
    TestGrant grant = TestGrant.ask("openai").models("fake-slow").maxBudgetCents(500).approved();
    HttpRequest request =
        Http.request(
            "POST",
            Chat.DROP_IN,
            Chat.body("fake-slow").getBytes(StandardCharsets.UTF_8),
            with(grant, "one"));
    List<CompletableFuture<Integer>> calls =
        IntStream.range(0, PARALLEL)
            .mapToObj(
                i ->
                    Http.CLIENT
                        .sendAsync(request, HttpResponse.BodyHandlers.ofString())
                        .thenApply(HttpResponse::statusCode))
            .toList();
    Map<Integer, Long> answers =
        calls.stream()
            .map(CompletableFuture::join)
            .collect(Collectors.groupingBy(status -> status, Collectors.counting()));
    assertThat(answers).isEqualTo(Map.of(200, 1L, 409, PARALLEL - 1L));
    assertThat(UPSTREAM.arrivals()).hasSize(1);
    assertThat(grant.used()).isEqualTo(1);
  }

  @ParameterizedTest
  @EnumSource(Form.class)
  void aCallThatWasAnsweredIsNotMadeAgain(Form form) {
    TestGrant grant = form.grant();
    Answer first = form.call(grant, "one", "hello");
    assertThat(first.status()).as(first.toString()).isEqualTo(200);
    Answer again = settled(() -> form.call(grant, "one", "hello"), form);
    assertThat(again.status()).isEqualTo(409);
    assertThat(form.code(again)).as(again.toString()).isEqualTo("already_charged");
    assertThat(again.header("x-should-retry")).contains("false");
    assertThat(again.header("retry-after")).isEmpty();
    assertThat(again.text())
        .contains(first.header("aipassport-request-id").orElseThrow())
        .contains('"' + first.header("aipassport-cost-usd").orElseThrow() + '"');
    Answer other = form.call(grant, "one", "hullo");
    assertThat(other.status()).isEqualTo(422);
    assertThat(form.code(other)).as(other.toString()).isEqualTo("idempotency_key_reused");
    assertThat(other.header("x-should-retry")).contains("false");
    UpstreamSaw.calls(1, form.provider, grant);
    assertThat(form.call(grant, "two", "hello").status()).isEqualTo(200);
    assertThat(form.call(form.grant(), "one", "hello").status()).isEqualTo(200);
  }

  @ParameterizedTest
  @EnumSource(Form.class)
  void whatIsNoKeyIsRefusedByName(Form form) {
    TestGrant grant = form.grant();
    for (String key : List.of("a b", "k".repeat(256))) {
      Answer answer = form.call(grant, key, "hello");
      assertThat(answer.status()).as(answer.toString()).isEqualTo(400);
      assertThat(answer.text()).contains(KEY + ": must be 1 to 255 visible ASCII characters");
    }
    String[] keys = {"Authorization", "Bearer " + grant.token(), KEY, "a", KEY, "a"};
    Answer answer = Http.post(form.path, form.body("hello"), keys);
    assertThat(answer.status()).isEqualTo(400);
    assertThat(answer.text()).contains(KEY);
    assertThat(UPSTREAM.arrivals()).isEmpty();
  }

  @Test
  void whileACallRunsTheOtherIsToldToWait() {
    for (String path : List.of(Chat.DROP_IN, Chat.PROXY)) {
      TestGrant grant = TestGrant.of("openai", "fake-hang");
      String body = Chat.body("fake-hang");
      CompletableFuture<HttpResponse<String>> first =
          Http.CLIENT.sendAsync(
              Http.request("POST", path, body.getBytes(StandardCharsets.UTF_8), with(grant, "one")),
              HttpResponse.BodyHandlers.ofString());
      assertThat(Wait.until(SETTLING, () -> grant.reserved() == 1)).isTrue();
      Answer again = send(path, body, grant, "one");
      assertThat(again.status()).isEqualTo(409);
      assertThat(again.text()).contains("idempotency_in_progress");
      assertThat(again.header("x-should-retry")).contains("true");
      assertThat(again.header("retry-after")).contains("5");
      grant.revoke();
      first.join();
    }
  }

  /** SDKs send the same key with each of their own retries. */
  @ParameterizedTest
  @CsvSource({"fake-once-500, 502, 500", "fake-once-429, 429, 500", "fake-once-500, 502, 0"})
  void afterAnErrorOfTheProviderTheSameKeyWorks(String model, int told, long cents) {
    TestGrant.Ask ask = TestGrant.ask("openai").models(model);
    TestGrant grant = (cents > 0 ? ask.maxBudgetCents(cents) : ask).approved();
    String body = Chat.body(model);
    assertThat(send(Chat.DROP_IN, body, grant, "one").status()).isEqualTo(told);
    Answer again = settled(() -> send(Chat.DROP_IN, body, grant, "one"), Form.OPENAI);
    assertThat(again.status()).as(again.toString()).isEqualTo(200);
    UpstreamSaw.calls(2, "openai", grant);
    Answer third = settled(() -> send(Chat.DROP_IN, body, grant, "one"), Form.OPENAI);
    assertThat(Form.OPENAI.code(third)).isEqualTo("already_charged");
    assertThat(UPSTREAM.arrivals()).hasSize(2);
  }

  @Test
  void behindAGatewaysErrorTheWorkMayBeDone() {
    TestGrant grant =
        TestGrant.ask("openai").models("fake-status-502").maxBudgetCents(500).approved();
    String body = Chat.body("fake-status-502");
    assertThat(send(Chat.DROP_IN, body, grant, "one").status()).isEqualTo(502);
    Answer again = settled(() -> send(Chat.DROP_IN, body, grant, "one"), Form.OPENAI);
    assertThat(Form.OPENAI.code(again)).isEqualTo("already_charged");
    assertThat(UPSTREAM.arrivals()).hasSize(1);
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void aStreamThatItsCallerLeftIsNotMadeAgain(boolean capped) throws IOException {
    String model = "fake-hang-midstream";
    TestGrant.Ask ask = TestGrant.ask("openai").models(model);
    TestGrant grant = (capped ? ask.maxBudgetCents(500) : ask).approved();
    String body = Chat.streamed(model);
    RawCall caller = RawCall.send(raw(grant, body, "one"));
    caller.hear(100);
    BigDecimal kept = grant.kept();
    caller.reset();
    Answer meanwhile = send(Chat.DROP_IN, body, grant, "one");
    assertThat(Form.OPENAI.code(meanwhile)).isEqualTo("idempotency_in_progress");
    assertThat(Wait.until(DRAIN.plus(SETTLING), () -> grant.reserved() == 0)).isTrue();
    Answer again = send(Chat.DROP_IN, body, grant, "one");
    assertThat(again.status()).isEqualTo(409);
    assertThat(Form.OPENAI.code(again)).as(again.toString()).isEqualTo("already_charged");
    String cost = again.json().at("/error/details/cost_usd").asText();
    if (capped) {
      assertThat(new BigDecimal(cost)).isEqualByComparingTo(kept).isPositive();
    } else {
      assertThat(cost).isEqualTo("unknown");
    }
    assertThat(UPSTREAM.arrivals()).hasSize(1);
  }

  private static String raw(TestGrant grant, String body, String key) {
    return "POST "
        + Chat.DROP_IN
        + " HTTP/1.1\r\nHost: "
        + RawHttp.host()
        + "\r\nConnection: close\r\nContent-Type: application/json\r\nAuthorization: Bearer "
        + grant.token()
        + "\r\n"
        + KEY
        + ": "
        + key
        + "\r\nContent-Length: "
        + body.length()
        + "\r\n\r\n"
        + body;
  }

  private static Answer send(String path, String body, TestGrant grant, String key) {
    return Http.post(path, body, with(grant, key));
  }

  private static String[] with(TestGrant grant, String key) {
    return new String[] {"Authorization", "Bearer " + grant.token(), KEY, key};
  }

  /** The caller does not wait for its own settlement, so that may be under way for a moment. */
  private static Answer settled(Supplier<Answer> call, Form form) {
    Answer[] answer = new Answer[1];
    boolean isSettled =
        Wait.until(
            SETTLING,
            () -> {
              answer[0] = call.get();
              return answer[0].status() != 409
                  || !form.code(answer[0]).equals("idempotency_in_progress");
            });
    assertThat(isSettled).isTrue();
    return answer[0];
  }
}
