package org.aipassport.identity;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import jakarta.persistence.EntityManager;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.util.Arrays;
import java.util.Optional;
import java.util.OptionalLong;
import org.aipassport.audit.AuditFact;
import org.aipassport.audit.AuditLog;
import org.aipassport.crypto.AssociatedData;
import org.aipassport.crypto.Base32;
import org.aipassport.crypto.Envelope;
import org.aipassport.crypto.Sha256;
import org.aipassport.crypto.Totp;
import org.aipassport.values.UserId;

/**
 * Checks codes of second factors and uses them up, in the caller's transaction. Whoever calls has
 * counted the attempt before.
 */
@ApplicationScoped
class CodeCheck {
  private static final String PURPOSE = "aipassport/second-factor/v1";

  private Envelope envelope;
  private AuditLog audit;
  private Clock clock;

  @SuppressWarnings("NullAway.Init")
  protected CodeCheck() {} // for the CDI proxy

  @Inject
  CodeCheck(Envelope envelope, AuditLog audit, Clock clock) {
    this.envelope = envelope;
    this.audit = audit;
    this.clock = clock;
  }

  /** Whether the person has a second factor that is confirmed. */
  boolean isActive(EntityManager em, UserId person) {
    return find(em, person).filter(SecondFactor::isConfirmed).isPresent();
  }

  Optional<SecondFactor> find(EntityManager em, UserId person) {
    return em.createQuery(
            "SELECT f FROM SecondFactor f WHERE f.personId = :person", SecondFactor.class)
        .setParameter("person", person.value())
        .getResultStream()
        .findFirst();
  }

  /**
   * Whether it is a code of their authenticator that was not used before, or one of their recovery
   * codes; after that it is no more.
   */
  boolean accept(EntityManager em, Caller person, String code) {
    String typed = code.strip();
    if (!Totp.hasForm(typed)) {
      return useRecoveryCode(em, person, typed);
    }
    OptionalLong step =
        find(em, person.id())
            .filter(SecondFactor::isConfirmed)
            .map(factor -> step(factor, person.id(), typed))
            .orElse(OptionalLong.empty());
    return step.isPresent() && useStep(em, person.id(), step.getAsLong());
  }

  /** The step that a code belongs to, later than those that were used. */
  OptionalLong step(SecondFactor factor, UserId person, String code) {
    byte[] secret = open(factor, person);
    try {
      return Totp.match(secret, code, clock.instant(), factor.lastStep());
    } finally {
      Arrays.fill(secret, (byte) 0);
    }
  }

  /** Its secret, which the caller zeroes. */
  byte[] open(SecondFactor factor, UserId person) {
    return envelope.open(factor.sealed(), binding(person));
  }

  SecondFactor seal(UserId person, byte[] secret) {
    byte[] sealed = envelope.seal(secret, binding(person));
    return new SecondFactor(person, envelope.kekId(), sealed, clock.instant());
  }

  /** What is stored of a recovery code; of no use for anybody else's account. */
  static byte[] digest(UserId person, String letters) {
    return Sha256.of((person.value() + ":" + letters).getBytes(StandardCharsets.UTF_8));
  }

  private static boolean useStep(EntityManager em, UserId person, long step) {
    return 1
        == em.createQuery(
                "UPDATE SecondFactor f SET f.lastStep = :step WHERE f.personId = :person"
                    + " AND f.confirmedAt IS NOT NULL AND f.lastStep < :step")
            .setParameter("step", step)
            .setParameter("person", person.value())
            .executeUpdate();
  }

  private boolean useRecoveryCode(EntityManager em, Caller person, String typed) {
    Optional<String> letters = Base32.readCode(typed);
    if (letters.isEmpty()) {
      return false;
    }
    int used =
        em.createNativeQuery("DELETE FROM recovery_code WHERE person_id = ? AND digest = ? ")
            .setParameter(1, person.id().value())
            .setParameter(2, digest(person.id(), letters.get()))
            .executeUpdate();
    if (used == 1) {
      audit.append(
          em,
          AuditFact.of(
              "recovery_code.used", person.actor(), person.account(), person.id().value()));
    }
    return used == 1;
  }

  private static AssociatedData binding(UserId person) {
    return AssociatedData.of(PURPOSE, person.value());
  }
}
