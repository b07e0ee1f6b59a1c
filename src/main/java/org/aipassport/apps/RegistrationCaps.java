package org.aipassport.apps;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import jakarta.persistence.EntityManager;
import java.time.Clock;
import java.time.Duration;
import org.aipassport.problems.Refusal;
import org.aipassport.problems.RefusalException;

/**
 * How many apps may register themselves: 20 a day from one address, 10,000 in all. Who is there
 * already is not touched when the caps are reached.
 */
@ApplicationScoped
class RegistrationCaps {
  static final int MOST_PER_ADDRESS = 20;
  static final int MOST_IN_ALL = 10_000;

  private static final Duration DAY = Duration.ofDays(1);
  private static final String COUNT = "SELECT COUNT(*) FROM oauth_client WHERE ";

  private Clock clock;

  @SuppressWarnings("NullAway.Init")
  protected RegistrationCaps() {} // for the CDI proxy

  @Inject
  RegistrationCaps(Clock clock) {
    this.clock = clock;
  }

  /**
   * Makes the caller's transaction the only one that registers, and refuses it beyond the caps.
   *
   * @throws RefusalException TOO_MANY
   */
  void take(EntityManager em, String address) {
    em.createNativeQuery("UPDATE client_gate SET turns = turns + 1 WHERE id = 1").executeUpdate();
    Object ofAddress =
        em.createNativeQuery(COUNT + "address = ? AND created_at > ? ")
            .setParameter(1, address)
            .setParameter(2, clock.instant().minus(DAY).toEpochMilli())
            .getSingleResult();
    if (((Number) ofAddress).longValue() >= MOST_PER_ADDRESS) {
      throw RefusalException.until(
          Refusal.TOO_MANY, "Too many apps were registered from this address.", DAY);
    }
    Object inAll =
        em.createNativeQuery(COUNT + "standing = 'SELF_REGISTERED' AND disabled_at IS NULL")
            .getSingleResult();
    if (((Number) inAll).longValue() >= MOST_IN_ALL) {
      throw RefusalException.until(
          Refusal.TOO_MANY, "Too many apps have registered themselves here.", DAY);
    }
  }
}
