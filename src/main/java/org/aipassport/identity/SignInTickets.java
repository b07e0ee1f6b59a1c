package org.aipassport.identity;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import jakarta.persistence.EntityManager;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.aipassport.crypto.OpaqueSecrets;
import org.aipassport.values.SecretText;
import org.aipassport.values.UserId;
import org.jspecify.annotations.Nullable;

/** What somebody holds whose password was right and whose second factor is still to come. */
@ApplicationScoped
class SignInTickets {
  private static final String PREFIX = "aip_sit_";
  private static final Duration LIFETIME = Duration.ofMinutes(5);

  /**
   * A ticket that is still good.
   *
   * @param device the known device in which the password was given
   */
  record Ticket(byte[] digest, UserId person, Optional<String> device) {}

  private Clock clock;

  @SuppressWarnings("NullAway.Init")
  protected SignInTickets() {} // for the CDI proxy

  @Inject
  SignInTickets(Clock clock) {
    this.clock = clock;
  }

  SecretText issue(EntityManager em, UserId person, Optional<String> device) {
    SecretText secret = OpaqueSecrets.next(PREFIX);
    em.createNativeQuery(
            "INSERT INTO sign_in_ticket (digest, person_id, device_id, expires_at)"
                + " VALUES ( ? , ? , ? , ? )")
        .setParameter(1, OpaqueSecrets.digest(secret))
        .setParameter(2, person.value())
        .setParameter(3, device.orElse(null))
        .setParameter(4, clock.instant().plus(LIFETIME).toEpochMilli())
        .executeUpdate();
    return secret;
  }

  Optional<Ticket> find(EntityManager em, SecretText secret) {
    if (!OpaqueSecrets.hasForm(secret.reveal(), PREFIX)) {
      return Optional.empty();
    }
    byte[] digest = OpaqueSecrets.digest(secret);
    List<?> rows =
        em.createNativeQuery(
                "SELECT person_id, device_id FROM sign_in_ticket"
                    + " WHERE digest = ? AND expires_at > ? ")
            .setParameter(1, digest)
            .setParameter(2, clock.millis())
            .getResultList();
    return rows.stream().findFirst().map(Object[].class::cast).map(row -> ticket(digest, row));
  }

  /** Whether it was there to be used up; of two at once, one is told so. */
  boolean use(EntityManager em, Ticket ticket) {
    return 1
        == em.createNativeQuery("DELETE FROM sign_in_ticket WHERE digest = ? AND expires_at > ? ")
            .setParameter(1, ticket.digest())
            .setParameter(2, clock.millis())
            .executeUpdate();
  }

  /** What was begun with an old password, or before somebody was disabled, leads nowhere. */
  void forgetAll(EntityManager em, UserId person) {
    em.createNativeQuery("DELETE FROM sign_in_ticket WHERE person_id = ? ")
        .setParameter(1, person.value())
        .executeUpdate();
  }

  /** Deletes what has expired. */
  void sweep(EntityManager em) {
    em.createNativeQuery("DELETE FROM sign_in_ticket WHERE expires_at <= ? ")
        .setParameter(1, clock.millis())
        .executeUpdate();
  }

  private static Ticket ticket(byte[] digest, @Nullable Object[] row) {
    return new Ticket(
        digest,
        new UserId(String.valueOf(row[0])),
        Optional.ofNullable(row[1]).map(Object::toString));
  }
}
