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
import org.aipassport.values.LabelCheck;
import org.aipassport.values.SecretText;
import org.aipassport.values.UserId;

/** Personal access tokens, {@code aip_pat_} and 43 characters: how scripts of owners sign in. */
@ApplicationScoped
public class PersonalTokens {
  /** What every personal access token begins with. */
  public static final String PREFIX = "aip_pat_";

  private static final int MOST_PER_PERSON = 100;

  /**
   * A fresh token, the only time that it is seen.
   *
   * @param capped whether it ends earlier than it was asked to, because what made it ends then
   */
  public record Issued(PersonalTokenView view, SecretText token, boolean capped) {}

  private Transactions transactions;
  private People people;
  private LabelCheck labels;
  private AuditLog audit;
  private Clock clock;

  @SuppressWarnings("NullAway.Init")
  protected PersonalTokens() {} // for the CDI proxy

  @Inject
  PersonalTokens(
      Transactions transactions, People people, LabelCheck labels, AuditLog audit, Clock clock) {
    this.transactions = transactions;
    this.people = people;
    this.labels = labels;
    this.audit = audit;
    this.clock = clock;
  }

  /**
   * Makes a token. What a script presents may be in hands that it should leave by itself, so the
   * new one ends no later. A page's is not limited.
   *
   * @param label as {@link LabelCheck} has it
   * @throws RefusalException WRONG_STATE if they hold 100 already, INVALID_FIELD for the label,
   *     CREDENTIALS_INVALID if they are disabled meanwhile, or what they presented has been ended
   *     or has come to its end: who takes all tokens and sessions away must not leave one behind
   */
  public Issued issue(Presented by, String label, Optional<Duration> lifetime) {
    String checked = labels.require(label);
    return transactions.call(
        em -> {
          Caller holder =
              people.lockEnabled(em, by.caller().id()).orElseThrow(PersonalTokens::disabled);
          if (!isStillGood(em, by)) {
            throw invalid();
          }
          if (of(em, holder.id()).size() >= MOST_PER_PERSON) {
            throw new RefusalException(Refusal.WRONG_STATE, "Revoke a personal token first.");
          }
          return issue(em, holder, by.end(), checked, lifetime);
        });
  }

  /** Under the person's lock, which whoever ends all of theirs holds. */
  private static boolean isStillGood(EntityManager em, Presented by) {
    return switch (by.source()) {
      case SIGNED_TOKEN -> true;
      case SESSION ->
          count(em, "SELECT COUNT(s) FROM UserSession s WHERE s.id = :id", by.id()) == 1;
      case PERSONAL_TOKEN ->
          count(
                  em,
                  "SELECT COUNT(t) FROM PersonalToken t WHERE t.id = :id AND t.revokedAt IS NULL",
                  by.id())
              == 1;
    };
  }

  private static long count(EntityManager em, String query, String id) {
    return em.createQuery(query, Long.class).setParameter("id", id).getSingleResult();
  }

  /** As the other, in the caller's transaction, without an end and for somebody just made. */
  Issued issue(EntityManager em, Caller holder, String label) {
    return issue(em, holder, Optional.empty(), label, Optional.empty());
  }

  private Issued issue(
      EntityManager em,
      Caller holder,
      Optional<Instant> latest,
      String label,
      Optional<Duration> lifetime) {
    Instant now = clock.instant();
    Optional<Instant> asked = lifetime.map(now::plus);
    boolean capped = latest.filter(end -> asked.map(end::isBefore).orElse(true)).isPresent();
    Optional<Instant> end = capped ? latest : asked;
    if (end.filter(time -> !now.isBefore(time)).isPresent()) {
      throw invalid();
    }
    SecretText secret = OpaqueSecrets.next(PREFIX);
    PersonalToken token = new PersonalToken(Ids.next(), holder.id(), secret, label, now, end);
    em.persist(token);
    PersonalTokenView view = token.view();
    audit.append(em, fact("personal_token.issued", holder, view.id()));
    return new Issued(view, secret, capped);
  }

  /**
   * Who holds {@code token}, and until when it is good.
   *
   * @throws RefusalException CREDENTIALS_INVALID if it is unknown, expired or revoked, or its
   *     holder disabled
   */
  public Presented authenticate(SecretText token) {
    if (!OpaqueSecrets.hasForm(token.reveal(), PREFIX)) {
      throw invalid();
    }
    return transactions.call(
        em ->
            em.createQuery(
                    "SELECT p, t FROM Person p, PersonalToken t WHERE t.digest = :digest"
                        + " AND p.id = t.personId AND p.disabledAt IS NULL AND t.revokedAt IS NULL"
                        + " AND (t.expiresAt IS NULL OR t.expiresAt > :now)",
                    Object[].class)
                .setParameter("digest", OpaqueSecrets.digest(token))
                .setParameter("now", clock.millis())
                .getResultStream()
                .findFirst()
                .map(
                    row ->
                        Presented.of(((Person) row[0]).toCaller(), ((PersonalToken) row[1]).view()))
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

  /** Ends all tokens of somebody, as a part of something that writes its own event; how many. */
  int revokeAll(EntityManager em, UserId person) {
    return em.createQuery(
            "UPDATE PersonalToken t SET t.revokedAt = :now"
                + " WHERE t.personId = :person AND t.revokedAt IS NULL")
        .setParameter("now", clock.millis())
        .setParameter("person", person.value())
        .executeUpdate();
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
