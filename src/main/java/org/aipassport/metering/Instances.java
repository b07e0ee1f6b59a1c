package org.aipassport.metering;

import jakarta.annotation.Priority;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.context.Initialized;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Inject;
import jakarta.persistence.EntityManager;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import org.aipassport.config.Background;
import org.aipassport.persistence.Transactions;
import org.aipassport.values.Ids;

/**
 * Which brokers run on the database: each says every five seconds that it lives, so that what a
 * dead one has left open is found soon, and not only when no call can be that old.
 */
@ApplicationScoped
class Instances {
  /** After how long without a sign of life a broker counts as dead. */
  static final Duration DEAD_AFTER = Duration.ofSeconds(30);

  private static final Duration BEAT = Duration.ofSeconds(5);
  private static final Duration FORGOTTEN_AFTER = Duration.ofDays(7);

  private final String id = Ids.next();

  private Transactions transactions;
  private Background background;
  private Clock clock;

  @SuppressWarnings("NullAway.Init")
  protected Instances() {} // for the CDI proxy

  @Inject
  Instances(Transactions transactions, Background background, Clock clock) {
    this.transactions = transactions;
    this.background = background;
    this.clock = clock;
  }

  void atStart(@Observes @Priority(650) @Initialized(ApplicationScoped.class) Object event) {
    background.every(BEAT, "say that this broker lives", this::beat);
  }

  /** This one; another one after every start. */
  String id() {
    return id;
  }

  void beat() {
    transactions.run(
        em -> {
          if (!seen(em)) {
            em.createNativeQuery("INSERT INTO broker_instance (id, seen_at) VALUES ( ? , ? )")
                .setParameter(1, id)
                .setParameter(2, clock.millis())
                .executeUpdate();
            em.createNativeQuery("DELETE FROM broker_instance WHERE seen_at < ? ")
                .setParameter(1, clock.instant().minus(FORGOTTEN_AFTER).toEpochMilli())
                .executeUpdate();
          }
        });
  }

  private boolean seen(EntityManager em) {
    return 1
        == em.createNativeQuery("UPDATE broker_instance SET seen_at = ? WHERE id = ? ")
            .setParameter(1, clock.millis())
            .setParameter(2, id)
            .executeUpdate();
  }

  /** Since when those that live were seen at the latest. */
  Instant livingSeenSince() {
    return clock.instant().minus(DEAD_AFTER);
  }
}
