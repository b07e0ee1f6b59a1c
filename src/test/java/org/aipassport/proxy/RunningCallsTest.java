package org.aipassport.proxy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import java.time.Clock;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.aipassport.config.Background;
import org.aipassport.grants.Grants;
import org.aipassport.grants.RevocationSequence;
import org.aipassport.problems.Refusal;
import org.aipassport.problems.RefusalException;
import org.aipassport.support.GrantViews;
import org.aipassport.support.Logged;
import org.aipassport.support.Refused;
import org.aipassport.support.TestSettings;
import org.aipassport.values.CallId;
import org.aipassport.values.GrantId;
import org.aipassport.values.Ids;
import org.junit.jupiter.api.Test;

/** What a poll does with what the database says; the database itself is not asked here. */
class RunningCallsTest {
  private static final Instant NOON = GrantViews.NOON;

  private Instant now = NOON;
  private Supplier<Long> position = () -> 7L;
  private boolean inForce = true;
  private Instant end = NOON.plusSeconds(60);
  private int asked;

  private final RunningCalls calls =
      new RunningCalls(
          new Positions(),
          new InForce(),
          new CallThreads(TestSettings.of(Map.of())),
          new Background(),
          new TestClock());

  @Test
  void callOfAGrantInForceRunsOn() {
    RunningCall call = started(NOON.plusSeconds(60));
    tick();
    tick();
    assertThat(call.isCut()).isFalse();
  }

  @Test
  void grantsAreAskedAboutOnlyWhenSomethingWasRevoked() {
    RunningCall call = started(NOON.plusSeconds(60));
    tick();
    tick();
    assertThat(asked).isEqualTo(1);
    position = () -> 8L;
    tick();
    assertThat(asked).isEqualTo(2);
    assertThat(call.isCut()).isFalse();
  }

  @Test
  void callOfAGrantThatHasEndedIsCut() {
    RunningCall call = started(NOON.plusSeconds(60));
    tick();
    position = () -> 8L;
    inForce = false;
    tick();
    assertThat(call.isCut()).isTrue();
  }

  @Test
  void firstPollLooksEvenIfTheSequenceHasNotMoved() {
    RunningCall call = started(NOON.plusSeconds(60));
    inForce = false;
    tick();
    assertThat(call.isCut()).isTrue();
  }

  @Test
  void pollAfterAPauseLooksAgain() {
    RunningCall before = started(NOON.plusSeconds(60));
    tick();
    calls.remove(before);
    tick(); // nothing runs, nothing is asked
    RunningCall call = started(NOON.plusSeconds(60));
    inForce = false;
    tick();
    assertThat(call.isCut()).isTrue();
  }

  @Test
  void callIsCutWhenItsGrantEndsByTime() {
    RunningCall call = started(NOON.plusSeconds(60));
    now = NOON.plusSeconds(60).minusNanos(1);
    tick();
    assertThat(call.isCut()).isFalse();
    now = NOON.plusSeconds(60);
    tick();
    assertThat(call.isCut()).isTrue();
  }

  @Test
  void callRunsUntilTheEndThatItsGrantHasNow() {
    RunningCall extended = started(NOON.plusSeconds(60));
    tick();
    end = NOON.plusSeconds(90);
    position = () -> 8L;
    tick();
    now = NOON.plusSeconds(60);
    tick();
    assertThat(extended.isCut()).isFalse();
    now = NOON.plusSeconds(90);
    tick();
    assertThat(extended.isCut()).isTrue();
  }

  @Test
  void callIsCutByTimeThoughTheDatabaseIsOut() {
    end = NOON.plusSeconds(5);
    RunningCall call = started(end);
    tick();
    position = RunningCallsTest::outage;
    now = end;
    tick();
    assertThat(call.isCut()).isTrue();
  }

  @Test
  void shortOutageCutsNothing() {
    RunningCall call = started(NOON.plusSeconds(3600));
    tick();
    position = RunningCallsTest::outage;
    now = NOON.plusSeconds(10);
    tick();
    assertThat(call.isCut()).isFalse();
    position = () -> 7L;
    tick();
    position = RunningCallsTest::outage;
    now = NOON.plusSeconds(20);
    tick();
    assertThat(call.isCut()).isFalse();
  }

  @Test
  void outageOfMoreThanTenSecondsCutsEverything() {
    RunningCall one = started(NOON.plusSeconds(3600));
    RunningCall other = started(NOON.plusSeconds(3600));
    tick();
    position = RunningCallsTest::outage;
    now = NOON.plusSeconds(10).plusNanos(1);
    try (Logged log = new Logged(RunningCalls.class)) {
      tick();
      assertThat(log.records()).hasSize(1);
    }
    assertThat(one.isCut()).isTrue();
    assertThat(other.isCut()).isTrue();
  }

