package org.aipassport.metering;

import jakarta.annotation.Priority;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.context.Initialized;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Inject;
import jakarta.persistence.EntityManager;
import jakarta.persistence.Query;
import java.time.Clock;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.aipassport.config.Background;
import org.aipassport.persistence.Transactions;
import org.aipassport.problems.Refusal;
import org.aipassport.problems.RefusalException;
import org.aipassport.values.CallId;
import org.aipassport.values.NanoUsd;
import org.jspecify.annotations.Nullable;

/**
 * Which call has which key. A key is free again once its call has certainly cost nothing: it was
 * not sent, or it is known to have cost 0, as a provider's error does. What ended at a cost that
 * nobody knows is not: to make it again could pay twice.
 *
 * <p>No answer is kept, so none is given twice, other than
 * draft-ietf-httpapi-idempotency-key-header section 2.6 suggests.
 */
@ApplicationScoped
class IdempotencyKeys {
  /** How long a key is kept after its call ended. */
  static final Duration KEPT = Duration.ofHours(24);

  /** How many are removed in one transaction. */
  static final int MOST_AT_ONCE = 500;

  private static final int MOST_PER_SWEEP = 20 * MOST_AT_ONCE;
  private static final Duration SWEEP = Duration.ofMinutes(1);

  private Transactions transactions;
  private Background background;
  private Clock clock;

  @SuppressWarnings("NullAway.Init")
  protected IdempotencyKeys() {} // for the CDI proxy

  @Inject
  IdempotencyKeys(Transactions transactions, Background background, Clock clock) {
    this.transactions = transactions;
    this.background = background;
    this.clock = clock;
  }

  void atStart(@Observes @Priority(700) @Initialized(ApplicationScoped.class) Object event) {
    background.every(SWEEP, "forget old idempotency keys", this::forget);
  }

  /**
   * Demands that the call's key, if it has one, is new or free.
   *
   * @return the call that had it before
   * @throws RefusalException IDEMPOTENCY_KEY_REUSED, IDEMPOTENCY_IN_PROGRESS or ALREADY_CHARGED
   */
  Optional<CallId> refuseUnlessFree(EntityManager em, CallIntent call) {
    return call.key().flatMap(key -> refuseUnlessFree(em, call, key));
  }

  private static Optional<CallId> refuseUnlessFree(
      EntityManager em, CallIntent call, IdempotencyKey key) {
    List<?> rows =
        em.createNativeQuery(
                "SELECT k.call_id, k.request_digest, u.state, u.charged_nanos"
                    + " FROM idempotency_key k JOIN usage_entry u ON u.id = k.call_id"
                    + " WHERE k.grant_id = ? AND k.key_digest = ? ")
            .setParameter(1, call.grant().id().value())
            .setParameter(2, key.digest())
            .getResultList();
    return rows.stream().findFirst().map(row -> refuseUnlessFree((@Nullable Object[]) row, key));
  }

  private static CallId refuseUnlessFree(@Nullable Object[] row, IdempotencyKey key) {
    CallId before = new CallId(String.valueOf(row[0]));
    String state = String.valueOf(row[2]);
    Optional<NanoUsd> cost =
        Optional.ofNullable(row[3]).map(nanos -> new NanoUsd(((Number) nanos).longValue()));
    key.refuseUnlessOf((byte[]) row[1]);
    if (state.equals("RESERVED")) {
      throw IdempotencyKey.inProgress();
    }
    boolean isFree = cost.filter(NanoUsd.ZERO::equals).isPresent();
    if (!isFree) {
      throw charged(before, cost);
    }
    return before;
  }

  private static RefusalException charged(CallId before, Optional<NanoUsd> cost) {
    Map<String, String> facts = new LinkedHashMap<>();
    facts.put("call", before.value());
    facts.put("cost_usd", cost.map(NanoUsd::decimal).orElse("unknown"));
    return IdempotencyKey.refusal(
        Refusal.ALREADY_CHARGED,
        "The call with this Idempotency-Key has ended and "
            + cost.map(usd -> "cost " + usd.decimal() + " USD").orElse("may have cost something")
            + "; no answer is kept. To make it again, and pay again, send another key.",
        facts);
  }

  /**
   * Gives the key, if there is one, to the call, whose row must be there. Whoever holds the lock of
   * the grant's row waits for nobody here.
   *
   * @param before what {@link #refuseUnlessFree} gave
   * @return false if another call was faster
   * @throws org.aipassport.persistence.DuplicateRowException at the end of the transaction or
   *     before, if another call was faster
   */
  boolean take(EntityManager em, CallIntent call, Optional<CallId> before) {
    if (call.key().isEmpty()) {
      return true;
    }
    return before.isPresent()
        ? takeOver(em, call, before.get())
        : insert(em, call, call.key().get());
  }

  private boolean takeOver(EntityManager em, CallIntent call, CallId before) {
    return 1
        == em.createNativeQuery(
                "UPDATE idempotency_key SET call_id = ? , taken_at = ? WHERE call_id = ? ")
            .setParameter(1, call.id().value())
            .setParameter(2, clock.millis())
            .setParameter(3, before.value())
            .executeUpdate();
  }

  private boolean insert(EntityManager em, CallIntent call, IdempotencyKey key) {
    return 1
        == em.createNativeQuery(
                "INSERT INTO idempotency_key (call_id, grant_id, key_digest, request_digest,"
                    + " taken_at) VALUES ( ? , ? , ? , ? , ? )")
            .setParameter(1, call.id().value())
            .setParameter(2, call.grant().id().value())
            .setParameter(3, key.digest())
            .setParameter(4, key.request())
            .setParameter(5, clock.millis())
            .executeUpdate();
  }

  /** Removes keys whose calls ended a day ago. */
  void forget() {
    int removed = 0;
    int last = MOST_AT_ONCE;
    while (last == MOST_AT_ONCE && removed < MOST_PER_SWEEP) {
      last = forgetSome();
      removed += last;
    }
  }

  /** Removes as many of them as one transaction may, and says how many. */
  int forgetSome() {
    return transactions.call(this::forgetSome);
  }

  /** In two statements: a plan for one can look for all of them again with each row. */
  private int forgetSome(EntityManager em) {
    long before = clock.instant().minus(KEPT).toEpochMilli();
    List<?> calls =
        em.createNativeQuery(
                "SELECT k.call_id FROM idempotency_key k JOIN usage_entry u ON u.id = k.call_id"
                    + " WHERE k.taken_at < ? AND u.settled_at < ?")
            .setParameter(1, before)
            .setParameter(2, before)
            .setMaxResults(MOST_AT_ONCE)
            .getResultList();
    if (calls.isEmpty()) {
      return 0;
    }
    String marks = String.join(" , ", calls.stream().map(call -> "?").toList());
    Query delete =
        em.createNativeQuery("DELETE FROM idempotency_key WHERE call_id IN ( " + marks + " )");
    for (int i = 0; i < calls.size(); i++) {
      delete.setParameter(i + 1, calls.get(i));
    }
    return delete.executeUpdate();
  }
}
