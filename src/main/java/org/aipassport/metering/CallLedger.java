package org.aipassport.metering;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import jakarta.persistence.EntityManager;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.aipassport.audit.AuditFact;
import org.aipassport.audit.AuditLog;
import org.aipassport.config.Settings;
import org.aipassport.grants.Allowance;
import org.aipassport.grants.GrantView;
import org.aipassport.grants.Overrun;
import org.aipassport.persistence.DuplicateRowException;
import org.aipassport.persistence.GroupedTransactions;
import org.aipassport.persistence.Transactions;
import org.aipassport.problems.Refusal;
import org.aipassport.problems.RefusalException;
import org.aipassport.values.CallId;
import org.aipassport.values.GrantId;
import org.aipassport.values.NanoUsd;

/**
 * The record of calls: an intent, counted against the grant with the most that it can cost, and
 * committed before the first byte leaves; and exactly one outcome after the last, with what it did
 * cost. What a crash leaves without an outcome {@link AbandonedCalls} finds.
 */
@ApplicationScoped
public class CallLedger {
  private static final int TRIES = 8;

  private Settings settings;
  private Transactions transactions;
  private GroupedTransactions grouped;
  private Allowance allowance;
  private Budgets budgets;
  private UsageEntries entries;
  private IdempotencyKeys keys;
  private CallEnds ends;
  private Overrun overrun;
  private AuditLog audit;

  @SuppressWarnings("NullAway.Init")
  protected CallLedger() {} // for the CDI proxy

  @Inject
  CallLedger(
      Settings settings,
      Transactions transactions,
      GroupedTransactions grouped,
      Allowance allowance,
      Budgets budgets,
      UsageEntries entries,
      IdempotencyKeys keys,
      CallEnds ends,
      Overrun overrun,
      AuditLog audit) {
    this.settings = settings;
    this.transactions = transactions;
    this.grouped = grouped;
    this.allowance = allowance;
    this.budgets = budgets;
    this.entries = entries;
    this.keys = keys;
    this.ends = ends;
    this.overrun = overrun;
    this.audit = audit;
  }

  /**
   * Puts the intent on record and takes one call of the grant's, and the most that it can cost from
   * every cap that is in force. When this returns all of it is durable.
   *
   * @param quote asked only under a cap, perhaps more than once
   * @throws RefusalException as {@link Allowance#take} and {@link Quote#within}; BUDGET_EXHAUSTED
   *     with the figures if a cap does not leave enough; IDEMPOTENCY_KEY_REUSED,
   *     IDEMPOTENCY_IN_PROGRESS or ALREADY_CHARGED if its key is taken; then nothing was recorded
   *     or taken
   */
  public Reserved reserve(CallIntent intent, Quote quote) {
    Optional<Quote> prepared = Optional.empty();
    if (intent.grant().money().cap().isPresent()) {
      prepared = Optional.of(prepared(quote));
    }
    for (int tries = 1; ; tries++) {
      try {
        Optional<Quote> asked = prepared;
        Optional<Reserved> reserved = grouped.call(owner(intent), em -> reserve(em, intent, asked));
        if (reserved.isPresent()) {
          return reserved.get();
        }
        prepared = Optional.of(prepared(quote));
      } catch (TakenMeanwhile | DuplicateRowException e) {
        if (tries == TRIES) {
          throw RefusalException.because(
              Refusal.UNAVAILABLE, "Too many calls at once on one budget; try again.", e);
        }
      }
    }
  }

  private static Quote prepared(Quote quote) {
    quote.prepare();
    return quote;
  }

  /** Nothing, and nothing done, if a cap is in force and there is no quote yet. */
  private Optional<Reserved> reserve(EntityManager em, CallIntent intent, Optional<Quote> quote) {
    GrantView grant = intent.grant();
    Optional<CallId> before = keys.refuseUnlessFree(em, intent);
    List<Budget> above = budgets.of(em, grant);
    MoneyLeft left =
        new MoneyLeft(
            grant.money().cap().isPresent() ? allowance.money(em, grant.id()) : Optional.empty(),
            above);
    if (left.isCapped() && quote.isEmpty()) {
      return Optional.empty();
    }
    Reservation reservation =
        left.isCapped() ? quote.orElseThrow().within(left.least().orElseThrow()) : Reservation.NONE;
    NanoUsd amount = reservation.amount();
    left.tooSmallFor(amount)
        .ifPresent(
            limit -> {
              throw limit.exhausted(amount, approvalUrl(limit, grant));
            });
    List<Taken> taken = above.stream().map(Taken::of).toList();
    entries.insert(em, intent, reservation, taken);
    audit.append(em, intended(intent, reservation));
    boolean took =
        allowance.take(em, grant, reservation.most())
            && taken.stream().allMatch(from -> budgets.take(em, from, amount))
            && keys.take(em, intent, before);
    if (!took) {
      throw new TakenMeanwhile();
    }
    return Optional.of(
        new Reserved(intent, reservation, taken, left.ofGrant().map(most -> most.less(amount))));
  }

