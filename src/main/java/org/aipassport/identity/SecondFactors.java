package org.aipassport.identity;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import jakarta.persistence.EntityManager;
import java.net.InetAddress;
import java.time.Clock;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.stream.Stream;
import org.aipassport.audit.AuditFact;
import org.aipassport.audit.AuditLog;
import org.aipassport.crypto.Base32;
import org.aipassport.crypto.Totp;
import org.aipassport.persistence.Transactions;
import org.aipassport.problems.Refusal;
import org.aipassport.problems.RefusalException;
import org.aipassport.values.SecretText;
import org.aipassport.values.UserId;

/** A person's second factor: codes of an authenticator app (RFC 6238), and ten for the drawer. */
@ApplicationScoped
public class SecondFactors {
  private static final int RECOVERY_CODES = 10;

  private Transactions transactions;
  private People people;
  private CodeCheck codes;
  private Attempts attempts;
  private Confirmation confirmation;
  private SignInTickets tickets;
  private AuditLog audit;
  private Clock clock;

  @SuppressWarnings("NullAway.Init")
  protected SecondFactors() {} // for the CDI proxy

  @Inject
  SecondFactors(
      Transactions transactions,
      People people,
      CodeCheck codes,
      Attempts attempts,
      Confirmation confirmation,
      SignInTickets tickets,
      AuditLog audit,
      Clock clock) {
    this.transactions = transactions;
    this.people = people;
    this.codes = codes;
    this.attempts = attempts;
    this.confirmation = confirmation;
    this.tickets = tickets;
    this.audit = audit;
    this.clock = clock;
  }

  /**
   * Makes a new secret, in place of one that was not confirmed. It protects nothing before {@link
   * #confirm}.
   *
   * @throws RefusalException WRONG_STATE if the caller has a second factor already, or no password
   *     here that it could stand beside
   */
  public Enrolment begin(Caller caller) {
    byte[] secret = Totp.secret();
    try {
      transactions.run(em -> store(em, caller, secret));
      return Enrolment.of(caller, secret);
    } finally {
      Arrays.fill(secret, (byte) 0);
    }
  }

  /**
   * What {@link #begin} gave, to be shown once more, so that nobody has to begin anew for one wrong
   * code. It tells nobody what they do not know: its handle stands only where the secret stood, and
   * other sessions of the same person, a stolen one for instance, do not have it. They could
   * otherwise read a secret that its owner is about to put into force, unseen. Once it is in force
   * it is never shown again.
   *
   * @return empty if it is confirmed, or another was begun in its place
   */
  public Optional<Enrolment> begun(Caller caller, SecretText handle) {
    return transactions.call(
        em ->
            codes
                .find(em, caller.id())
                .filter(factor -> !factor.isConfirmed())
                .map(factor -> opened(caller, factor))
                .filter(enrolment -> enrolment.handle().equals(handle)));
  }

  private Enrolment opened(Caller caller, SecondFactor factor) {
    byte[] secret = codes.open(factor, caller.id());
    try {
      return Enrolment.of(caller, secret);
    } finally {
      Arrays.fill(secret, (byte) 0);
    }
  }

  private void store(EntityManager em, Caller caller, byte[] secret) {
    Person person = people.lock(em, caller.id()).orElseThrow(SecondFactors::nothingBegun);
    if (person.passwordHash().isEmpty()) {
      throw new RefusalException(
          Refusal.WRONG_STATE, "You have no password here; your identity provider signs you in.");
    }
    if (codes.isActive(em, caller.id())) {
      throw new RefusalException(Refusal.WRONG_STATE, "Remove your second factor first.");
    }
    delete(em, caller.id());
    em.persist(codes.seal(caller.id(), secret));
  }

  /**
   * Puts the new secret into force, once the caller has shown that their app makes its codes.
   *
   * @return ten recovery codes, the only time that they are seen
   * @throws RefusalException WRONG_STATE if none was begun, INVALID_FIELD for a wrong code,
   *     TOO_MANY
   */
  public List<SecretText> confirm(Caller caller, String code) {
    List<Bucket> buckets = List.of(Bucket.of(Bucket.Kind.INSIDE, caller.id()));
    attempts.take(buckets);
    return transactions.call(
        em -> {
          Caller now = people.lockEnabled(em, caller.id()).orElseThrow(SecondFactors::nothingBegun);
          confirm(em, now, code.strip());
          attempts.forgive(em, buckets);
          audit.append(em, fact("second_factor.added", now));
          return recoveryCodes(em, now.id());
        });
  }

