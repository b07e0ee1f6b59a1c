package org.aipassport.proxy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import java.time.Clock;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.Collection;
import java.util.Set;
import java.util.function.Supplier;
import org.aipassport.config.Background;
import org.aipassport.grants.Grants;
import org.aipassport.grants.RevocationSequence;
import org.aipassport.problems.Refusal;
import org.aipassport.problems.RefusalException;
import org.aipassport.support.GrantViews;
import org.aipassport.support.Logged;
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
  private int asked;

  private final RunningCalls calls =
      new RunningCalls(new Positions(), new InForce(), new Background(), new TestClock());

  @Test
  void callOfAGrantInForceRunsOn() {
    RunningCall call = started(NOON.plusSeconds(60));
    calls.poll();
    calls.poll();
    assertThat(call.isCut()).isFalse();
  }

  @Test
  void grantsAreAskedAboutOnlyWhenSomethingWasRevoked() {
    RunningCall call = started(NOON.plusSeconds(60));
    calls.poll();
    calls.poll();
    assertThat(asked).isEqualTo(1);
    position = () -> 8L;
    calls.poll();
    assertThat(asked).isEqualTo(2);
    assertThat(call.isCut()).isFalse();
  }

  @Test
  void callOfAGrantThatHasEndedIsCut() {
    RunningCall call = started(NOON.plusSeconds(60));
    calls.poll();
    position = () -> 8L;
    inForce = false;
    calls.poll();
    assertThat(call.isCut()).isTrue();
  }

  @Test
  void firstPollLooksEvenIfTheSequenceHasNotMoved() {
    RunningCall call = started(NOON.plusSeconds(60));
    inForce = false;
    calls.poll();
    assertThat(call.isCut()).isTrue();
  }

  @Test
  void pollAfterAPauseLooksAgain() {
    calls.remove(started(NOON.plusSeconds(60)));
    calls.poll(); // nothing runs: what is revoked now is not seen
    RunningCall call = started(NOON.plusSeconds(60));
    inForce = false;
    calls.poll();
    assertThat(call.isCut()).isTrue();
  }

  @Test
  void callIsCutWhenItsGrantEndsByTime() {
    RunningCall call = started(NOON.plusSeconds(60));
    now = NOON.plusSeconds(60).minusNanos(1);
    calls.poll();
    assertThat(call.isCut()).isFalse();
    now = NOON.plusSeconds(60);
    calls.poll();
    assertThat(call.isCut()).isTrue();
  }

  @Test
  void callIsCutByTimeThoughTheDatabaseIsOut() {
    RunningCall call = started(NOON.plusSeconds(5));
    calls.poll();
    position = RunningCallsTest::outage;
    now = NOON.plusSeconds(5);
    calls.poll();
    assertThat(call.isCut()).isTrue();
  }

  @Test
  void shortOutageCutsNothing() {
    RunningCall call = started(NOON.plusSeconds(3600));
    calls.poll();
    position = RunningCallsTest::outage;
    now = NOON.plusSeconds(10);
    calls.poll();
    assertThat(call.isCut()).isFalse();
    position = () -> 7L;
    calls.poll();
    position = RunningCallsTest::outage;
    now = NOON.plusSeconds(20);
    calls.poll();
    assertThat(call.isCut()).isFalse();
  }

  @Test
  void outageOfMoreThanTenSecondsCutsEverything() {
    RunningCall one = started(NOON.plusSeconds(3600));
    RunningCall other = started(NOON.plusSeconds(3600));
    calls.poll();
    position = RunningCallsTest::outage;
    now = NOON.plusSeconds(10).plusNanos(1);
    try (Logged log = new Logged(RunningCalls.class)) {
      calls.poll();
      assertThat(log.records()).hasSize(1);
    }
    assertThat(one.isCut()).isTrue();
    assertThat(other.isCut()).isTrue();
  }

  @Test
  void faultCountsAsNotKnowingToo() {
    RunningCall call = started(NOON.plusSeconds(3600));
    calls.poll();
    position =
        () -> {
          throw new IllegalStateException("a fault");
        };
    now = NOON.plusSeconds(11);
    try (Logged log = new Logged(RunningCalls.class)) {
      assertThatIllegalStateException().isThrownBy(calls::poll); // the scheduler logs it
      assertThat(log.records()).hasSize(1);
    }
    assertThat(call.isCut()).isTrue();
  }

  @Test
  void revocationThatCouldNotBeLookedUpIsLookedUpAgain() {
    RunningCall call = started(NOON.plusSeconds(3600));
    calls.poll();
    position = RunningCallsTest::outage;
    calls.poll();
    position = () -> 8L;
    inForce = false;
    calls.poll();
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
      calls.poll();
      assertThat(log.records()).hasSize(20);
    }
    assertThat(call.isCut()).isTrue();
  }

  @Test
  void callThatHasEndedIsForgotten() {
    RunningCall call = started(NOON.plusSeconds(60));
    calls.remove(call);
    inForce = false;
    calls.poll();
    assertThat(call.isCut()).isFalse();
    assertThat(asked).isZero();
  }

  @Test
  void stopOfTheBrokerCutsEverything() {
    RunningCall call = started(NOON.plusSeconds(60));
    calls.cutAll();
    assertThat(call.isCut()).isTrue();
  }

  private RunningCall started(Instant grantEnds) {
    RunningCall call =
        new RunningCall(new CallId(Ids.next()), GrantViews.approvedUntil(grantEnds), "kid-1");
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
    public Set<GrantId> inForce(Collection<GrantId> ids) {
      asked++;
      return inForce ? Set.copyOf(ids) : Set.of();
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
