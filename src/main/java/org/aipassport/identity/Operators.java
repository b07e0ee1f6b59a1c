package org.aipassport.identity;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import jakarta.persistence.EntityManager;
import java.util.EnumSet;
import java.util.Set;
import org.aipassport.audit.AuditFact;
import org.aipassport.problems.Refusal;
import org.aipassport.problems.RefusalException;
import org.aipassport.values.AccountId;
import org.aipassport.values.UserId;

/**
 * Changes roles, and keeps one enabled operator at all times. Whatever changes roles or disables
 * somebody locks one row first, so that two changes at once cannot each rely on the operator that
 * the other removes.
 */
@ApplicationScoped
class Operators {
  private People people;
  private OwnerLoss ownerLoss;

  @SuppressWarnings("NullAway.Init")
  protected Operators() {} // for the CDI proxy

  @Inject
  Operators(People people, OwnerLoss ownerLoss) {
    this.people = people;
    this.ownerLoss = ownerLoss;
  }

  /**
   * Refuses others than operators.
   *
   * @throws RefusalException FORBIDDEN
   */
  static void check(Caller caller) {
    Caller unused = caller.as(Role.OPERATOR);
  }

  /** Takes the row that all such changes take, to the end of the caller's transaction. */
  void lock(EntityManager em) {
    em.createNativeQuery("UPDATE people_gate SET turns = turns + 1 WHERE id = 1").executeUpdate();
  }

  /**
   * As {@link #lock}; the acting operator must still be one then.
   *
   * @throws RefusalException FORBIDDEN if another operator was faster
   */
  void lock(EntityManager em, Caller operator) {
    lock(em);
    boolean still =
        people
            .lockEnabled(em, operator.id())
            .filter(caller -> caller.roles().contains(Role.OPERATOR))
            .isPresent();
    if (!still) {
      throw new RefusalException(Refusal.FORBIDDEN, "You are not an operator any more.");
    }
  }

  /** Whether nobody else is an enabled operator; to be asked under the lock. */
  boolean isLast(EntityManager em, UserId person) {
    return em.createQuery(
            "SELECT p.id FROM Person p WHERE p.disabledAt IS NULL"
                + " AND p.roles LIKE '%OPERATOR%' AND p.id <> :person",
            String.class)
        .setParameter("person", person.value())
        .setMaxResults(1)
        .getResultList()
        .isEmpty();
  }

  /**
   * Gives somebody other roles, under the lock and with their row locked; running sessions have
   * them at their next request. With the role of an owner ends what rests on it.
   *
   * @param actor who does it, as events have it
   * @param account whose account those events are for
   * @throws RefusalException WRONG_STATE if no operator were left
   */
  void assign(EntityManager em, Person person, Set<Role> roles, String actor, AccountId account) {
    Set<Role> lost = EnumSet.noneOf(Role.class);
    lost.addAll(person.toCaller().roles());
    lost.removeAll(roles);
    if (lost.contains(Role.OPERATOR) && person.isEnabled() && isLast(em, person.id())) {
      throw lastOne();
    }
    em.createNativeQuery("UPDATE person SET roles = ? WHERE id = ? ")
        .setParameter(1, Role.column(roles))
        .setParameter(2, person.id().value())
        .executeUpdate();
    if (lost.contains(Role.OWNER)) {
      ownerLoss.ownerLost(em, person.id(), actor, account);
    }
  }

  /**
   * As {@link #assign}, for roles that come from elsewhere, and so by the broker itself: the last
   * operator stays one.
   *
   * @return what they are now
   */
  Set<Role> assignButKeepOne(EntityManager em, Person person, Set<Role> roles) {
    Set<Role> kept = EnumSet.noneOf(Role.class);
    kept.addAll(roles);
    if (person.toCaller().roles().contains(Role.OPERATOR) && isLast(em, person.id())) {
      kept.add(Role.OPERATOR);
    }
    assign(em, person, kept, AuditFact.BROKER, person.toCaller().account());
    return kept;
  }

  static RefusalException lastOne() {
    return new RefusalException(
        Refusal.WRONG_STATE, "This is the last operator; make somebody else one first.");
  }
}
