package org.aipassport.identity;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import jakarta.persistence.EntityManager;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.aipassport.crypto.Sha256;
import org.aipassport.values.LabelCheck;
import org.aipassport.values.UserId;

/**
 * Who somebody is at an identity provider: issuer and subject together, and nothing else (OpenID
 * Connect Core 1.0 section 5.7); names and addresses may pass from one person to another.
 */
@ApplicationScoped
class ExternalIdentities {
  private static final int LONGEST_NAME = 200;
  private static final int LONGEST_ISSUER = 500;

  private People people;
  private LabelCheck labels;
  private Clock clock;

  @SuppressWarnings("NullAway.Init")
  protected ExternalIdentities() {} // for the CDI proxy

  @Inject
  ExternalIdentities(People people, LabelCheck labels, Clock clock) {
    this.people = people;
    this.labels = labels;
    this.clock = clock;
  }

  /** The person of that identity, disabled or not. */
  Optional<Person> find(EntityManager em, String issuer, String subject) {
    List<?> ids =
        em.createNativeQuery("SELECT person_id FROM external_identity WHERE digest = ? ")
            .setParameter(1, digest(issuer, subject))
            .getResultList();
    return ids.stream().findFirst().flatMap(id -> people.find(em, new UserId(id.toString())));
  }

  /**
   * Adds a person whom that identity signs in, without a password here.
   *
   * @param username must have the form of {@link Usernames} and be free
   * @throws org.aipassport.persistence.DuplicateRowException at the end of the transaction at the
   *     latest, if the username or the identity was taken meanwhile
   */
  Person create(
      EntityManager em,
      String issuer,
      String subject,
      String username,
      Optional<String> displayName,
      Set<Role> roles) {
    Usernames.check(username);
    Person person = people.add(em, username, shown(displayName), "", roles, clock.instant());
    em.createNativeQuery(
            "INSERT INTO external_identity (digest, person_id, issuer, created_at)"
                + " VALUES ( ? , ? , ? , ? )")
        .setParameter(1, digest(issuer, subject))
        .setParameter(2, person.id().value())
        .setParameter(
            3, issuer.length() > LONGEST_ISSUER ? issuer.substring(0, LONGEST_ISSUER) : issuer)
        .setParameter(4, clock.millis())
        .executeUpdate();
    return person;
  }

  /** Takes over what the identity provider calls them now. */
  void rename(EntityManager em, UserId person, Optional<String> displayName) {
    em.createNativeQuery("UPDATE person SET display_name = ? WHERE id = ? ")
        .setParameter(1, shown(displayName).orElse(null))
        .setParameter(2, person.value())
        .executeUpdate();
  }

  /** In one line, without characters that nobody sees or that turn the text around. */
  private Optional<String> shown(Optional<String> name) {
    return name.map(labels::strip).map(ExternalIdentities::cut).filter(text -> !text.isEmpty());
  }

  private static String cut(String text) {
    if (text.length() <= LONGEST_NAME) {
      return text;
    }
    boolean half = Character.isHighSurrogate(text.charAt(LONGEST_NAME - 1));
    return text.substring(0, half ? LONGEST_NAME - 1 : LONGEST_NAME);
  }

  /** The issuer's length goes before it: no two pairs give the same bytes. */
  static byte[] digest(String issuer, String subject) {
    byte[] first = issuer.getBytes(StandardCharsets.UTF_8);
    return Sha256.of(
        ByteBuffer.allocate(Integer.BYTES).putInt(first.length).array(),
        first,
        subject.getBytes(StandardCharsets.UTF_8));
  }
}
