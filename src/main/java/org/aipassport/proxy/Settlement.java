package org.aipassport.proxy;

import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.function.Supplier;
import org.aipassport.metering.CallLedger;
import org.aipassport.metering.CallOutcome;
import org.aipassport.metering.Charge;
import org.aipassport.metering.Reserved;
import org.aipassport.problems.RefusalException;

/**
 * The end of one call that was reserved: frees its place at the provider and puts its outcome on
 * record. The first who settles it does; that is the call's own thread, or whoever gave it up.
 */
final class Settlement {
  private static final Logger LOG = System.getLogger(ProxiedCalls.class.getName());

  private final CallLedger ledger;
  private final Reserved call;
  private final Supplier<Charge> charge;
  private final Runnable freePlace;
  private volatile int status;
  private boolean settled;

  /**
   * Nothing is settled yet.
   *
   * @param charge asked when the call is settled: what it cost
   * @param freePlace frees the place; harmless when repeated
   */
  Settlement(CallLedger ledger, Reserved call, Supplier<Charge> charge, Runnable freePlace) {
    this.ledger = ledger;
    this.call = call;
    this.charge = charge;
    this.freePlace = freePlace;
  }

  /** The upstream has answered with this status. */
  void answered(int code) {
    status = code;
  }

  /**
   * Settles the call, unless it is settled. If that fails the call stays reserved until somebody
   * tries again; if the broker dies before, the ledger's sweep finds it.
   *
   * @return whether it is settled now
   */
  synchronized boolean settle(CallOutcome outcome) {
    freePlace.run();
    if (settled) {
      return true;
    }
    try {
      book(outcome);
      settled = true;
    } catch (RefusalException e) {
      LOG.log(Level.WARNING, "call {0} cannot be settled yet: {1}", call.intent().id(), e.detail());
    }
    return settled;
  }

  /** A bill that cannot be stored must not keep the call open: it is charged at its bound then. */
  private void book(CallOutcome outcome) {
    try {
      ledger.settle(call, outcome, status, charge.get());
    } catch (RefusalException busy) {
      throw busy;
    } catch (RuntimeException e) {
      LOG.log(Level.ERROR, "call " + call.intent().id() + " cannot be settled by its bill", e);
      ledger.settle(call, outcome, status, Charge.UNKNOWN);
    }
  }
}
