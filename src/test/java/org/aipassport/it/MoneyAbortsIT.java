package org.aipassport.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.math.BigDecimal;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.aipassport.support.FakeProvider;
import org.aipassport.support.Faults;
import org.jboss.arquillian.junit5.container.annotation.ArquillianTest;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * Callers who leave under a cap, after whatever part of the answer: 96 in the short form, 1,040 in
 * the long one. None is charged less than what the provider bills, and who is read on for, not more
 * either.
 */
@ArquillianTest
@Timeout(600)
class MoneyAbortsIT {
  private static final FakeProvider UPSTREAM = TestServer.UPSTREAM;
  private static final int LEAVERS = Faults.isFull() ? 130 : 12;
  private static final int AT_ONCE = 12;
  private static final Duration PATIENCE = Duration.ofSeconds(60);

  @BeforeEach
  void forget() {
    List.of("openai", "anthropic", "google").forEach(Broker::keyId);
    UPSTREAM.clear();
  }

  @ParameterizedTest
  @EnumSource(
      names = {
        "CHAT",
        "RESPONSES",
        "MESSAGES",
        "GOOGLE_EVENTS",
        "GOOGLE_ARRAY",
        "PROXY_OPENAI",
        "PROXY_ANTHROPIC",
        "PROXY_GOOGLE"
      })
  void whoLeavesAtAnyPlaceIsBilledExactly(OddCall call) throws Exception {
    TestGrant grant = capped(call, "fake-drip-1");
    int length = lengthOfAnswer(call.request(grant, "fake-drip-1", true));
    assertThat(settled(grant)).isTrue();
    BigDecimal cost = grant.spent();
    assertThat(cost).isEqualByComparingTo(Money.cost(grant.id().length(), 5));
    leave(call.request(grant, "fake-drip-1", true), length);
    assertThat(settled(grant)).as("settled").isTrue();
    int calls = UPSTREAM.arrivals().size();
    assertThat(calls).isEqualTo(1 + LEAVERS);
    assertThat(grant.spent()).isEqualByComparingTo(cost.multiply(BigDecimal.valueOf(calls)));
    assertThat(grant.used()).isEqualTo(calls);
  }

  @ParameterizedTest
  @EnumSource(names = {"CHAT", "MESSAGES", "GOOGLE_EVENTS"})
  void whoLeavesWhatNeverEndsIsChargedAtTheBound(OddCall call) throws Exception {
    TestGrant grant = capped(call, "fake-hang-midstream");
    leave(call.request(grant, "fake-hang-midstream", true), 200);
    assertThat(settled(grant)).as("settled").isTrue();
    BigDecimal billed = Money.cost(grant.id().length(), 5);
    BigDecimal calls = BigDecimal.valueOf(UPSTREAM.arrivals().size());
    assertThat(calls).isEqualByComparingTo(BigDecimal.valueOf(LEAVERS));
    assertThat(grant.spent()).isGreaterThan(billed.multiply(calls));
    assertThat(grant.kept()).isEqualByComparingTo(BigDecimal.ZERO);
  }

  private static int lengthOfAnswer(String request) throws IOException {
    try (RawCall caller = RawCall.send(request)) {
      return caller.length();
    }
  }

  private static void leave(String request, int length) throws Exception {
    ExecutorService callers = Executors.newFixedThreadPool(AT_ONCE);
    try {
      List<Future<?>> all = new ArrayList<>();
      for (int i = 0; i < LEAVERS; i++) {
        int after = 1 + (int) ((long) (length - 1) * i / LEAVERS); // its answer has begun
        all.add(callers.submit(() -> leaveAfter(request, after)));
      }
      for (Future<?> one : all) {
        one.get();
      }
    } finally {
      callers.shutdownNow();
    }
  }

  private static Void leaveAfter(String request, int bytes) throws IOException {
    RawCall caller = RawCall.send(request);
    caller.hear(bytes);
    caller.reset();
    return null;
  }

  private static TestGrant capped(OddCall call, String model) {
    return TestGrant.ask(call.patientProvider()).models(model).maxBudgetCents(1_000_000).approved();
  }

  private static boolean settled(TestGrant grant) {
    return Wait.until(PATIENCE, () -> grant.reserved() == 0);
  }
}
