package org.aipassport.metering;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import jakarta.persistence.EntityManager;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneId;
import java.util.List;
import java.util.Optional;
import org.aipassport.audit.AuditFact;
import org.aipassport.audit.AuditLog;
import org.aipassport.config.Settings;
import org.aipassport.grants.GrantView;
import org.aipassport.identity.Caller;
import org.aipassport.identity.FreshSignIn;
import org.aipassport.identity.Role;
import org.aipassport.persistence.DuplicateRowException;
import org.aipassport.persistence.GroupedTransactions;
import org.aipassport.persistence.Transactions;
import org.aipassport.problems.Refusal;
import org.aipassport.problems.RefusalException;
import org.aipassport.values.Ids;
import org.aipassport.values.NanoUsd;

/** Owners set limits on and above their grants. Every decision is an event. */
@ApplicationScoped
public class OwnBudgets {
  private static final int MOST = 200;

  private Settings settings;
  private Transactions transactions;
  private GroupedTransactions grouped;
  private Budgets budgets;
  private BudgetSubjects subjects;
  private CallsUnderWay underWay;
  private FreshSignIn fresh;
  private AuditLog audit;
  private Clock clock;

  @SuppressWarnings("NullAway.Init")
  protected OwnBudgets() {} // for the CDI proxy

  @Inject
  OwnBudgets(
      Settings settings,
      Transactions transactions,
      GroupedTransactions grouped,
      Budgets budgets,
      BudgetSubjects subjects,
      CallsUnderWay underWay,
      FreshSignIn fresh,
      AuditLog audit,
      Clock clock) {
    this.settings = settings;
    this.transactions = transactions;
    this.grouped = grouped;
    this.budgets = budgets;
    this.subjects = subjects;
    this.underWay = underWay;
    this.fresh = fresh;
    this.audit = audit;
    this.clock = clock;
  }

  /** The caller's budgets as they are now. */
  public List<Budget> list(Caller caller) {
    Caller owner = caller.as(Role.OWNER);
    return transactions.call(em -> budgets.of(em, owner.account()));
  }

  /** The budgets on that grant alone, as they are now. */
  public List<Budget> on(GrantView grant) {
    return grant.account().isEmpty()
        ? List.of()
        : transactions.call(em -> budgets.of(em, grant)).stream()
            .filter(one -> one.level() == BudgetLevel.GRANT)
            .toList();
  }

  /**
   * Sets a budget, in the place of one for the same subject and period, whose counters go on: a
   * limit below what is spent refuses every call until its window is over. A new one begins with
   * what is kept for the calls that are under way, and counts what they cost.
   *
   * @param subject the id of a grant or of a provider key of the caller's, or the host of apps;
   *     empty for the account
   * @param signedInAt when the browser session was authenticated that sets it; empty for scripts
   * @throws RefusalException INVALID_FIELD of {@code subject}; WRONG_STATE beyond 200 budgets;
   *     SIGN_IN_AGAIN if a session raises a limit that was authenticated too long ago
   */
  public Budget set(
      Caller caller,
      BudgetLevel level,
      String subject,
      Period period,
      NanoUsd limit,
      Optional<Instant> signedInAt) {
    Caller owner = caller.as(Role.OWNER);
    subjects.require(owner, level, subject);
    try {
      return store(owner, level, subject, period, limit, signedInAt);
    } catch (DuplicateRowException e) { // the same one at once: it is there now
      return store(owner, level, subject, period, limit, signedInAt);
    }
  }

  private Budget store(
      Caller owner,
      BudgetLevel level,
      String subject,
      Period period,
      NanoUsd limit,
      Optional<Instant> signedInAt) {
    return grouped.alone(
        owner.account().value(),
        em -> {
          find(em, owner, level, subject, period)
              .filter(before -> limit.compareTo(before.limit()) > 0)
              .ifPresent(before -> fresh.require(signedInAt, "Raising a limit"));
          if (!budgets.limit(em, owner.account(), level, subject, period, limit)) {
            insert(em, owner, level, subject, period, limit);
          }
          Budget set = find(em, owner, level, subject, period).orElseThrow();
          audit.append(em, fact("budget.set", owner, set).with("limit_usd", limit.decimal()));
          return set;
        });
  }

  private Optional<Budget> find(
      EntityManager em, Caller owner, BudgetLevel level, String subject, Period period) {
    return budgets.of(em, owner.account()).stream()
        .filter(one -> one.level() == level && one.period() == period)
        .filter(one -> one.subject().equals(subject))
        .findFirst();
  }

  private void insert(
      EntityManager em,
      Caller owner,
      BudgetLevel level,
      String subject,
      Period period,
      NanoUsd limit) {
    budgets.lock(em, owner.account());
    List<Budget> others = budgets.of(em, owner.account());
    if (others.size() >= MOST) {
      throw new RefusalException(
          Refusal.WRONG_STATE, "You have " + MOST + " budgets; remove one first.");
    }
    Instant now = clock.instant();
    ZoneId zone = settings.money().zone();
    Budget empty =
        new Budget(
            Ids.next(),
            level,
            subject,
            period,
            zone,
            period.start(now, zone),
            limit,
            NanoUsd.ZERO,
            NanoUsd.ZERO,
            period.end(now, zone));
    NanoUsd kept = underWay.countIn(em, owner.account(), empty, others);
    budgets.insert(em, owner.account(), empty.keeping(kept));
  }

  /**
   * Removes a budget; calls under way are not concerned.
   *
   * @param signedInAt as in {@link #set}
   * @throws RefusalException NOT_FOUND if the caller has no such budget; SIGN_IN_AGAIN if a session
   *     removes it that was authenticated too long ago
   */
  public void remove(Caller caller, String id, Optional<Instant> signedInAt) {
    Caller owner = caller.as(Role.OWNER);
    fresh.require(signedInAt, "Removing a limit");
    transactions.run(
        em -> {
          Budget removed =
              budgets.of(em, owner.account()).stream()
                  .filter(one -> one.id().equals(id))
                  .findFirst()
                  .orElseThrow(OwnBudgets::unknown);
          if (!budgets.delete(em, id)) {
            throw unknown();
          }
          audit.append(em, fact("budget.removed", owner, removed));
        });
  }

  private static RefusalException unknown() {
    return new RefusalException(Refusal.NOT_FOUND, "No such budget.");
  }

  private static AuditFact fact(String type, Caller owner, Budget budget) {
    return AuditFact.of(type, owner.actor(), owner.account(), budget.id())
        .with("level", budget.level().wireName())
        .with("subject", budget.subject())
        .with("period", budget.period().wireName());
  }
}
