package org.aipassport.grants;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import jakarta.persistence.EntityManager;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.aipassport.problems.Refusal;
import org.aipassport.problems.RefusalException;
import org.aipassport.values.GrantId;
import org.aipassport.values.NanoUsd;

/**
 * What a grant has left, in calls and in money: one conditional UPDATE holds state, expiry and both
 * caps together, so that parallel calls cannot pass them together. Enforcing a cap from what was
 * read before lets 45 of 100 parallel calls through on one remaining.
 */
@ApplicationScoped
public class Allowance {
  private Clock clock;

  @SuppressWarnings("NullAway.Init")
  protected Allowance() {} // for the CDI proxy

  @Inject
  Allowance(Clock clock) {
    this.clock = clock;
  }

  /** A grant's money now, if there is such a grant; not what its view had some moments ago. */
  public Optional<GrantMoney> money(EntityManager em, GrantId id) {
    List<?> rows =
        em.createNativeQuery(
                "SELECT budget_nanos, spent_nanos, reserved_nanos FROM access_grant WHERE id = ? ")
            .setParameter(1, id.value())
            .getResultList();
    return rows.stream().map(row -> money((Object[]) row)).findFirst();
  }

  private static GrantMoney money(Object[] row) {
    return new GrantMoney(
        Optional.ofNullable(row[0]).map(Allowance::nanos), nanos(row[1]), nanos(row[2]));
  }

  private static NanoUsd nanos(Object column) {
    return new NanoUsd(((Number) column).longValue());
  }

  /**
   * Takes one call and so much money, in the caller's transaction, if the grant is still what the
   * caller has seen.
   *
   * @param most the most that the call can cost; empty if that was not asked, as no cap was known
   * @return false if the money is not left, or a cap is in force of which the caller did not know;
   *     then nothing was taken
   * @throws RefusalException CREDENTIALS_INVALID if the grant is not in force (any more),
   *     REQUESTS_EXHAUSTED if its calls are used up, UNAVAILABLE if it was changed meanwhile; then
   *     nothing was taken
   */
  public boolean take(EntityManager em, GrantView seen, Optional<NanoUsd> most) {
    Instant now = clock.instant();
    long nanos = most.orElse(NanoUsd.ZERO).nanos();
    int taken =
        em.createNativeQuery(
                "UPDATE access_grant SET usage_count = usage_count + 1 ,"
                    + " reserved_nanos = reserved_nanos + ? , last_used_at = ?"
                    + " WHERE id = ? AND status = 'APPROVED' AND expires_at > ? AND version = ?"
                    + " AND (max_requests IS NULL OR usage_count < max_requests)"
                    + " AND (budget_nanos IS NULL"
                    + " OR ( ? = 1 AND spent_nanos + reserved_nanos + ? <= budget_nanos))")
            .setParameter(1, nanos)
            .setParameter(2, now.toEpochMilli())
            .setParameter(3, seen.id().value())
            .setParameter(4, now.toEpochMilli())
            .setParameter(5, seen.version())
            .setParameter(6, most.isPresent() ? 1 : 0)
            .setParameter(7, nanos)
            .executeUpdate();
    if (taken != 1) {
      refuseUnlessMoney(em, seen, now);
    }
    return taken == 1;
  }

  /**
   * Looks whether a call could be taken if there were money for it.
   *
   * @throws RefusalException as {@link #take}
   */
  public void requireInForce(EntityManager em, GrantView seen) {
    refuseUnlessMoney(em, seen, clock.instant());
  }

  /** Says why nothing was taken, if it was not for the money. */
  private static void refuseUnlessMoney(EntityManager em, GrantView seen, Instant now) {
    List<?> rows =
        em.createNativeQuery(
                "SELECT version, CASE WHEN max_requests IS NULL OR usage_count < max_requests"
                    + " THEN 1 ELSE 0 END FROM access_grant"
                    + " WHERE id = ? AND status = 'APPROVED' AND expires_at > ? ")
            .setParameter(1, seen.id().value())
            .setParameter(2, now.toEpochMilli())
            .getResultList();
    Object[] row = (Object[]) rows.stream().findFirst().orElseThrow(GrantPermission::ended);
    if (((Number) row[0]).longValue() != seen.version()) {
      throw new RefusalException(Refusal.UNAVAILABLE, "The grant was changed just now; try again.");
    }
    if (((Number) row[1]).intValue() == 0) {
      throw exhausted();
    }
  }

  /** Gives a call back that never left the broker, and the money that was kept for it. */
  public void release(EntityManager em, GrantId id, NanoUsd reserved) {
    em.createNativeQuery(
            "UPDATE access_grant SET usage_count = usage_count - 1 ,"
                + " reserved_nanos = reserved_nanos - ? WHERE id = ? AND usage_count > 0")
        .setParameter(1, reserved.nanos())
        .setParameter(2, id.value())
        .executeUpdate();
  }

  /** Books what a call cost in the place of what was kept for it. */
  public void book(EntityManager em, GrantId id, NanoUsd reserved, NanoUsd cost) {
    if (reserved.nanos() == 0 && cost.nanos() == 0) {
      return;
    }
    em.createNativeQuery(
            "UPDATE access_grant SET reserved_nanos = reserved_nanos - ? ,"
                + " spent_nanos = spent_nanos + ? WHERE id = ? ")
        .setParameter(1, reserved.nanos())
        .setParameter(2, cost.nanos())
        .setParameter(3, id.value())
        .executeUpdate();
  }

  /** Books {@code cost} where {@code wrong} was booked, once the truth is known. */
  public void correct(EntityManager em, GrantId id, NanoUsd wrong, NanoUsd cost) {
    em.createNativeQuery("UPDATE access_grant SET spent_nanos = spent_nanos - ? + ? WHERE id = ? ")
        .setParameter(1, wrong.nanos())
        .setParameter(2, cost.nanos())
        .setParameter(3, id.value())
        .executeUpdate();
  }

  private static RefusalException exhausted() {
    return new RefusalException(
        Refusal.REQUESTS_EXHAUSTED, "The grant's requests are used up; ask its owner for more.");
  }
}
