package org.aipassport.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.jboss.arquillian.junit5.container.annotation.ArquillianTest;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** A grant's requests are counted before they leave, and nobody gets one more. */
@ArquillianTest
@Timeout(120)
class RequestCapIT {
  private static final int PARALLEL = 100;

  @BeforeEach
  void forget() {
    Broker.keyId("openai");
    TestServer.UPSTREAM.clear();
  }

  @Test
  void ofAHundredParallelCallsOnOneRemainingOneIsAdmitted() {
    TestGrant grant = TestGrant.ask("openai").models("gpt-fake").maxRequests(1).approved();
    HttpRequest request =
        Http.request(
            "POST",
            Chat.DROP_IN,
            Chat.body("gpt-fake").getBytes(StandardCharsets.UTF_8),
            grant.bearer());
    List<CompletableFuture<Integer>> calls =
        IntStream.range(0, PARALLEL).mapToObj(i -> statusOf(request)).toList();
    Map<Integer, Long> answers =
        calls.stream()
            .map(CompletableFuture::join)
            .collect(Collectors.groupingBy(status -> status, Collectors.counting()));
    assertThat(answers).isEqualTo(Map.of(200, 1L, 429, PARALLEL - 1L));
    assertThat(TestServer.UPSTREAM.arrivals()).hasSize(1);
    assertThat(grant.used()).isEqualTo(1);
    assertThat(grant.reserved()).isZero();
  }

  /** What a caller gets in the end who waits as long as a busy database asks for. */
  private static CompletableFuture<Integer> statusOf(HttpRequest request) {
    return Http.CLIENT
        .sendAsync(request, HttpResponse.BodyHandlers.ofString())
        .thenCompose(
            answer -> {
              if (answer.statusCode() != 503) {
                return CompletableFuture.completedFuture(answer.statusCode());
              }
              long wait = answer.headers().firstValueAsLong("retry-after").orElse(1);
              Executor later = CompletableFuture.delayedExecutor(wait, TimeUnit.SECONDS);
              return CompletableFuture.supplyAsync(() -> request, later)
                  .thenCompose(RequestCapIT::statusOf);
            });
  }

  @Test
  void usedUpGrantIs429WithoutAHintToWait() {
    TestGrant grant = TestGrant.ask("openai").models("gpt-fake").maxRequests(0).approved();
    Answer answer = Chat.dropIn(grant, "gpt-fake");
    assertThat(answer.status()).isEqualTo(429);
    assertThat(answer.header("x-should-retry")).contains("false");
    assertThat(answer.header("retry-after")).isEmpty();
    assertThat(TestServer.UPSTREAM.arrivals()).isEmpty();
  }

  @Test
  void refusedCallsBurnNothing() {
    TestGrant grant =
        TestGrant.ask("openai").models("gpt-fake").capabilities("chat").maxRequests(1).approved();
    assertThat(Chat.dropIn(grant, "gpt-other").status()).isEqualTo(403);
    assertThat(Http.post(Chat.DROP_IN, "{", grant.bearer()).status()).isEqualTo(400);
    assertThat(Http.post("/v1/embeddings", "{\"model\":\"gpt-fake\"}", grant.bearer()).status())
        .isEqualTo(403);
    String stored = Chat.body("gpt-fake").replace("{\"model\"", "{\"store\":true,\"model\"");
    assertThat(Http.post(Chat.DROP_IN, stored, grant.bearer()).status()).isEqualTo(403);
    assertThat(Http.get("/v1/models", grant.bearer()).status()).isEqualTo(200);
    assertThat(grant.used()).isZero();
    assertThat(Chat.dropIn(grant, "gpt-fake").status()).isEqualTo(200);
    assertThat(Chat.dropIn(grant, "gpt-fake").status()).isEqualTo(429);
    assertThat(TestServer.UPSTREAM.arrivals()).hasSize(1);
  }

  @Test
  void ownerCanNarrowTheCap() {
    Answer asked = TestGrant.ask("openai").models("gpt-fake").maxRequests(5).request();
    String id = asked.json().at("/grant/id").asText();
    String claim = asked.json().get("claimToken").asText();
    String scope =
        "{\"scope\":{\"provider\":\"openai\",\"models\":[\"gpt-fake\"],"
            + "\"capabilities\":[\"chat\"],\"maxRequests\":%d}}";
    String path = "/grants/" + id + "/approve";
    assertThat(Http.post(path, scope.formatted(6), Broker.asOwner()).status()).isEqualTo(400);
    assertThat(Http.post(path, scope.formatted(1), Broker.asOwner()).status()).isEqualTo(200);
    Answer issued = Http.post("/tokens", "{\"grantId\":\"" + id + "\"}", Http.bearer(claim));
    TestGrant grant = new TestGrant(id, claim, issued.json().get("token").asText());
    assertThat(Chat.dropIn(grant, "gpt-fake").status()).isEqualTo(200);
    assertThat(Chat.dropIn(grant, "gpt-fake").status()).isEqualTo(429);
  }
}