  private void confirm(EntityManager em, Caller caller, String code) {
    SecondFactor begun =
        codes
            .find(em, caller.id())
            .filter(factor -> !factor.isConfirmed())
            .orElseThrow(SecondFactors::nothingBegun);
    OptionalLong step = codes.step(begun, caller.id(), code);
    if (step.isEmpty()) {
      throw RefusalException.ofField(
          "code", "is not what your app shows now; check the clock of its device");
    }
    em.createQuery(
            "UPDATE SecondFactor f SET f.confirmedAt = :now, f.lastStep = :step"
                + " WHERE f.personId = :person")
        .setParameter("now", clock.millis())
        .setParameter("step", step.getAsLong())
        .setParameter("person", caller.id().value())
        .executeUpdate();
  }

  private static List<SecretText> recoveryCodes(EntityManager em, UserId person) {
    List<SecretText> fresh =
        Stream.generate(() -> new SecretText(Base32.code())).limit(RECOVERY_CODES).toList();
    for (SecretText code : fresh) {
      em.createNativeQuery("INSERT INTO recovery_code (person_id, digest) VALUES ( ? , ? )")
          .setParameter(1, person.value())
          .setParameter(2, CodeCheck.digest(person, Base32.readCode(code.reveal()).orElseThrow()))
          .executeUpdate();
    }
    return fresh;
  }

  /**
   * Makes ten new recovery codes; the old ones are worth nothing any more.
   *
   * @param code of the authenticator, or a recovery code
   * @return the only time that they are seen
   * @throws RefusalException as {@link #remove}
   */
  public List<SecretText> renewRecoveryCodes(
      Session session, SecretText password, String code, InetAddress from) {
    refuseUnlessActive(session.caller());
    return confirmation.fully(
        session,
        password,
        Optional.of(code),
        from,
        (em, caller) -> {
          if (!codes.isActive(em, caller.id())) { // removed since it was looked at
            throw noneActive();
          }
          deleteRecoveryCodes(em, caller.id());
          audit.append(em, fact("second_factor.codes_renewed", caller));
          return recoveryCodes(em, caller.id());
        });
  }

  private void refuseUnlessActive(Caller caller) {
    if (!isActive(caller)) {
      throw noneActive();
    }
  }

  /**
   * Takes the second factor and its recovery codes away.
   *
   * @param code of the authenticator, or a recovery code
   * @throws RefusalException CREDENTIALS_INVALID for a wrong password or code, TOO_MANY,
   *     WRONG_STATE if there is none
   */
  public void remove(Session session, SecretText password, String code, InetAddress from) {
    refuseUnlessActive(session.caller());
    confirmation.fully(
        session,
        password,
        Optional.of(code),
        from,
        (em, caller) -> {
          removeAll(em, caller.id());
          audit.append(em, fact("second_factor.removed", caller));
          return true;
        });
  }

  /** Without any proof; the caller writes the event. */
  void removeAll(EntityManager em, UserId person) {
    delete(em, person);
    deleteRecoveryCodes(em, person);
    tickets.forgetAll(em, person);
  }

  /** Whether the caller's password alone signs nobody in. */
  public boolean isActive(Caller caller) {
    return transactions.call(em -> codes.isActive(em, caller.id()));
  }

  /** How many recovery codes the caller has not used yet. */
  public int recoveryCodesLeft(Caller caller) {
    return transactions.call(
        em ->
            ((Number)
                    em.createNativeQuery("SELECT COUNT(*) FROM recovery_code WHERE person_id = ? ")
                        .setParameter(1, caller.id().value())
                        .getSingleResult())
                .intValue());
  }

  private static void delete(EntityManager em, UserId person) {
    em.createQuery("DELETE FROM SecondFactor f WHERE f.personId = :person")
        .setParameter("person", person.value())
        .executeUpdate();
  }

  private static void deleteRecoveryCodes(EntityManager em, UserId person) {
    em.createNativeQuery("DELETE FROM recovery_code WHERE person_id = ? ")
        .setParameter(1, person.value())
        .executeUpdate();
  }

  private static AuditFact fact(String type, Caller caller) {
    return AuditFact.of(type, caller.actor(), caller.account(), caller.id().value());
  }

  private static RefusalException noneActive() {
    return new RefusalException(Refusal.WRONG_STATE, "You have no second factor.");
  }

  private static RefusalException nothingBegun() {
    return new RefusalException(Refusal.WRONG_STATE, "No second factor is being set up.");
  }
}
