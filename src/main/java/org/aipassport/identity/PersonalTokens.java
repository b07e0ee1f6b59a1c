package org.aipassport.identity;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import jakarta.persistence.EntityManager;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.aipassport.audit.AuditFact;
import org.aipassport.audit.AuditLog;
import org.aipassport.crypto.OpaqueSecrets;
import org.aipassport.persistence.Transactions;
import org.aipassport.problems.Refusal;
import org.aipassport.problems.RefusalException;
import org.aipassport.values.Ids;
import org.aipassport.values.SecretText;
import org.aipassport.values.UserId;

/** Personal access tokens, {@code aip_pat_} and 43 characters: how scripts of owners sign in. */
@ApplicationScoped
public class PersonalTokens {
  /** What every personal access token begins with. */
  public static final String PREFIX = "aip_pat_";

  private static final int MOST_PER_PERSON = 100;
  private static final int LONGEST_LABEL = 100;

  /** A fresh token, the only time that it is seen. */
  public record Issued(PersonalTokenView view, SecretText token) {}

  private Transactions transactions;
  private People people;
  private AuditLog audit;
  private Clock clock;

  @SuppressWarnings("NullAway.Init")
  protected PersonalTokens() {} // for the CDI proxy

  @Inject
  PersonalTokens(Transactions transactions, People people, AuditLog audit, Clock clock) {
    this.transactions = transactions;
    this.people = people;
    this.audit = audit;
    this.clock = clock;
  }

  /**
   * Makes a token for {@code caller}.
   *
   * @param label for its owner; at most 100 characters in one line, may be empty
   * @throws RefusalException WRONG_STATE if they hold 100 already, INVALID_FIELD for the label,
   *     CREDENTIALS_INVALID if they are disabled meanwhile: enabled again they would have it still
   */
  public Issued issue(Caller caller, String label, Optional<Duration> lifetime) {
    if (label.length() > LONGEST_LABEL || label.chars().anyMatch(Character::isISOControl)) {
      throw RefusalException.ofField("label", "must be at most 100 characters in one line");
    }
    return transactions.call(
        em -> {
          Caller holder = people.lockEnabled(em, caller.id()).orElseThrow(PersonalTokens::disabled);
          if (of(em, holder.id()).size() >= MOST_PER_PERSON) {
            throw new RefusalException(Refusal.WRONG_STATE, "Revoke a personal token first.");
          }
          return issue(em, holder, label, lifetime);
        });
  }

  Issued issue(EntityManager em, Caller caller, String label, Optional<Duration> lifetime) {
    SecretText secret = OpaqueSecrets.next(PREFIX);
    Instant now = clock.instant();
    PersonalToken token =
        new PersonalToken(Ids.next(), caller.id(), secret, label, now, lifetime.map(now::plus));
    em.persist(token);
    PersonalTokenView view = token.view();
    audit.append(em, fact("personal_token.issued", caller, view.id()));
    return new Issued(view, secret);
  }

  /**
   * Who holds {@code token}.
   *
   * @throws RefusalException CREDENTIALS_INVALID if it is unknown, expired or revoked, or its
   *     holder disabled
   */
  public Caller authenticate(SecretText token) {
    if (!OpaqueSecrets.hasForm(token.reveal(), PREFIX)) {
      throw invalid();
    }
    return transactions.call(
        em ->
            em.createQuery(
                    "SELECT p FROM Person p, PersonalToken t WHERE t.digest = :digest"
                        + " AND p.id = t.personId AND p.disabledAt IS NULL AND t.revokedAt IS NULL"
                        + " AND (t.expiresAt IS NULL OR t.expiresAt > :now)",
                    Person.class)
                .setParameter("digest", OpaqueSecrets.digest(token))
                .setParameter("now", clock.millis())
                .getResultStream()
                .findFirst()
                .map(Person::toCaller)
                .orElseThrow(PersonalTokens::invalid));
  }

  /** The caller's usable tokens, newest first. */
  public List<PersonalTokenView> list(Caller caller) {
    return transactions.call(em -> of(em, caller.id()));
  }

  /**
   * Ends one of the caller's tokens at once.
   *
   * @throws RefusalException NOT_FOUND if {@code caller} has no such token
   */
  public void revoke(Caller caller, String id) {
    if (!Ids.isId(id)) {
      throw unknown();
    }
    transactions.run(
        em -> {
          int changed =
              em.createQuery(
                      "UPDATE PersonalToken t SET t.revokedAt = :now"
                          + " WHERE t.id = :id AND t.personId = :person AND t.revokedAt IS NULL")
                  .setParameter("now", clock.millis())
                  .setParameter("id", id)
                  .setParameter("person", caller.id().value())
                  .executeUpdate();
          if (changed == 0) {
            throw unknown();
          }
          audit.append(em, fact("personal_token.revoked", caller, id));
        });
  }

  private List<PersonalTokenView> of(EntityManager em, UserId person) {
    return em.createQuery(
            "SELECT t FROM PersonalToken t WHERE t.personId = :person AND t.revokedAt IS NULL"
                + " AND (t.expiresAt IS NULL OR t.expiresAt > :now) ORDER BY t.createdAt DESC",
            PersonalToken.class)
        .setParameter("person", person.value())
        .setParameter("now", clock.millis())
        .getResultStream()
        .map(PersonalToken::view)
        .toList();
  }

  private static AuditFact fact(String type, Caller caller, String id) {
    return AuditFact.of(type, caller.actor(), caller.account(), id);
  }

  private static RefusalException unknown() {
    return new RefusalException(Refusal.NOT_FOUND, "No such personal token.");
  }

  private static RefusalException disabled() {
    return new RefusalException(Refusal.CREDENTIALS_INVALID, "Your account is disabled.");
  }

  private static RefusalException invalid() {
    return new RefusalException(
        Refusal.CREDENTIALS_INVALID, "The personal access token is unknown, expired or revoked.");
  }
}
