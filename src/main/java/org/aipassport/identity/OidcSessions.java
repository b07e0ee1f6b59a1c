package org.aipassport.identity;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import jakarta.persistence.EntityManager;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.aipassport.audit.AuditFact;
import org.aipassport.audit.AuditLog;
import org.aipassport.crypto.AssociatedData;
import org.aipassport.crypto.Envelope;
import org.aipassport.persistence.Transactions;
import org.aipassport.values.AccountId;
import org.aipassport.values.SecretText;

/**
 * Which sessions began at the identity provider, and what it calls them, so that it can end them.
 * The rows go with their sessions.
 */
@ApplicationScoped
class OidcSessions {
  private Transactions transactions;
  private AuditLog audit;
  private Envelope envelope;

  @SuppressWarnings("NullAway.Init")
  protected OidcSessions() {} // for the CDI proxy

  @Inject
  OidcSessions(Transactions transactions, AuditLog audit, Envelope envelope) {
    this.transactions = transactions;
    this.audit = audit;
    this.envelope = envelope;
  }

  /**
   * Notes one in the transaction in which it began.
   *
   * @param subject the key of issuer and subject
   * @param sid the key of issuer and sid, if the provider told one
   */
  void note(
      EntityManager em, Session session, byte[] subject, Optional<byte[]> sid, SecretText idToken) {
    byte[] plain = idToken.reveal().getBytes(StandardCharsets.UTF_8);
    em.createNativeQuery(
            "INSERT INTO oidc_session (session_id, subject, kek_id, sealed)"
                + " VALUES ( ? , ? , ? , ? )")
        .setParameter(1, session.id())
        .setParameter(2, subject)
        .setParameter(3, envelope.kekId())
        .setParameter(4, envelope.seal(plain, bound(session.id())))
        .executeUpdate();
    sid.ifPresent(
        key ->
            em.createNativeQuery("UPDATE oidc_session SET sid = ? WHERE session_id = ?")
                .setParameter(1, key)
                .setParameter(2, session.id())
                .executeUpdate());
  }

  /** The ID token of a session that began at the provider. */
  Optional<SecretText> idToken(Session session) {
    List<?> rows =
        transactions.call(
            em ->
                em.createNativeQuery("SELECT sealed FROM oidc_session WHERE session_id = ?")
                    .setParameter(1, session.id())
                    .getResultList());
    return rows.stream()
        .findFirst()
        .map(row -> envelope.open((byte[]) row, bound(session.id())))
        .map(plain -> new SecretText(new String(plain, StandardCharsets.UTF_8)));
  }

  /**
   * Ends the sessions that may be the one that the provider calls so: those noted with that sid,
   * and those of its person that were noted without any, for each of them may be it.
   *
   * @param subject whose it is, if that is said; who has a session of that sid is known anyway
   * @param begunBy only those that began by then
   * @return how many
   */
  int end(EntityManager em, byte[] sid, Optional<byte[]> subject, Instant begunBy) {
    String unnamed = "o.sid IS NULL AND o.subject ";
    int ended = subject.map(key -> end(em, unnamed + "= ?", key, begunBy)).orElse(0);
    String itsOwner = "IN (SELECT n.subject FROM oidc_session n WHERE n.sid = ? )";
    ended += end(em, unnamed + itsOwner, sid, begunBy);
    return ended + end(em, "o.sid = ?", sid, begunBy);
  }

  /** Ends all sessions of that subject that began by then; how many. */
  int endAll(EntityManager em, byte[] subject, Instant begunBy) {
    return end(em, "o.subject = ?", subject, begunBy);
  }

  private int end(EntityManager em, String condition, byte[] key, Instant begunBy) {
    List<?> rows =
        em.createNativeQuery(
                "SELECT s.id, s.person_id, p.account_id FROM oidc_session o, user_session s, person p"
                    + " WHERE s.id = o.session_id AND p.id = s.person_id AND s.created_at <= ? AND "
                    + condition)
            .setParameter(1, begunBy.toEpochMilli())
            .setParameter(2, key)
            .getResultList();
    int ended = 0;
    for (Object row : rows) {
      Object[] columns = (Object[]) row;
      ended += end(em, text(columns[0]), text(columns[1]), text(columns[2]));
    }
    return ended;
  }

  private int end(EntityManager em, String session, String person, String account) {
    int ended =
        em.createNativeQuery("DELETE FROM user_session WHERE id = ?")
            .setParameter(1, session)
            .executeUpdate();
    if (ended == 1) {
      audit.append(
          em,
          AuditFact.of("person.signed_out", AuditFact.BROKER, new AccountId(account), session)
              .with("person", person)
              .with("by", "identity provider"));
    }
    return ended;
  }

  private static String text(Object column) {
    return column.toString().strip();
  }

  private static AssociatedData bound(String sessionId) {
    return AssociatedData.of("aipassport/oidc-session/v1", sessionId);
  }
}
