package org.aipassport.identity;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.persistence.EntityManager;
import java.util.List;
import java.util.Optional;
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
