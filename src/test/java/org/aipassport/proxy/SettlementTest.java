package org.aipassport.proxy;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import org.aipassport.metering.CallIntent;
import org.aipassport.metering.CallLedger;
import org.aipassport.metering.CallOutcome;
import org.aipassport.metering.Charge;
import org.aipassport.metering.Reservation;
import org.aipassport.metering.Reserved;
import org.aipassport.problems.Refusal;
import org.aipassport.problems.RefusalException;
import org.aipassport.support.GrantViews;
import org.aipassport.support.Logged;
import org.aipassport.support.Race;
import org.aipassport.values.CallId;
import org.aipassport.values.Ids;
import org.aipassport.values.ModelName;
import org.aipassport.values.NanoUsd;
import org.junit.jupiter.api.Test;

class SettlementTest {
  private static final Reserved CALL =
      new Reserved(
          new CallIntent(
              new CallId(Ids.next()),
              GrantViews.approvedUntil(GrantViews.NOON),
              "chat_completions",
              new ModelName("gpt-a"),
              Optional.empty()),
          Reservation.NONE,
          List.of(),
          Optional.empty());

  private final Queue<String> settled = new ConcurrentLinkedQueue<>();
  private final AtomicInteger freed = new AtomicInteger();
  private volatile boolean busy;

  private final Settlement settlement =
      new Settlement(new Ledger(), CALL, () -> Charge.UNKNOWN, freed::incrementAndGet);

  @Test
  void ofManyWhoSettleOneDoes() {
    settlement.answered(200);
    Race.of(20, n -> () -> settlement.settle(outcome(n))).done().forEach(this::isSettled);
    assertThat(settled).hasSize(1);
    assertThat(settled.peek()).endsWith(" 200");
  }

  private static CallOutcome outcome(int number) {
    return number % 2 == 0 ? CallOutcome.CUT : CallOutcome.COMPLETED;
  }

  private void isSettled(boolean is) {
    assertThat(is).isTrue();
  }

  @Test
  void whatCouldNotBeSettledIsSettledByTheNext() {
    busy = true;
    try (Logged log = new Logged(ProxiedCalls.class)) {
      assertThat(settlement.settle(CallOutcome.CUT)).isFalse();
      assertThat(log.records()).hasSize(1);
    }
    assertThat(freed).as("the place does not wait for the database").hasValue(1);
    busy = false;
    assertThat(settlement.settle(CallOutcome.COMPLETED)).isTrue();
    assertThat(settlement.settle(CallOutcome.CUT)).isTrue();
    assertThat(settled).containsExactly("COMPLETED 0");
  }

  /** Else the money that was kept for it would stay away. */
  @Test
  void aBillThatCannotBeStoredIsChargedAtTheBound() {
    Charge bill = new Charge(Optional.of(NanoUsd.ofCents(1)), Optional.of("{}"), Optional.empty());
    Settlement billed = new Settlement(new Ledger(), CALL, () -> bill, freed::incrementAndGet);
    try (Logged log = new Logged(ProxiedCalls.class)) {
      assertThat(billed.settle(CallOutcome.COMPLETED)).isTrue();
      assertThat(log.records()).hasSize(1);
    }
    assertThat(settled).containsExactly("COMPLETED 0");
  }

  private final class Ledger extends CallLedger {
    @Override
    public void settle(Reserved call, CallOutcome outcome, int httpStatus, Charge charge) {
      if (charge.bill().isPresent()) {
        throw new IllegalStateException("The database refused a value.");
      }
      if (busy) {
        throw new RefusalException(Refusal.UNAVAILABLE, "The database is busy.");
      }
      settled.add(outcome + " " + httpStatus);
    }
  }
}
