package org.aipassport.identity;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.persistence.EntityManager;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.aipassport.values.AccountId;
import org.aipassport.values.Ids;
import org.aipassport.values.UserId;

/** Finds people, in the caller's transaction. */
@ApplicationScoped
public class People {
  /** Whoever has that username, without regard to letter case, and is not disabled. */
  public Optional<Caller> byUsername(EntityManager em, String username) {
    return em.createQuery(
            "SELECT p FROM Person p WHERE p.usernameKey = :key AND p.disabledAt IS NULL",
            Person.class)
        .setParameter("key", Person.key(username))
        .getResultStream()
        .findFirst()
        .map(Person::toCaller);
  }

  /** Whoever has that username, disabled or not. */
  Optional<Person> find(EntityManager em, String username) {
    return em.createQuery("SELECT p FROM Person p WHERE p.usernameKey = :key", Person.class)
        .setParameter("key", Person.key(username))
        .getResultStream()
        .findFirst();
  }

  /** Whoever has that id, disabled or not. */
  Optional<Person> find(EntityManager em, UserId id) {
    return Optional.ofNullable(em.find(Person.class, id.value()));
  }

  /** Whether anybody, disabled or not, has that username. */
  boolean isTaken(EntityManager em, String username) {
    return find(em, username).isPresent();
  }

  /**
   * Adds somebody, with an account of their own.
   *
   * @param passwordHash empty: they cannot sign in with a password
   * @throws org.aipassport.persistence.DuplicateRowException at the end of the transaction at the
   *     latest, if the username is taken
   */
  Person add(
      EntityManager em,
      String username,
      Optional<String> displayName,
      String passwordHash,
      Set<Role> roles,
      Instant now) {
    AccountId account = new AccountId(Ids.next());
    em.persist(new Account(account, now));
    em.flush();
    Person person =
        new Person(
            new UserId(Ids.next()), account, username, displayName, passwordHash, roles, now);
    em.persist(person);
    em.flush();
    return person;
  }

  /**
   * Locks the person's row to the end of the caller's transaction, if they are enabled then; the
   * first thing that changes of sessions and passwords do, so that none misses the other.
   *
   * @return who they are now
   */
  public Optional<Caller> lockEnabled(EntityManager em, UserId id) {
    return lock(em, id).filter(Person::isEnabled).map(Person::toCaller);
  }

  /**
   * Whether that person is enabled and an operator; if they are, it stays so to the end of the
   * transaction.
   */
  boolean isOperator(EntityManager em, UserId id) {
    return lockEnabled(em, id).filter(one -> one.roles().contains(Role.OPERATOR)).isPresent();
  }

  /** As {@link #lockEnabled}, if their password is still the one that was verified. */
  Optional<Caller> lockEnabled(EntityManager em, UserId id, String verifiedHash) {
    return lock(em, id)
        .filter(Person::isEnabled)
        .filter(person -> person.passwordHash().equals(verifiedHash))
        .map(Person::toCaller);
  }

  /** Locks the row of somebody, disabled or not. */
  Optional<Person> lock(EntityManager em, UserId id) {
    em.createNativeQuery("UPDATE person SET account_id = account_id WHERE id = ?")
        .setParameter(1, id.value())
        .executeUpdate();
    Optional<Person> person = find(em, id);
    person.ifPresent(em::refresh); // may have been read before the lock
    return person;
  }

  /** Whoever claimed the broker, if somebody did. */
  public Optional<Caller> first(EntityManager em) {
    List<?> ids =
        em.createNativeQuery("SELECT person_id FROM setup_claim WHERE id = 1").getResultList();
    return ids.stream()
        .findFirst()
        .map(id -> em.find(Person.class, id.toString()))
        .map(Person::toCaller);
  }

  /** The broker's only owner, if it has exactly one. */
  public Optional<UserId> onlyOwner(EntityManager em) {
    List<Caller> owners =
        em.createQuery(
                "SELECT p FROM Person p WHERE p.disabledAt IS NULL AND p.roles LIKE '%OWNER%'",
                Person.class)
            .setMaxResults(2)
            .getResultStream()
            .map(Person::toCaller)
            .toList();
    return owners.size() == 1 ? Optional.of(owners.get(0).id()) : Optional.empty();
  }
}
