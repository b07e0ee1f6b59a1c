package org.aipassport.grants;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import jakarta.persistence.EntityManager;
import jakarta.persistence.TypedQuery;
import java.time.Clock;
import java.util.List;
import org.aipassport.identity.Caller;
import org.aipassport.identity.People;
import org.aipassport.persistence.Transactions;

/**
 * The requests that wait for a person: addressed to them, or to nobody while they are the only
 * owner. Others they see only by the link that somebody sent them.
 */
@ApplicationScoped
public class Inbox {
  private static final int MOST_LISTED = 100;

  private static final String WAITING =
      " FROM Grant g WHERE g.status = :pending AND g.expiresAt > :now AND ";
  private static final String MINE = "g.ownerId = :me";

  private Transactions transactions;
  private People people;
  private Clock clock;

  @SuppressWarnings("NullAway.Init")
  protected Inbox() {} // for the CDI proxy

  @Inject
  Inbox(Transactions transactions, People people, Clock clock) {
    this.transactions = transactions;
    this.people = people;
    this.clock = clock;
  }

  /** The newest 100, newest first. */
  public List<GrantView> list(Caller caller) {
    return transactions.call(
        em ->
            query(em, caller, "SELECT g", " ORDER BY g.createdAt DESC, g.id", Grant.class)
                .setMaxResults(MOST_LISTED)
                .getResultStream()
                .map(grant -> grant.view(clock.instant()))
                .toList());
  }

  /** How many there are in all. */
  public long count(Caller caller) {
    return transactions.call(
        em -> query(em, caller, "SELECT COUNT(g)", "", Long.class).getSingleResult());
  }

  private <T> TypedQuery<T> query(
      EntityManager em, Caller caller, String select, String order, Class<T> type) {
    boolean only = people.onlyOwner(em).filter(caller.id()::equals).isPresent();
    return em.createQuery(select + WAITING + (only ? Grants.VISIBLE : MINE) + order, type)
        .setParameter("me", caller.id().value())
        .setParameter("pending", GrantStatus.PENDING)
        .setParameter("now", clock.millis());
  }
}
