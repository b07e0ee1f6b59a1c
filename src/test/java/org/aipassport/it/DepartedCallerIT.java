package org.aipassport.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.aipassport.support.Arrival;
import org.aipassport.support.FakeProvider;
import org.jboss.arquillian.junit5.container.annotation.ArquillianTest;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * Callers who leave, and grants that end, while an upstream says nothing: each form of a call at
 * once, because each waits for signs of life.
 */
@ArquillianTest
@Timeout(90)
class DepartedCallerIT {
  private static final FakeProvider UPSTREAM = TestServer.UPSTREAM;
  private static final Duration HEARTBEAT = Duration.ofSeconds(2);
  private static final Duration AT_ONCE = Duration.ofSeconds(2);

  /** The first sign of life that finds nobody may be the second: the first makes the reset. */
  private static final Duration SIGNS = HEARTBEAT.multipliedBy(2).plus(AT_ONCE);

  @BeforeEach
  void forget() {
    List.of("openai", "anthropic", "google").forEach(Broker::keyId);
    UPSTREAM.clear();
  }

  /** What happens to one call. */
  private interface Case {
    void play(OddCall call) throws IOException;
  }

  private static void each(Case play) throws Exception {
    ExecutorService players = Executors.newFixedThreadPool(OddCall.CHATS.size());
    try {
      List<Future<?>> all = new ArrayList<>();
      for (OddCall call : OddCall.CHATS) {
        all.add(
            players.submit(
                () -> {
                  play.play(call);
                  return call;
                }));
      }
      for (Future<?> one : all) {
        one.get();
      }
    } finally {
      players.shutdownNow();
    }
  }

  @Test
  void whoLeavesBeforeTheHeadIsFoundByTheSignsOfLife() throws Exception {
    each(
        call -> {
          TestGrant grant = TestGrant.of(call.patientProvider(), "fake-hang");
          try (RawCall caller = RawCall.send(call.request(grant, "fake-hang", true))) {
            arrival(call, grant);
            assertThat(grant.reserved()).isEqualTo(1);
          }
          assertCut(call, grant, SIGNS);
        });
  }

  @Test
  void whoLeavesASilentStreamIsFoundByTheSignsOfLife() throws Exception {
    each(
        call -> {
          TestGrant grant = TestGrant.of(call.patientProvider(), "fake-hang-midstream");
          try (RawCall caller = RawCall.send(call.request(grant, "fake-hang-midstream", true))) {
            caller.hear(1);
          }
          assertCut(call, grant, SIGNS);
        });
  }

  @Test
  void whoLeavesWhileEventsFlowIsFoundAtOnce() throws Exception {
    each(
        call -> {
          TestGrant grant = TestGrant.of(call.patientProvider(), "fake-endless");
          RawCall caller = RawCall.send(call.request(grant, "fake-endless", true));
          caller.hear(1000);
          caller.reset();
          assertCut(call, grant, AT_ONCE);
        });
  }

  @Test
  void revocationCutsACallThatWaitsForItsHead() throws Exception {
    each(
        call -> {
          TestGrant grant = TestGrant.of(call.patientProvider(), "fake-hang");
          try (RawCall caller = RawCall.send(call.request(grant, "fake-hang", false))) {
            arrival(call, grant);
            Answer answer = cutBy(grant, caller);
            call.assertRefused(answer, 401);
            assertThat(answer.header("www-authenticate").orElseThrow()).contains("invalid_token");
          }
          assertCut(call, grant, AT_ONCE);
        });
  }

  @Test
  void revocationCutsAStreamThatHasOnlySignsOfLife() throws Exception {
    each(
        call -> {
          TestGrant grant = TestGrant.of(call.patientProvider(), "fake-hang");
          try (RawCall caller = RawCall.send(call.request(grant, "fake-hang", true))) {
            assertThat(Wait.until(SIGNS, () -> hears(caller))).as("a sign of life").isTrue();
            assertToldInBand(call, cutBy(grant, caller));
          }
          assertCut(call, grant, AT_ONCE);
        });
  }

  @Test
  void revocationCutsASilentStream() throws Exception {
    each(
        call -> {
          TestGrant grant = TestGrant.of(call.patientProvider(), "fake-hang-midstream");
          try (RawCall caller = RawCall.send(call.request(grant, "fake-hang-midstream", true))) {
            assertThat(Wait.until(SIGNS, () -> hears(caller))).isTrue();
            assertToldInBand(call, cutBy(grant, caller));
          }
          assertCut(call, grant, AT_ONCE);
        });
  }

  @Test
  void endOfTheGrantCutsAStreamInItsOwnForm() throws Exception {
    each(
        call -> {
          TestGrant grant =
              TestGrant.ask(call.patientProvider())
                  .models("fake-hang-midstream")
                  .seconds(5)
                  .approved();
          try (RawCall caller = RawCall.send(call.request(grant, "fake-hang-midstream", true))) {
            assertToldInBand(call, caller.answer());
          }
          assertThat(grant.self().get("status").asText()).isEqualTo("expired");
          assertCut(call, grant, AT_ONCE);
        });
  }

  private static boolean hears(RawCall caller) {
    try {
      return caller.hears();
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  private static Answer cutBy(TestGrant grant, RawCall caller) throws IOException {
    grant.revoke();
    Instant revoked = Instant.now();
    Answer answer = caller.answer();
    assertThat(Duration.between(revoked, Instant.now())).isLessThan(AT_ONCE);
    return answer;
  }

  private static void assertToldInBand(OddCall call, Answer answer) {
    assertThat(answer.status()).isEqualTo(200);
    assertThat(call.isComplete(answer)).as(answer.text()).isFalse();
    if (call.isArray()) {
      int size = answer.json().size();
      assertThat(answer.json().get(size - 1).at("/error/code").asInt()).isEqualTo(401);
      return;
    }
    List<String> events = OddCall.events(answer);
    assertThat(events.get(events.size() - 1)).contains("\"error\"").contains("grant_revoked");
  }

  private static Arrival arrival(OddCall call, TestGrant grant) {
    assertThat(Wait.until(SIGNS, () -> found(grant).isPresent())).as(call + " arrives").isTrue();
    return found(grant).orElseThrow();
  }

  private static Optional<Arrival> found(TestGrant grant) {
    return UPSTREAM.arrivals().stream()
        .filter(one -> new String(one.body(), StandardCharsets.UTF_8).contains(grant.id()))
        .findFirst();
  }

  /** The upstream's connection is closed, and the call settled as one that was made. */
  private static void assertCut(OddCall call, TestGrant grant, Duration within) {
    int connection = arrival(call, grant).connection();
    assertThat(Wait.until(within, () -> !UPSTREAM.isOpen(connection)))
        .as("%s: upstream connection closed", call)
        .isTrue();
    assertThat(Wait.until(AT_ONCE, () -> grant.reserved() == 0)).as("%s: settled", call).isTrue();
    assertThat(grant.used()).isEqualTo(1);
  }
}
