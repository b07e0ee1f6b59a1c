package org.aipassport.metering;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import jakarta.persistence.EntityManager;
import java.util.List;
import java.util.Optional;
import org.aipassport.grants.Allowance;
import org.aipassport.values.CallId;
import org.aipassport.values.GrantId;
import org.aipassport.values.NanoUsd;

/**
 * Ends calls, in their rows and in every counter that they were taken from: what a call cost is
 * booked in the place of what was kept for it.
 */
@ApplicationScoped
class CallEnds {
  private Allowance allowance;
  private Budgets budgets;
  private UsageEntries entries;

  /**
   * A call, and what is kept for it.
   *
   * @param taken the budgets it was taken from, as far as the caller knows
   */
  record Kept(CallId call, GrantId grant, NanoUsd amount, List<Taken> taken) {}

  @SuppressWarnings("NullAway.Init")
  protected CallEnds() {} // for the CDI proxy

  @Inject
  CallEnds(Allowance allowance, Budgets budgets, UsageEntries entries) {
    this.allowance = allowance;
    this.budgets = budgets;
    this.entries = entries;
  }

  /** Ends an open call; false if it has ended already, and nothing was done. */
  boolean end(EntityManager em, Kept kept, UsageEntries.Closing how) {
    NanoUsd cost = how.cost().orElse(NanoUsd.ZERO);
    Optional<List<Taken>> taken = entries.close(em, kept.call(), how, kept.taken());
    if (taken.isEmpty()) {
      return false;
    }
    if (how.outcome() == CallOutcome.NOT_SENT) {
      allowance.release(em, kept.grant(), kept.amount());
    } else {
      allowance.book(em, kept.grant(), kept.amount(), cost);
    }
    taken.get().forEach(from -> budgets.book(em, from, kept.amount(), cost));
    return true;
  }

  /** Puts the truth in the place of the sweep's guess; false if there is none (any more). */
  boolean correct(EntityManager em, Kept kept, UsageEntries.Closing how) {
    NanoUsd cost = how.cost().orElse(NanoUsd.ZERO);
    if (!entries.closeLate(em, kept.call(), how)) {
      return false;
    }
    allowance.correct(em, kept.grant(), kept.amount(), cost);
    entries.taken(em, kept.call()).forEach(from -> budgets.correct(em, from, kept.amount(), cost));
    if (how.outcome() == CallOutcome.NOT_SENT) {
      allowance.release(em, kept.grant(), NanoUsd.ZERO);
    }
    return true;
  }
}
