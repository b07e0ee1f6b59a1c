package org.aipassport.identity;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import jakarta.persistence.EntityManager;
import jakarta.persistence.Query;
import java.net.InetAddress;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.aipassport.audit.AuditFact;
import org.aipassport.audit.AuditLog;
import org.aipassport.config.IdentitySettings;
import org.aipassport.config.Settings;
import org.aipassport.crypto.OpaqueSecrets;
import org.aipassport.persistence.Transactions;
import org.aipassport.problems.Refusal;
import org.aipassport.problems.RefusalException;
import org.aipassport.values.Ids;
import org.aipassport.values.SecretText;
import org.aipassport.values.UserId;

/**
 * Signed-in browsers: a cookie of 256 random bits, of which the database keeps the digest. A
 * session ends when nothing came for {@code aipassport.session.idle}, at {@code
 * aipassport.session.lifetime}, when its person is disabled, and when it is ended here. Whoever it
 * is and what they may do is read anew each time.
 */
@ApplicationScoped
public class Sessions {
  /** What every session cookie's value begins with. */
  public static final String PREFIX = "aip_ses_";

  private static final int MOST_PER_PERSON = 50;
  private static final Duration TOUCH = Duration.ofMinutes(1);
  private static final String LIVE = "s.expiresAt > :now AND s.lastSeenAt > :idle";

  /** A session that has just begun; the only time that its cookie's value is seen. */
  public record Begun(Session session, SecretText cookie) {}

  private IdentitySettings settings;
  private Transactions transactions;
  private People people;
  private AuditLog audit;
  private Clock clock;

  @SuppressWarnings("NullAway.Init")
  protected Sessions() {} // for the CDI proxy

  @Inject
  Sessions(
      Settings settings, Transactions transactions, People people, AuditLog audit, Clock clock) {
    this.settings = settings.identity();
    this.transactions = transactions;
    this.people = people;
    this.audit = audit;
    this.clock = clock;
  }

  /**
   * Begins a session in the caller's transaction, for somebody whose credentials were checked.
   * Beyond 50 of one person the oldest end.
   *
   * @param address from where, for its owner to see
   * @param agent what the browser calls itself, for its owner to see
   * @throws RefusalException CREDENTIALS_INVALID if the person has been disabled meanwhile
   */
  public Begun begin(
      EntityManager em, Caller person, SignInProof proof, String address, String agent) {
    return begin(em, "person.signed_in", person, proof, address, agent);
  }

  /**
   * Ends {@code old} and begins another in its place, in the caller's transaction: an id that
   * somebody else may know is worth nothing after it.
   *
   * @param from from where it was confirmed
   * @throws RefusalException CREDENTIALS_INVALID if {@code old} has ended meanwhile
   */
  Begun renew(EntityManager em, Session old, SignInProof proof, InetAddress from) {
    Caller person = people.lockEnabled(em, old.caller().id()).orElseThrow(Sessions::ended);
    if (delete(em, old.id(), person.id()) == 0) {
      throw ended();
    }
    return begin(em, "session.renewed", person, proof, from.getHostAddress(), old.agent());
  }

  private Begun begin(
      EntityManager em,
      String event,
      Caller person,
      SignInProof proof,
      String address,
      String agent) {
    Caller now = people.lockEnabled(em, person.id()).orElseThrow(Sessions::ended);
    makeRoom(em, person.id());
    SecretText cookie = OpaqueSecrets.next(PREFIX);
    UserSession session =
        new UserSession(
            now, cookie, proof, clock.instant(), settings.sessionLifetime(), address, agent);
    em.persist(session);
    em.flush();
    em.createNativeQuery("UPDATE person SET signed_in_at = ? WHERE id = ? ")
        .setParameter(1, clock.millis())
        .setParameter(2, now.id().value())
        .executeUpdate();
    Session view = session.view(now);
    audit.append(em, fact(event, now, view.id()).with("method", proof.method().name()));
    return new Begun(view, cookie);
  }

  /** The live session of that cookie; being asked for keeps it alive. */
  public Optional<Session> find(SecretText cookie) {
    if (!OpaqueSecrets.hasForm(cookie.reveal(), PREFIX)) {
      return Optional.empty();
    }
    return transactions.call(
        em -> {
          Optional<Session> found = live(em, cookie);
          found.ifPresent(session -> touch(em, session));
          return found;
        });
  }

  private Optional<Session> live(EntityManager em, SecretText cookie) {
    List<?> rows =
        bounded(
                em.createQuery(
                    "SELECT s, p FROM UserSession s, Person p WHERE s.digest = :digest"
                        + " AND p.id = s.personId AND p.disabledAt IS NULL AND "
                        + LIVE))
            .setParameter("digest", OpaqueSecrets.digest(cookie))
            .getResultList();
    return rows.stream()
        .findFirst()
        .map(Object[].class::cast)
        .map(row -> ((UserSession) row[0]).view(((Person) row[1]).toCaller()));
  }

