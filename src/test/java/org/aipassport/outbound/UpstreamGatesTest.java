package org.aipassport.outbound;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicInteger;
import org.aipassport.config.Settings;
import org.aipassport.problems.Refusal;
import org.aipassport.problems.RefusalException;
import org.aipassport.support.Race;
import org.aipassport.support.TestClock;
import org.aipassport.support.TestSettings;
import org.aipassport.values.Ids;
import org.aipassport.values.ProviderName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** One provider that hangs or fails costs the others nothing, and itself no more than needed. */
@Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class UpstreamGatesTest {
  private static final ProviderName OPENAI = new ProviderName("openai");
  private static final ProviderName GOOGLE = new ProviderName("google");
  private static final Duration REST = Duration.ofSeconds(10);
  private static final int FAILURES = 3;

  private final TestClock clock = new TestClock();
  private final UpstreamGates gates =
      gates("max-calls", "10", "breaker-failures", "3", "breaker-rest", "PT10S");

  @Test
  void noMoreCallsThanAllowedRunAtOnceAndAPlaceIsFreeAgainAfterTheEnd() {
    List<Pass> passes = enter(10);
    assertThat(refusal()).contains("Too many calls to the provider openai", "try again");
    assertThat(gates.running(OPENAI)).isEqualTo(10);
    passes.get(0).close();
    passes.get(0).close();
    gates.enter(OPENAI, Ids.next()).succeeded();
    assertThat(refusal()).contains("Too many calls");
  }

  @Test
  void providerWithoutPlacesLeavesTheOthersTheirs() {
    enter(10);
    gates.enter(GOOGLE, Ids.next()).close();
    assertThat(gates.running(GOOGLE)).isZero();
  }

  @Test
  void allProvidersTogetherHaveABoundAndARefusalThereKeepsNoPlace() {
    UpstreamGates few = new UpstreamGates(settings(), clock, 2);
    Pass first = few.enter(OPENAI, Ids.next());
    few.enter(GOOGLE, Ids.next());
    for (int i = 0; i < 20; i++) {
      assertThatThrownBy(() -> few.enter(OPENAI, Ids.next()))
          .hasMessageStartingWith("Too many calls run");
    }
    assertThat(few.running(OPENAI)).isEqualTo(1);
    first.close();
    few.enter(GOOGLE, Ids.next());
  }

  @Test
  void defaultOfOneProviderLeavesPlacesForFiveMore() {
    Settings defaults = TestSettings.defaults();
    int together =
        defaults.providers().stream().mapToInt(provider -> provider.gate().maxCalls()).sum();
    assertThat(together).isLessThanOrEqualTo(UpstreamGates.MOST_CALLS);
  }

  @Test
  void placesNeitherLeakNorMultiplyWhateverEndsTheCalls() {
    AtomicInteger most = new AtomicInteger();
    Race.of(
        50,
        () -> {
          for (int i = 0; i < 2_000; i++) {
            try (Pass pass = gates.enter(OPENAI, Ids.next())) {
              most.accumulateAndGet(gates.running(OPENAI), Math::max);
              tell(pass, ThreadLocalRandom.current().nextInt(4));
            } catch (RefusalException e) {
              clock.advance(Duration.ofSeconds(1));
            }
          }
          return 0;
        });
    assertThat(most.get()).isBetween(1, 10);
    assertThat(gates.running(OPENAI)).isZero();
    clock.advance(Duration.ofMinutes(2));
    try (Pass probe = gates.enter(OPENAI, Ids.next())) {
      probe.succeeded();
    }
    assertThat(enter(10)).hasSize(10);
  }

  private static void tell(Pass pass, int how) {
    if (how == 0) {
      pass.succeeded();
    } else if (how == 1) {
      pass.failed();
    } else if (how == 2) {
      pass.close();
    }
  }

  @Test
  void failuresInARowOpenTheGateToNobody() {
    fail(FAILURES - 1);
    gates.enter(OPENAI, Ids.next()).close();
    fail(1);
    assertThat(refusal()).contains("openai is failing", "in 10 s");
    gates.enter(GOOGLE, Ids.next()).close();
    assertThat(gates.running(OPENAI)).isZero();
  }

  @Test
  void successBetweenFailuresKeepsTheGateOpen() {
    for (int i = 0; i < 10; i++) {
      fail(FAILURES - 1);
      succeed();
    }
    gates.enter(OPENAI, Ids.next()).close();
  }

  @Test
  void callThatSaysNothingShowsNothing() {
    for (int i = 0; i < 10; i++) {
      gates.enter(OPENAI, Ids.next()).close();
    }
    fail(FAILURES - 1);
    gates.enter(OPENAI, Ids.next()).close();
    gates.enter(OPENAI, Ids.next()).close();
  }

  @Test
  void onlyTheFirstWordOfACallCounts() {
    for (int i = 0; i < FAILURES; i++) {
      try (Pass pass = gates.enter(OPENAI, Ids.next())) {
        pass.succeeded();
        pass.failed();
      }
      try (Pass pass = gates.enter(OPENAI, Ids.next())) {
        pass.close();
        pass.failed();
      }
    }
    try (Pass pass = gates.enter(OPENAI, Ids.next())) {
      pass.failed();
      pass.failed();
      pass.failed();
    }
    gates.enter(OPENAI, Ids.next()).close();
  }

  @Test
  void restEndsWithOneProbeAmongAHundredThreads() {
    fail(FAILURES);
    clock.advance(REST);
    Race<Pass> race = Race.of(100, () -> gates.enter(OPENAI, Ids.next()));
    assertThat(race.done()).hasSize(1);
    assertThat(race.refused())
        .hasSize(99)
        .allSatisfy(e -> assertThat(e).hasMessageContaining("is failing"));
    assertThat(gates.running(OPENAI)).isEqualTo(1);
  }

  @Test
  void probeThatSucceedsLetsAllIn() {
    fail(FAILURES);
    clock.advance(REST);
    succeed();
    assertThat(enter(10)).hasSize(10);
  }

  @Test
  void probeThatFailsDoublesTheRestUpToAMinute() {
    fail(FAILURES);
    for (int seconds : new int[] {10, 20, 40, 60, 60}) {
      clock.advance(Duration.ofSeconds(seconds).minusMillis(1));
      assertThat(refusal()).contains("in 1 s");
      clock.advance(Duration.ofMillis(1));
      fail(1);
    }
    clock.advance(Duration.ofMinutes(1));
    succeed();
    fail(FAILURES);
    assertThat(refusal()).contains("in 10 s");
  }

  @Test
  void probeWhoseCallerLeavesMakesRoomForTheNextAtOnce() {
    fail(FAILURES);
    clock.advance(REST);
    Pass probe = gates.enter(OPENAI, Ids.next());
    assertThat(refusal()).contains("is failing");
    probe.close();
    succeed();
    assertThat(enter(10)).hasSize(10);
  }

  @Test
  void silentProbeIsFollowedByAnotherAndTheLateSuccessOfTheFirstCounts() {
    fail(FAILURES);
    clock.advance(REST);
    Pass slow = gates.enter(OPENAI, Ids.next());
    clock.advance(REST.minusMillis(1));
    assertThat(refusal()).contains("is failing");
    clock.advance(Duration.ofMillis(1));
    Pass second = gates.enter(OPENAI, Ids.next());
    assertThat(refusal()).contains("is failing");
    slow.succeeded();
    assertThat(enter(8)).hasSize(8);
    second.failed();
    assertThat(gates.running(OPENAI)).isEqualTo(10);
  }

  @Test
  void lateFailureOfAnEarlierProbeProlongsNothing() {
    fail(FAILURES);
    clock.advance(REST);
    Pass slow = gates.enter(OPENAI, Ids.next());
    clock.advance(REST);
    Pass second = gates.enter(OPENAI, Ids.next());
    slow.failed();
    slow.close();
    clock.advance(REST);
    gates.enter(OPENAI, Ids.next()).succeeded();
    second.close();
    assertThat(enter(9)).hasSize(9);
  }

  @Test
  void callFromBeforeTheOutageNeitherEndsItNorBeginsTheNext() {
    List<Pass> before = enter(FAILURES + 1);
    fail(FAILURES);
    before.get(0).succeeded();
    assertThat(refusal()).contains("is failing");
    clock.advance(REST);
    succeed();
    before.subList(1, FAILURES + 1).forEach(Pass::failed);
    fail(FAILURES - 1);
    gates.enter(OPENAI, Ids.next()).close();
  }

  @Test
  void successFromBeforeTheOutageDoesNotForgiveFailuresAfterIt() {
    Pass before = gates.enter(OPENAI, Ids.next());
    fail(FAILURES);
    clock.advance(REST);
    succeed();
    fail(FAILURES - 1);
    before.succeeded();
    fail(1);
    assertThat(refusal()).contains("is failing");
  }

  @Test
  void clockThatIsPutBackDoesNotProlongTheRest() {
    fail(FAILURES);
    clock.advance(Duration.ofHours(-1));
    succeed();
    assertThat(enter(10)).hasSize(10);
  }

  @Test
  void breakerThatIsSwitchedOffNeverOpens() {
    UpstreamGates without = gates("breaker-failures", "0");
    for (int i = 0; i < 100; i++) {
      try (Pass pass = without.enter(OPENAI, Ids.next())) {
        pass.failed();
      }
    }
    without.enter(OPENAI, Ids.next()).close();
  }

  @Test
  void oneGrantLeavesHalfOfThePlacesToOthers() {
    List<Pass> mine = new ArrayList<>();
    for (int i = 0; i < 5; i++) {
      mine.add(gates.enter(OPENAI, "mine"));
    }
    for (int i = 0; i < 3; i++) {
      assertThatThrownBy(() -> gates.enter(OPENAI, "mine")).hasMessageContaining("of this grant");
    }
    gates.enter(GOOGLE, "mine").close();
    assertThat(enter(5)).hasSize(5);
    assertThatThrownBy(() -> gates.enter(OPENAI, "other")).hasMessageContaining("to the provider");
    mine.get(0).close();
    mine.get(0).close();
    gates.enter(OPENAI, "mine").close();
    assertThat(gates.running(OPENAI)).isEqualTo(9);
  }

  @Test
  void failuresOfOneGrantAloneCloseNothing() {
    for (int i = 0; i < 10 * FAILURES; i++) {
      try (Pass pass = gates.enter(OPENAI, "poison")) {
        pass.failed();
      }
    }
    try (Pass pass = gates.enter(OPENAI, "another")) {
      pass.failed();
    }
    assertThat(refusal()).contains("is failing");
  }

  @Test
  void providerThatCannotBeReachedIsNobodysDoing() {
    for (int i = 0; i < FAILURES; i++) {
      try (Pass pass = gates.enter(OPENAI, "the only one")) {
        pass.unreachable();
      }
    }
    assertThat(refusal()).contains("is failing");
  }

  @Test
  void refusalIsOneThatWaitingHelps() {
    fail(FAILURES);
    RefusalException refused =
        catchThrowableOfType(RefusalException.class, () -> gates.enter(OPENAI, Ids.next()));
    assertThat(refused.reason()).isEqualTo(Refusal.UNAVAILABLE);
    assertThat(refused.retryAfter()).hasValueSatisfying(wait -> assertThat(wait).isPositive());
  }

  @Test
  void healthIsWhatTheGateHasSeen() {
    assertThat(gates.health(OPENAI))
        .isEqualTo(new GateHealth(0, 10, 0, Optional.empty(), Optional.empty()));
    List<Pass> passes = enter(2);
    fail(1);
    Instant failed = clock.instant();
    assertThat(gates.health(OPENAI))
        .isEqualTo(new GateHealth(2, 10, 1, Optional.of(failed), Optional.empty()));
    clock.advance(Duration.ofSeconds(1));
    passes.get(0).succeeded();
    passes.forEach(Pass::close);
    assertThat(gates.health(OPENAI))
        .isEqualTo(new GateHealth(0, 10, 0, Optional.of(failed), Optional.empty()));
    assertThat(gates.health(GOOGLE).failedAt()).isEmpty();
  }

  @Test
  void healthTellsUntilWhenAFailingProviderRests() {
    fail(FAILURES);
    Instant failed = clock.instant();
    assertThat(gates.health(OPENAI))
        .isEqualTo(new GateHealth(0, 10, 0, Optional.of(failed), Optional.of(failed.plus(REST))));
    clock.advance(REST.plusSeconds(5));
    assertThat(gates.health(OPENAI).restsUntil()).hasValue(clock.instant());
    succeed();
    assertThat(gates.health(OPENAI).restsUntil()).isEmpty();
  }

  @Test
  void lookingAtTheHealthLetsNobodyIn() {
    fail(FAILURES);
    clock.advance(REST);
    gates.health(OPENAI);
    gates.enter(OPENAI, Ids.next()).close(); // the one probe is still to be had
  }

  @Test
  void providerThatIsNotConfiguredIsOurFault() {
    assertThatThrownBy(() -> gates.health(new ProviderName("other")))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> gates.enter(new ProviderName("other"), "a grant"))
        .isInstanceOf(IllegalArgumentException.class);
  }

  private List<Pass> enter(int calls) {
    List<Pass> passes = new ArrayList<>();
    for (int i = 0; i < calls; i++) {
      passes.add(gates.enter(OPENAI, Ids.next()));
    }
    return passes;
  }

  private void fail(int calls) {
    for (int i = 0; i < calls; i++) {
      try (Pass pass = gates.enter(OPENAI, Ids.next())) {
        pass.failed();
      }
    }
  }

  private void succeed() {
    try (Pass pass = gates.enter(OPENAI, Ids.next())) {
      pass.succeeded();
    }
  }

  private String refusal() {
    RefusalException refused =
        catchThrowableOfType(RefusalException.class, () -> gates.enter(OPENAI, Ids.next()));
    assertThat(refused).as("a call is let in").isNotNull();
    return refused.detail();
  }

  private UpstreamGates gates(String... suffixesAndValues) {
    return new UpstreamGates(settings(suffixesAndValues), clock);
  }

  private static Settings settings(String... suffixesAndValues) {
    Map<String, String> values = new TreeMap<>();
    for (int i = 0; i < suffixesAndValues.length; i += 2) {
      values.put("aipassport.provider.openai." + suffixesAndValues[i], suffixesAndValues[i + 1]);
    }
    return TestSettings.of(values);
  }
}