  private String approvalUrl(Limit limit, GrantView grant) {
    return settings.publicUrl()
        + (limit.isTotalOfGrant() ? "/ui/grant?grant=" + grant.id() : "/ui/budgets");
  }

  /**
   * Puts on record that the call is being sent, if it may cost something under a cap: from now on a
   * crash charges it in full.
   *
   * @throws RefusalException UNAVAILABLE if the sweep has given it up meanwhile
   */
  public void dispatching(Reserved call) {
    if (call.reservation().amount().nanos() == 0) {
      return;
    }
    boolean open =
        grouped.call(owner(call.intent()), em -> entries.dispatch(em, call.intent().id()));
    if (!open) {
      throw new RefusalException(Refusal.UNAVAILABLE, "The call took too long to begin.");
    }
  }

  /**
   * Puts the outcome on record, once: a second settlement of the same call changes nothing, unless
   * the first was the sweep's guess. What nobody knows the cost of is charged at its bound.
   */
  public void settle(Reserved call, CallOutcome outcome, int httpStatus, Charge charge) {
    grouped.run(owner(call.intent()), em -> settle(em, call, outcome, httpStatus, charge));
  }

  /**
   * Gives back what a call took whose reservation the database did not confirm, if it was stored
   * all the same; it was never sent. Harmless for any other, and when repeated.
   */
  public void takeBack(CallIntent intent) {
    grouped.run(
        owner(intent),
        em ->
            entries
                .open(em, intent.id())
                .filter(stored -> !stored.dispatched())
                .ifPresent(stored -> takeBack(em, intent, stored)));
  }

  private void takeBack(EntityManager em, CallIntent intent, UsageEntries.Open stored) {
    Optional<NanoUsd> nothing = Optional.of(NanoUsd.ZERO);
    var closing = new UsageEntries.Closing(CallOutcome.NOT_SENT, 0, nothing, Charge.UNKNOWN);
    var kept = new CallEnds.Kept(stored.id(), stored.grant(), stored.reserved(), stored.taken());
    if (ends.end(em, kept, closing)) {
      audit.append(em, settled(intent, CallOutcome.NOT_SENT, 0, nothing));
    }
  }

  /** All that a call changes belongs to one account. */
  private static String owner(CallIntent intent) {
    return intent.grant().account().orElseThrow().value();
  }

  private void settle(
      EntityManager em, Reserved call, CallOutcome outcome, int httpStatus, Charge charge) {
    CallIntent intent = call.intent();
    GrantId grant = intent.grant().id();
    NanoUsd reserved = call.reservation().amount();
    Optional<NanoUsd> known = cost(call, outcome, charge);
    NanoUsd cost = known.orElse(NanoUsd.ZERO);
    var closing = new UsageEntries.Closing(outcome, httpStatus, known, charge);
    var kept = new CallEnds.Kept(intent.id(), grant, reserved, call.taken());
    if (!ends.end(em, kept, closing) && !ends.correct(em, kept, closing)) {
      return;
    }
    audit.append(em, settled(intent, outcome, httpStatus, known));
    if (call.reservation().isCapped() && cost.compareTo(reserved) > 0) {
      overrun.stop(em, grant);
    }
  }

  private static Optional<NanoUsd> cost(Reserved call, CallOutcome outcome, Charge charge) {
    if (outcome == CallOutcome.NOT_SENT) {
      return Optional.of(NanoUsd.ZERO);
    }
    return charge
        .amount()
        .or(
            () ->
                call.reservation().isCapped()
                    ? Optional.of(call.reservation().amount())
                    : Optional.empty());
  }

  /** Calls of a grant that are under way, or were when the broker stopped. */
  public long reserved(GrantId grant) {
    return transactions.call(em -> entries.countOpen(em, grant));
  }

  private static AuditFact intended(CallIntent intent, Reservation reservation) {
    return fact("call.intended", intent).with("reserved_usd", reservation.amount().decimal());
  }

  private static AuditFact settled(
      CallIntent intent, CallOutcome outcome, int httpStatus, Optional<NanoUsd> cost) {
    return fact("call.settled", intent)
        .with("outcome", outcome.wireName())
        .with("status", Integer.toString(httpStatus))
        .with("cost_usd", cost.map(NanoUsd::decimal).orElse("unknown"));
  }

  private static AuditFact fact(String type, CallIntent intent) {
    GrantView grant = intent.grant();
    return new AuditFact(
        type,
        "app:" + grant.clientId(),
        grant.account(),
        grant.id().value(),
        Map.of(
            "call", intent.id().value(),
            "operation", intent.operation(),
            "model", intent.model().value()));
  }

  /** What was left a moment ago, or free, is so no more: somebody else took it. */
  @SuppressWarnings("serial")
  private static final class TakenMeanwhile extends RuntimeException {
    TakenMeanwhile() {
      super("a budget or a key was taken meanwhile", null, false, false);
    }
  }
}