  private void touch(EntityManager em, Session session) {
    Instant due = clock.instant().minus(TOUCH);
    if (!session.lastSeenAt().isAfter(due)) {
      em.createQuery(
              "UPDATE UserSession s SET s.lastSeenAt = :now"
                  + " WHERE s.id = :id AND s.lastSeenAt <= :due")
          .setParameter("now", clock.millis())
          .setParameter("id", session.id())
          .setParameter("due", due.toEpochMilli())
          .executeUpdate();
    }
  }

  /** Signs that browser out; one that is not signed in is left as it is. */
  public void end(SecretText cookie) {
    if (!OpaqueSecrets.hasForm(cookie.reveal(), PREFIX)) {
      return;
    }
    transactions.run(
        em ->
            live(em, cookie)
                .filter(session -> delete(em, session.id(), session.caller().id()) == 1)
                .ifPresent(
                    session ->
                        audit.append(
                            em, fact("person.signed_out", session.caller(), session.id()))));
  }

  /**
   * Ends one of the caller's sessions.
   *
   * @throws RefusalException NOT_FOUND if {@code caller} has no such session
   */
  public void end(Caller caller, String sessionId) {
    if (!Ids.isId(sessionId)) {
      throw unknown();
    }
    transactions.run(
        em -> {
          if (delete(em, sessionId, caller.id()) == 0) {
            throw unknown();
          }
          audit.append(em, fact("person.signed_out", caller, sessionId));
        });
  }

  /** Ends every session of the caller's; how many. */
  public int endAll(Caller caller) {
    return transactions.call(
        em -> {
          int ended = endAll(em, caller.id());
          audit.append(
              em,
              fact("person.signed_out_everywhere", caller, caller.id().value())
                  .with("sessions", Integer.toString(ended)));
          return ended;
        });
  }

  /** Ends every session of that person but {@code kept}; how many. */
  public int endOthers(Session kept) {
    Caller caller = kept.caller();
    return transactions.call(
        em -> {
          people.lock(em, caller.id()); // as endAll
          int ended = endOthers(em, kept);
          audit.append(
              em,
              fact("person.signed_out_elsewhere", caller, caller.id().value())
                  .with("sessions", Integer.toString(ended)));
          return ended;
        });
  }

  /** As {@link #endAll(Caller)}, as a part of something that writes its own event. */
  int endAll(EntityManager em, UserId person) {
    people.lock(em, person); // a session that is just beginning is found, or never begins
    return em.createQuery("DELETE FROM UserSession s WHERE s.personId = :person")
        .setParameter("person", person.value())
        .executeUpdate();
  }

  /** As {@link #endAll(EntityManager, UserId)}, but for one that goes on. */
  int endOthers(EntityManager em, Session kept) {
    return em.createQuery("DELETE FROM UserSession s WHERE s.personId = :person AND s.id <> :kept")
        .setParameter("person", kept.caller().id().value())
        .setParameter("kept", kept.id())
        .executeUpdate();
  }

  /** The caller's live sessions, the latest first. */
  public List<Session> list(Caller caller) {
    return transactions.call(
        em -> {
          List<?> rows =
              bounded(
                      em.createQuery(
                          "SELECT s FROM UserSession s WHERE s.personId = :person AND "
                              + LIVE
                              + " ORDER BY s.createdAt DESC, s.id"))
                  .setParameter("person", caller.id().value())
                  .getResultList();
          return rows.stream()
              .map(UserSession.class::cast)
              .map(session -> session.view(caller))
              .toList();
        });
  }

  /** Deletes what has ended by itself. */
  void sweep(EntityManager em) {
    bounded(
            em.createQuery(
                "DELETE FROM UserSession s WHERE s.expiresAt <= :now OR s.lastSeenAt <= :idle"))
        .executeUpdate();
  }

  private void makeRoom(EntityManager em, UserId person) {
    List<String> ids =
        em.createQuery(
                "SELECT s.id FROM UserSession s WHERE s.personId = :person"
                    + " ORDER BY s.createdAt, s.id",
                String.class)
            .setParameter("person", person.value())
            .getResultList();
    ids.stream()
        .limit(Math.max(0, ids.size() - MOST_PER_PERSON + 1))
        .forEach(id -> delete(em, id, person));
  }

  private static int delete(EntityManager em, String id, UserId person) {
    return em.createQuery("DELETE FROM UserSession s WHERE s.id = :id AND s.personId = :person")
        .setParameter("id", id)
        .setParameter("person", person.value())
        .executeUpdate();
  }

  private Query bounded(Query query) {
    Instant now = clock.instant();
    return query
        .setParameter("now", now.toEpochMilli())
        .setParameter("idle", now.minus(settings.sessionIdle()).toEpochMilli());
  }

  private static AuditFact fact(String type, Caller caller, String subject) {
    return AuditFact.of(type, caller.actor(), caller.account(), subject);
  }

  private static RefusalException unknown() {
    return new RefusalException(Refusal.NOT_FOUND, "No such session.");
  }

  private static RefusalException ended() {
    return new RefusalException(Refusal.CREDENTIALS_INVALID, "You are not signed in any more.");
  }
}
