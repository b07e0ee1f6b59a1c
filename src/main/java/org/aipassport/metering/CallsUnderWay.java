package org.aipassport.metering;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import jakarta.persistence.EntityManager;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.aipassport.values.AccountId;
import org.aipassport.values.NanoUsd;

/**
 * Brings calls that are under way under a budget that begins: what is kept for them is kept there,
 * too, and what they cost counts there, because they say so from now on. One whose intent is being
 * written down at that very moment may be missed; it then counts in none that it does not name.
 */
@ApplicationScoped
class CallsUnderWay {
  private UsageEntries entries;

  @SuppressWarnings("NullAway.Init")
  protected CallsUnderWay() {} // for the CDI proxy

  @Inject
  CallsUnderWay(UsageEntries entries) {
    this.entries = entries;
  }

  /**
   * Counts them in {@code budget}.
   *
   * @param others the account's other budgets; the caller lets no more be made meanwhile
   * @return what is kept for them together
   */
  NanoUsd countIn(EntityManager em, AccountId account, Budget budget, List<Budget> others) {
    Map<String, BudgetLevel> levels = new HashMap<>();
    others.forEach(other -> levels.put(other.id(), other.level()));
    levels.put(budget.id(), budget.level());
    NanoUsd kept = NanoUsd.ZERO;
    for (UsageEntries.Open call :
        entries.openUnder(em, account, budget.level(), budget.subject())) {
      if (entries.countIn(em, call.id(), more(call, budget, levels))) {
        kept = kept.plus(call.reserved());
      }
    }
    return kept;
  }

  /** In the order in which calls lock them, without those that are removed. */
  private static List<Taken> more(
      UsageEntries.Open call, Budget budget, Map<String, BudgetLevel> levels) {
    BudgetLevel last = BudgetLevel.KEY;
    List<Taken> all = new ArrayList<>(call.taken());
    all.removeIf(one -> !levels.containsKey(one.budget()));
    all.add(new Taken(budget.id(), budget.period().start(call.at(), budget.zone())));
    all.sort(
        Comparator.comparingInt((Taken one) -> levels.getOrDefault(one.budget(), last).number())
            .thenComparing(Taken::budget));
    return all;
  }
}
