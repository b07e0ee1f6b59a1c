package org.aipassport.identity;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import jakarta.persistence.EntityManager;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.aipassport.crypto.OpaqueSecrets;
import org.aipassport.values.Ids;
import org.aipassport.values.SecretText;
import org.aipassport.values.UserId;

/**
 * Browsers in which a person has signed in before. That signs nobody in; it only keeps what others
 * guess elsewhere from slowing the owner down. The cookie is renewed at each sign-in, lives 90 days
 * and counts for its own person only.
 */
@ApplicationScoped
class KnownDevices {
  static final String PREFIX = "aip_dev_";

  private static final Duration LIFETIME = Duration.ofDays(90);
  private static final int MOST_PER_PERSON = 20;

  private Clock clock;

  @SuppressWarnings("NullAway.Init")
  protected KnownDevices() {} // for the CDI proxy

  @Inject
  KnownDevices(Clock clock) {
    this.clock = clock;
  }

  /** The id of the device whose cookie that is, if it is one of that person's. */
  Optional<String> find(EntityManager em, SecretText cookie, UserId person) {
    if (!OpaqueSecrets.hasForm(cookie.reveal(), PREFIX)) {
      return Optional.empty();
    }
    List<?> ids =
        em.createNativeQuery(
                "SELECT id FROM known_device WHERE digest = ? AND person_id = ?"
                    + " AND expires_at > ? ")
            .setParameter(1, OpaqueSecrets.digest(cookie))
            .setParameter(2, person.value())
            .setParameter(3, clock.millis())
            .getResultList();
    return ids.stream().findFirst().map(Object::toString);
  }

  /** Remembers the browser, in a transaction that has locked the person; its new cookie. */
  SecretText remember(EntityManager em, UserId person, Optional<String> known) {
    SecretText cookie = OpaqueSecrets.next(PREFIX);
    if (known.isEmpty() || !renew(em, person, known.get(), cookie)) {
      makeRoom(em, person);
      insert(em, person, cookie);
    }
    return cookie;
  }

  /** Every browser of theirs is a stranger again. */
  void forgetAll(EntityManager em, UserId person) {
    em.createNativeQuery("DELETE FROM known_device WHERE person_id = ? ")
        .setParameter(1, person.value())
        .executeUpdate();
  }

  /** Deletes what has expired. */
  void sweep(EntityManager em) {
    em.createNativeQuery("DELETE FROM known_device WHERE expires_at <= ? ")
        .setParameter(1, clock.millis())
        .executeUpdate();
  }

  private boolean renew(EntityManager em, UserId person, String id, SecretText cookie) {
    return 1
        == em.createNativeQuery(
                "UPDATE known_device SET digest = ? , used_at = ? , expires_at = ?"
                    + " WHERE id = ? AND person_id = ? ")
            .setParameter(1, OpaqueSecrets.digest(cookie))
            .setParameter(2, clock.millis())
            .setParameter(3, clock.instant().plus(LIFETIME).toEpochMilli())
            .setParameter(4, id)
            .setParameter(5, person.value())
            .executeUpdate();
  }

  private void insert(EntityManager em, UserId person, SecretText cookie) {
    em.createNativeQuery(
            "INSERT INTO known_device (id, person_id, digest, used_at, expires_at)"
                + " VALUES ( ? , ? , ? , ? , ? )")
        .setParameter(1, Ids.next())
        .setParameter(2, person.value())
        .setParameter(3, OpaqueSecrets.digest(cookie))
        .setParameter(4, clock.millis())
        .setParameter(5, clock.instant().plus(LIFETIME).toEpochMilli())
        .executeUpdate();
  }

  private static void makeRoom(EntityManager em, UserId person) {
    List<?> ids =
        em.createNativeQuery("SELECT id FROM known_device WHERE person_id = ? ORDER BY used_at, id")
            .setParameter(1, person.value())
            .getResultList();
    ids.stream()
        .limit(Math.max(0, ids.size() - MOST_PER_PERSON + 1))
        .forEach(
            id ->
                em.createNativeQuery("DELETE FROM known_device WHERE id = ? ")
                    .setParameter(1, id.toString())
                    .executeUpdate());
  }
}
