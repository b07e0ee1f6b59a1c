package org.aipassport.grants;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import jakarta.persistence.EntityManager;
import java.time.Clock;
import java.time.Instant;
import org.aipassport.problems.Refusal;
import org.aipassport.problems.RefusalException;
import org.aipassport.values.GrantId;

/**
 * Counts calls against a grant: one conditional UPDATE that holds state, expiry and cap together,
 * so that parallel calls cannot pass it together. Enforcing it from what was read before lets 45 of
 * 100 parallel calls through on one remaining.
 */
@ApplicationScoped
public class RequestCap {
  private Clock clock;

  @SuppressWarnings("NullAway.Init")
  protected RequestCap() {} // for the CDI proxy

  @Inject
  RequestCap(Clock clock) {
    this.clock = clock;
  }

  /**
   * Takes one call, in the caller's transaction.
   *
   * @throws RefusalException CREDENTIALS_INVALID if the grant is not in force (any more),
   *     REQUESTS_EXHAUSTED if its cap is reached; then nothing was taken
   */
  public void take(EntityManager em, GrantId id) {
    Instant now = clock.instant();
    int taken =
        em.createNativeQuery(
                "UPDATE access_grant SET usage_count = usage_count + 1 , last_used_at = ?"
                    + " WHERE id = ? AND status = 'APPROVED' AND expires_at > ?"
                    + " AND (max_requests IS NULL OR usage_count < max_requests)")
            .setParameter(1, now.toEpochMilli())
            .setParameter(2, id.value())
            .setParameter(3, now.toEpochMilli())
            .executeUpdate();
    if (taken != 1) {
      throw inForce(em, id, now) ? exhausted() : GrantPermission.ended();
    }
  }

  /** Gives one call back that never left the broker. */
  public void release(EntityManager em, GrantId id) {
    em.createNativeQuery(
            "UPDATE access_grant SET usage_count = usage_count - 1 WHERE id = ?"
                + " AND usage_count > 0")
        .setParameter(1, id.value())
        .executeUpdate();
  }

  private static boolean inForce(EntityManager em, GrantId id, Instant now) {
    return !em.createNativeQuery(
            "SELECT id FROM access_grant WHERE id = ? AND status = 'APPROVED' AND expires_at > ? ")
        .setParameter(1, id.value())
        .setParameter(2, now.toEpochMilli())
        .getResultList()
        .isEmpty();
  }

  private static RefusalException exhausted() {
    return new RefusalException(
        Refusal.REQUESTS_EXHAUSTED, "The grant's requests are used up; ask its owner for more.");
  }
}