  @Test
  void faultCountsAsNotKnowingToo() {
    RunningCall call = started(NOON.plusSeconds(3600));
    tick();
    position =
        () -> {
          throw new IllegalStateException("a fault");
        };
    now = NOON.plusSeconds(11);
    try (Logged log = new Logged(RunningCalls.class)) {
      assertThatIllegalStateException().isThrownBy(calls::poll); // the scheduler logs it
      calls.watch();
      assertThat(log.records()).hasSize(1);
    }
    assertThat(call.isCut()).isTrue();
  }

  @Test
  void revocationThatCouldNotBeLookedUpIsLookedUpAgain() {
    RunningCall call = started(NOON.plusSeconds(3600));
    tick();
    position = RunningCallsTest::outage;
    tick();
    position = () -> 8L;
    inForce = false;
    tick();
    assertThat(call.isCut()).isTrue();
  }

  @Test
  void callThatCannotBeEndedDoesNotKeepOthersRunning() {
    for (int i = 0; i < 20; i++) {
      started(NOON.plusSeconds(60))
          .onCut(
              () -> {
                throw new IllegalStateException("cannot");
              });
    }
    RunningCall call = started(NOON.plusSeconds(60));
    inForce = false;
    try (Logged log = new Logged(RunningCalls.class)) {
      tick();
      assertThat(log.records()).hasSize(20);
    }
    assertThat(call.isCut()).isTrue();
  }

  @Test
  void callThatHasEndedIsForgotten() {
    RunningCall call = started(NOON.plusSeconds(60));
    calls.remove(call);
    inForce = false;
    tick();
    assertThat(call.isCut()).isFalse();
    assertThat(asked).isZero();
  }

  @Test
  void stopOfTheBrokerCutsEverything() {
    RunningCall call = started(NOON.plusSeconds(60));
    calls.cutAll();
    assertThat(call.isCut()).isTrue();
  }

  @Test
  void stuckCallIsSettledByAnotherThreadAndKeepsItsShare() throws InterruptedException {
    BlockingQueue<Thread> settlers = new LinkedBlockingQueue<>();
    RunningCall call = started(NOON.plusSeconds(60));
    call.oversee(() -> RunningCall.WRITE_DEADLINE, outcome -> settlers.add(Thread.currentThread()));
    try (Logged log = new Logged(RunningCalls.class)) {
      tick();
      tick();
      assertThat(log.records()).hasSize(1);
    }
    Thread settler = settlers.poll(10, TimeUnit.SECONDS);
    assertThat(settler).isNotNull().isNotEqualTo(Thread.currentThread());
    assertThat(settlers).as("once").isEmpty();
    int most = new CallThreads(TestSettings.of(Map.of())).mostPerGrant();
    for (int i = 1; i < most; i++) {
      started(NOON.plusSeconds(60));
    }
    Refused.as(Refusal.TOO_MANY, () -> started(NOON.plusSeconds(60))); // its thread still waits
  }

  @Test
  void grantHasOnlyItsShareOfCalls() {
    int most = new CallThreads(TestSettings.of(Map.of())).mostPerGrant();
    RunningCall first = started(NOON.plusSeconds(60));
    for (int i = 1; i < most; i++) {
      started(NOON.plusSeconds(60));
    }
    Refused.as(Refusal.TOO_MANY, () -> started(NOON.plusSeconds(60)));
    calls.remove(first);
    calls.remove(first); // twice gives back once
    started(NOON.plusSeconds(60));
    Refused.as(Refusal.TOO_MANY, () -> started(NOON.plusSeconds(60)));
  }

  /** What the scheduler does twice a second; it logs what a poll throws. */
  private void tick() {
    try {
      calls.poll();
    } catch (RefusalException e) {
      assertThat(e.reason()).isEqualTo(Refusal.UNAVAILABLE);
    }
    calls.watch();
  }

  private RunningCall started(Instant grantEnds) {
    RunningCall call = new RunningCall(new CallId(Ids.next()), GrantViews.approvedUntil(grantEnds));
    calls.add(call);
    return call;
  }

  private static long outage() {
    throw new RefusalException(Refusal.UNAVAILABLE, "The database is out.");
  }

  private final class Positions extends RevocationSequence {
    @Override
    public long position() {
      return position.get();
    }
  }

  private final class InForce extends Grants {
    @Override
    public Map<GrantId, Instant> endsOfThoseInForce(Collection<GrantId> ids) {
      asked++;
      Map<GrantId, Instant> ends = new HashMap<>();
      if (inForce) {
        ids.forEach(id -> ends.put(id, end));
      }
      return ends;
    }
  }

  private final class TestClock extends Clock {
    @Override
    public Instant instant() {
      return now;
    }

    @Override
    public ZoneId getZone() {
      return ZoneOffset.UTC;
    }

    @Override
    public Clock withZone(ZoneId zone) {
      throw new UnsupportedOperationException("withZone");
    }
  }
}
