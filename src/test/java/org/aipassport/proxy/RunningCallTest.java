package org.aipassport.proxy;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import org.aipassport.metering.CallOutcome;
import org.aipassport.support.GrantViews;
import org.aipassport.values.CallId;
import org.aipassport.values.Ids;
import org.junit.jupiter.api.Test;

class RunningCallTest {
  private final AtomicInteger aborts = new AtomicInteger();
  private final RunningCall call =
      new RunningCall(new CallId(Ids.next()), GrantViews.approvedUntil(GrantViews.NOON));

  @Test
  void cutEndsTheUpstreamsPart() {
    call.onCut(aborts::incrementAndGet);
    assertThat(call.isCut()).isFalse();
    assertThat(aborts).hasValue(0);
    call.cut();
    assertThat(call.isCut()).isTrue();
    assertThat(aborts).hasValue(1);
  }

  @Test
  void callThatWasCutBeforeItWentOutIsEndedAsItGoesOut() {
    call.cut();
    call.onCut(aborts::incrementAndGet);
    assertThat(aborts).hasValue(1);
  }

  @Test
  void cutBeforeThereIsAnythingToEndIsHarmless() {
    call.cut();
    call.cut();
    assertThat(call.isCut()).isTrue();
  }

  @Test
  void cutTwiceIsHarmless() {
    call.onCut(aborts::incrementAndGet);
    call.cut();
    call.cut();
    assertThat(call.isCut()).isTrue();
    assertThat(aborts).hasValueBetween(1, 2); // aborting is harmless when repeated
  }

  @Test
  void callerWhoLeavesEndsTheUpstreamsPartWithoutCuttingTheCall() {
    call.onCut(aborts::incrementAndGet);
    call.leave();
    assertThat(aborts).hasValue(1);
    call.onCut(aborts::incrementAndGet);
    assertThat(aborts).as("what goes out later is ended too").hasValue(2);
    assertThat(call.isCut()).isFalse();
  }

  @Test
  void callKnowsWhatItHangsOn() {
    assertThat(call.grant()).hasToString("GGGGGGGGGGGGGGGGGGGGGG");
    assertThat(call.grantEnds()).isEqualTo(GrantViews.NOON);
  }

  @Test
  void callWhoseCallerDoesNotReadIsGivenUpOnceAfterItsCut() {
    List<CallOutcome> outcomes = new ArrayList<>();
    call.onCut(aborts::incrementAndGet);
    call.oversee(() -> RunningCall.LAST_WORD, outcomes::add);
    assertThat(call.claimIfStuck()).as("it may read later").isFalse();
    call.cut();
    assertThat(call.claimIfStuck()).as("its thread has a last word").isFalse();
    LockSupport.parkNanos(RunningCall.LAST_WORD.toNanos() + 1_000_000);
    assertThat(call.claimIfStuck()).isTrue();
    assertThat(call.claimIfStuck()).isFalse();
    call.giveUp();
    assertThat(outcomes).containsExactly(CallOutcome.CUT);
  }

  @Test
  void callThatWasCutAndWritesIsNotGivenUp() {
    call.oversee(() -> Duration.ofMillis(5), outcome -> true);
    call.cut();
    LockSupport.parkNanos(RunningCall.LAST_WORD.toNanos() + 1_000_000);
    assertThat(call.claimIfStuck()).isFalse();
  }

  @Test
  void writeThatTakesTooLongEndsTheCall() {
    List<CallOutcome> outcomes = new ArrayList<>();
    call.onCut(aborts::incrementAndGet);
    call.oversee(() -> RunningCall.WRITE_DEADLINE, outcomes::add);
    assertThat(call.claimIfStuck()).isTrue();
    call.giveUp();
    assertThat(aborts).hasValue(1);
    assertThat(outcomes).containsExactly(CallOutcome.CALLER_GONE);
    assertThat(call.isCut()).isFalse();
  }

  @Test
  void callThatCouldNotBeGivenUpIsTriedAgain() {
    call.oversee(() -> RunningCall.WRITE_DEADLINE, outcome -> false);
    assertThat(call.claimIfStuck()).isTrue();
    call.giveUp();
    assertThat(call.claimIfStuck()).isTrue();
  }
}
