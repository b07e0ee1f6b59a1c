package org.aipassport.grants;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import jakarta.persistence.EntityManager;
import jakarta.persistence.TypedQuery;
import java.time.Clock;
import java.time.Instant;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.aipassport.crypto.OpaqueSecrets;
import org.aipassport.identity.Caller;
import org.aipassport.identity.People;
import org.aipassport.persistence.Transactions;
import org.aipassport.problems.Refusal;
import org.aipassport.problems.RefusalException;
import org.aipassport.values.GrantId;
import org.aipassport.values.SecretText;

/** Finds grants; the question whose they are is part of every query. */
@ApplicationScoped
public class Grants {
  private static final int MOST_LISTED = 1_000;

  /** Theirs, or a pending one that names nobody: whoever decides first adopts it. */
  static final String VISIBLE = "(g.ownerId = :me OR (g.ownerId IS NULL AND g.ownerName IS NULL))";

  private static final String NOBODYS_THAT_WAIT =
      " OR (g.ownerId IS NULL AND g.ownerName IS NULL AND g.status = :pending"
          + " AND g.expiresAt > :now)";

  private Transactions transactions;
  private People people;
  private Clock clock;

  @SuppressWarnings("NullAway.Init")
  protected Grants() {} // for the CDI proxy

  @Inject
  Grants(Transactions transactions, People people, Clock clock) {
    this.transactions = transactions;
    this.people = people;
    this.clock = clock;
  }

  /**
   * A grant of the caller's, or one that waits for whoever decides first.
   *
   * @throws RefusalException NOT_FOUND if there is none or it is somebody else's
   */
  public GrantView get(Caller caller, GrantId id) {
    return transactions.call(em -> visible(em, caller, id));
  }

  /** Whether {@code get} would find it. */
  public boolean isOwn(Caller caller, GrantId id) {
    return transactions.call(em -> visibleTo(em, caller, id).isPresent());
  }

  /**
   * The caller's grants, newest first, at most 1,000; while the broker has a single owner also
   * those that name nobody, as long as they wait: what strangers asked in vain is nobody's.
   */
  public List<GrantView> list(Caller caller) {
    return transactions.call(
        em -> {
          boolean only = people.onlyOwner(em).filter(caller.id()::equals).isPresent();
          TypedQuery<Grant> query =
              em.createQuery(
                      "SELECT g FROM Grant g WHERE g.ownerId = :me"
                          + (only ? NOBODYS_THAT_WAIT : "")
                          + " ORDER BY g.createdAt DESC, g.id",
                      Grant.class)
                  .setParameter("me", caller.id().value());
          if (only) {
            query.setParameter("pending", GrantStatus.PENDING).setParameter("now", clock.millis());
          }
          return query
              .setMaxResults(MOST_LISTED)
              .getResultStream()
              .map(grant -> grant.view(clock.instant()))
              .toList();
        });
  }

  /**
   * The grant that a claim token proves to be its bearer's own.
   *
   * @throws RefusalException CREDENTIALS_INVALID if there is none
   */
  public GrantView ofClaim(SecretText claimToken) {
    if (!OpaqueSecrets.hasForm(claimToken.reveal(), GrantRequests.CLAIM_PREFIX)) {
      throw unknownClaim();
    }
    return transactions.call(
        em ->
            em.createQuery("SELECT g FROM Grant g WHERE g.claimDigest = :digest", Grant.class)
                .setParameter("digest", OpaqueSecrets.digest(claimToken))
                .getResultStream()
                .findFirst()
                .map(grant -> grant.view(clock.instant()))
                .orElseThrow(Grants::unknownClaim));
  }

  /** The grant of that id, whoever's it is; for callers that have proved their right otherwise. */
  public Optional<GrantView> find(GrantId id) {
    return transactions.call(
        em ->
            Optional.ofNullable(em.find(Grant.class, id.value()))
                .map(grant -> grant.view(clock.instant())));
  }

  /** When those of these grants end that are in force now; it may have been changed. */
  public Map<GrantId, Instant> endsOfThoseInForce(Collection<GrantId> ids) {
    if (ids.isEmpty()) {
      return Map.of();
    }
    return transactions.call(
        em -> {
          List<Object[]> found =
              em.createQuery(
                      "SELECT g.id, g.expiresAt FROM Grant g WHERE g.id IN :ids AND g.status = :approved"
                          + " AND g.expiresAt > :now",
                      Object[].class)
                  .setParameter("ids", ids.stream().map(GrantId::value).toList())
                  .setParameter("approved", GrantStatus.APPROVED)
                  .setParameter("now", clock.millis())
                  .getResultList();
          Map<GrantId, Instant> ends = new HashMap<>();
          found.forEach(
              row ->
                  ends.put(
                      new GrantId(row[0].toString()),
                      Instant.ofEpochMilli(((Number) row[1]).longValue())));
          return ends;
        });
  }

  /** Locks the grant's row to the end of the caller's transaction; whether it is in force then. */
  public boolean lockInForce(EntityManager em, GrantId id) {
    return 1
        == em.createNativeQuery(
                "UPDATE access_grant SET version = version WHERE id = ? AND status = 'APPROVED'"
                    + " AND expires_at > ? ")
            .setParameter(1, id.value())
            .setParameter(2, clock.millis())
            .executeUpdate();
  }

  GrantView visible(EntityManager em, Caller caller, GrantId id) {
    return visibleTo(em, caller, id).orElseThrow(Grants::unknown);
  }

  private Optional<GrantView> visibleTo(EntityManager em, Caller caller, GrantId id) {
    return em.createQuery("SELECT g FROM Grant g WHERE g.id = :id AND " + VISIBLE, Grant.class)
        .setParameter("id", id.value())
        .setParameter("me", caller.id().value())
        .getResultStream()
        .findFirst()
        .map(grant -> grant.view(clock.instant()));
  }

  static RefusalException unknown() {
    return new RefusalException(Refusal.NOT_FOUND, "Grant not found");
  }

  private static RefusalException unknownClaim() {
    return new RefusalException(Refusal.CREDENTIALS_INVALID, "The claim token is unknown.");
  }
}
