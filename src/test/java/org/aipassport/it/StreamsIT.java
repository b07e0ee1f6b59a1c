package org.aipassport.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.aipassport.support.FakeProvider;
import org.jboss.arquillian.junit5.container.annotation.ArquillianTest;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Live streams: how they break, how they are cut, and that they do not mix. */
@ArquillianTest
@Timeout(60)
class StreamsIT {
  private static final FakeProvider UPSTREAM = TestServer.UPSTREAM;
  private static final Duration AT_ONCE = Duration.ofSeconds(2);

  @BeforeEach
  void forget() {
    Stream.of("openai", "hasty", "anthropic", "google").forEach(Broker::keyId);
    UPSTREAM.clear();
  }

  @Test
  void eventsArriveOneByOne() {
    TestGrant grant = TestGrant.of("openai", "fake-endless");
    try (EventStream stream = EventStream.open(Chat.DROP_IN, grant, "fake-endless")) {
      stream.take(1);
      Instant first = Instant.now();
      stream.take(50);
      assertThat(Duration.between(first, Instant.now())).isGreaterThan(Duration.ofMillis(200));
    }
  }

  @Test
  void streamThatDropsEndsWithAnErrorEvent() {
    assertThat(brokenOff("openai", "fake-drop-midstream")).contains("\"error\":{\"message\"");
  }

  @Test
  void streamThatHangsEndsWithAnErrorEvent() {
    assertThat(brokenOff("hasty", "fake-hang-midstream")).contains("\"error\":{\"message\"");
  }

  @Test
  void anthropicsErrorEventIsAnthropics() {
    String last = brokenOff("anthropic", "fake-drop-midstream");
    assertThat(last).startsWith("event: error\ndata: {\"type\":\"error\",\"error\":{");
  }

  @Test
  void googlesErrorEventIsGoogles() {
    String last = brokenOff("google", "fake-drop-midstream");
    assertThat(last).startsWith("data: {\"error\":{\"code\":502,");
  }

  private static String brokenOff(String provider, String model) {
    TestGrant grant = TestGrant.of(provider, model);
    try (EventStream stream = EventStream.open(grant, model)) {
      List<String> events = stream.rest();
      int last = events.size() - 1;
      assertThat(events.get(last - 1)).contains("part 1");
      assertThat(grant.used()).isEqualTo(1);
      assertThat(grant.reserved()).isZero();
      return events.get(last);
    }
  }

  @Test
  void streamThatNeverBeginsIsAPlainError() {
    TestGrant grant = TestGrant.of("hasty", "fake-head-only");
    Answer answer = Http.post(Chat.PROXY, Chat.streamed("fake-head-only"), grant.bearer());
    assertThat(answer.status()).isEqualTo(504);
    assertThat(answer.text()).isEqualTo("{\"error\":\"The provider did not answer in time.\"}");
  }

  @Test
  void revocationEndsARunningStreamAtOnce() {
    TestGrant grant = TestGrant.of("openai", "fake-endless");
    assertCutBy(grant, grant::revoke);
    assertThat(grant.self().get("status").asText()).isEqualTo("revoked");
  }

  @Test
  void deletionOfTheProviderKeyEndsARunningStreamAtOnce() {
    String key = Canaries.add("provider key", "sk-canary-deleted-4Jd8sPq1Vn6TzXc3");
    String keyId = Broker.storeKey("openai", key);
    TestGrant grant = TestGrant.ask("openai").models("fake-endless").approved(keyId);
    assertCutBy(
        grant,
        () ->
            assertThat(
                    Http.send("DELETE", "/api/provider-keys/" + keyId, null, Broker.asOwner())
                        .status())
                .isEqualTo(204));
    assertThat(grant.self().get("status").asText()).isEqualTo("frozen");
    assertThat(Chat.dropIn(grant, "fake-endless").status()).isEqualTo(401);
  }

  @Test
  void expiryOfTheGrantEndsARunningStream() {
    TestGrant grant = TestGrant.ask("openai").models("fake-endless").seconds(4).approved();
    Instant end = Instant.parse(grant.self().get("expiresAt").asText());
    assertCutBy(
        grant,
        () ->
            assertThat(Wait.until(Duration.ofSeconds(6), () -> Instant.now().isAfter(end)))
                .isTrue());
    assertThat(grant.self().get("status").asText()).isEqualTo("expired");
  }

  private static void assertCutBy(TestGrant grant, Runnable act) {
    try (EventStream stream = EventStream.open(Chat.DROP_IN, grant, "fake-endless")) {
      stream.take(3);
      assertThat(grant.reserved()).isEqualTo(1);
      act.run();
      Instant acted = Instant.now();
      List<String> events = stream.rest();
      assertThat(Duration.between(acted, Instant.now())).isLessThan(AT_ONCE);
      assertThat(events.get(events.size() - 1)).contains("\"error\":{").contains("grant_revoked");
    }
    assertLeft(grant);
  }

  @Test
  void callerWhoLeavesEndsTheUpstreamsCall() {
    TestGrant grant = TestGrant.of("openai", "fake-endless");
    try (EventStream stream = EventStream.open(grant, "fake-endless")) {
      stream.take(3);
    }
    assertLeft(grant);
  }

  /** The upstream's connection is closed and the call settled. */
  private static void assertLeft(TestGrant grant) {
    assertThat(Wait.until(AT_ONCE, () -> UPSTREAM.closedByCaller() == 1))
        .as("upstream connection closed")
        .isTrue();
    assertThat(Wait.until(AT_ONCE, () -> grant.reserved() == 0)).as("settled").isTrue();
    assertThat(grant.used()).isEqualTo(1);
  }

  @Test
  void parallelStreamsDoNotMix() {
    int first = 10;
    int count = 25;
    String[] models =
        IntStream.range(first, first + count)
            .mapToObj(n -> "fake-stream-" + n)
            .toArray(String[]::new);
    TestGrant grant = TestGrant.of("openai", models);
    ExecutorService callers = Executors.newFixedThreadPool(count);
    try {
      List<CompletableFuture<List<String>>> streams =
          Stream.of(models)
              .map(model -> CompletableFuture.supplyAsync(() -> all(grant, model), callers))
              .toList();
      for (int i = 0; i < count; i++) {
        List<String> events = streams.get(i).join();
        assertThat(events).hasSize(first + i + 2); // the end and [DONE]
        String model = "\"model\":\"" + models[i] + '"';
        assertThat(events.subList(0, first + i + 1)).allMatch(event -> event.contains(model));
      }
    } finally {
      callers.shutdownNow();
    }
    assertThat(grant.used()).isEqualTo(count);
  }

  private static List<String> all(TestGrant grant, String model) {
    try (EventStream stream = EventStream.open(Chat.DROP_IN, grant, model)) {
      return stream.rest();
    }
  }
}
