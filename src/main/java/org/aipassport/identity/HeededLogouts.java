package org.aipassport.identity;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import jakarta.persistence.EntityManager;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import org.aipassport.problems.Refusal;
import org.aipassport.problems.RefusalException;

/**
 * Logout tokens that were heeded, by whichever broker on this database, for as long as they could
 * come again (OpenID Connect Back-Channel Logout 1.0 section 2.6, the step about {@code jti}).
 */
@ApplicationScoped
class HeededLogouts {
  private static final int MOST = 200_000;

  private Clock clock;
  private int most;

  @SuppressWarnings("NullAway.Init")
  protected HeededLogouts() {} // for the CDI proxy

  @Inject
  HeededLogouts(Clock clock) {
    this(clock, MOST);
  }

  HeededLogouts(Clock clock, int most) {
    this.clock = clock;
    this.most = most;
  }

  /**
   * Notes one in the transaction that heeds it.
   *
   * @param digest of its issuer and {@code jti}
   * @param until from when on it would be refused for its age
   * @throws org.aipassport.persistence.DuplicateRowException at the end of the transaction at the
   *     latest, if it was heeded before
   * @throws RefusalException UNAVAILABLE if more came in these minutes than are kept: none is
   *     heeded without being noted
   */
  void note(EntityManager em, byte[] digest, Instant until) {
    sweep(em);
    Object kept = em.createNativeQuery("SELECT COUNT(*) FROM logout_token").getSingleResult();
    if (((Number) kept).longValue() >= most) {
      throw RefusalException.until(
          Refusal.UNAVAILABLE, "Too many sign-outs at once.", Duration.ofMinutes(1));
    }
    em.createNativeQuery("INSERT INTO logout_token (digest, expires_at) VALUES ( ? , ? )")
        .setParameter(1, digest)
        .setParameter(2, until.toEpochMilli())
        .executeUpdate();
  }

  /** Deletes those that would be refused for their age. */
  void sweep(EntityManager em) {
    em.createNativeQuery("DELETE FROM logout_token WHERE expires_at <= ?")
        .setParameter(1, clock.millis())
        .executeUpdate();
  }
}
