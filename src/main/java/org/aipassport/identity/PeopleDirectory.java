package org.aipassport.identity;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import jakarta.persistence.EntityManager;
import java.time.Clock;
import java.time.Instant;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.aipassport.audit.AuditFact;
import org.aipassport.audit.AuditLog;
import org.aipassport.persistence.Transactions;
import org.aipassport.problems.Refusal;
import org.aipassport.problems.RefusalException;
import org.aipassport.values.UserId;

/** What operators see of people and decide about them. */
@ApplicationScoped
public class PeopleDirectory {
  private static final int MOST_LISTED = 1_000;

  private Transactions transactions;
  private People people;
  private Operators operators;
  private Sessions sessions;
  private SignInTickets tickets;
  private KnownDevices devices;
  private AuditLog audit;
  private Clock clock;

  @SuppressWarnings("NullAway.Init")
  protected PeopleDirectory() {} // for the CDI proxy

  @Inject
  PeopleDirectory(
      Transactions transactions,
      People people,
      Operators operators,
      Sessions sessions,
      SignInTickets tickets,
      KnownDevices devices,
      AuditLog audit,
      Clock clock) {
    this.transactions = transactions;
    this.people = people;
    this.operators = operators;
    this.sessions = sessions;
    this.tickets = tickets;
    this.devices = devices;
    this.audit = audit;
    this.clock = clock;
  }

  /**
   * Everybody, by username, at most 1,000.
   *
   * @throws RefusalException FORBIDDEN to others than operators
   */
  public List<PersonView> list(Caller operator) {
    Operators.check(operator);
    return transactions.call(
        em -> {
          Set<String> protectedOnes =
              ids(em, "SELECT person_id FROM second_factor WHERE confirmed_at IS NOT NULL");
          Set<String> external = ids(em, "SELECT DISTINCT person_id FROM external_identity");
          Map<String, Instant> seen = lastSeen(em);
          return em.createQuery("SELECT p FROM Person p ORDER BY p.usernameKey", Person.class)
              .setMaxResults(MOST_LISTED)
              .getResultStream()
              .map(
                  person -> {
                    String id = person.id().value();
                    return view(
                        person,
                        protectedOnes.contains(id),
                        external.contains(id),
                        Optional.ofNullable(seen.get(id)));
                  })
              .toList();
        });
  }

  private static PersonView view(
      Person person, boolean secondFactor, boolean external, Optional<Instant> seen) {
    Caller caller = person.toCaller();
    return new PersonView(
        caller.id(),
        caller.username(),
        caller.displayName(),
        caller.roles(),
        person.createdAt(),
        person.disabledAt(),
        secondFactor,
        external,
        Stream.concat(seen.stream(), person.signedInAt().stream()).max(Instant::compareTo));
  }

  private static Set<String> ids(EntityManager em, String query) {
    Set<String> ids = new HashSet<>();
    List<?> rows = em.createNativeQuery(query).getResultList();
    rows.forEach(id -> ids.add(id.toString()));
    return ids;
  }

  private static Map<String, Instant> lastSeen(EntityManager em) {
    Map<String, Instant> seen = new HashMap<>();
    List<?> rows =
        em.createNativeQuery(
                "SELECT person_id, MAX(last_seen_at) FROM user_session GROUP BY person_id")
            .getResultList();
    for (Object row : rows) {
      Object[] columns = (Object[]) row;
      seen.put(String.valueOf(columns[0]), Instant.ofEpochMilli(((Number) columns[1]).longValue()));
    }
    return seen;
  }

  /**
   * Decides what somebody may do; at once, in running sessions too. Whoever is an owner no more has
   * no grants any more ({@link OwnerLoss}), and gets none back with the role.
   *
   * @param roles may be none: then they can sign in and look at their own account
   * @throws RefusalException FORBIDDEN to others than operators, NOT_FOUND, WRONG_STATE if no
   *     operator were left
   */
  public void setRoles(Caller operator, UserId id, Set<Role> roles) {
    Operators.check(operator);
    transactions.run(
        em -> {
          operators.lock(em, operator);
          operators.assign(em, locked(em, id), roles, operator.actor(), operator.account());
          audit.append(
              em, fact("person.roles_changed", operator, id).with("roles", Role.column(roles)));
        });
  }

  /**
   * Disables somebody in the caller's transaction: no session, no personal token and no sign-in of
   * theirs is good for anything after it. What runs on their grants is ended by the caller.
   *
   * @throws RefusalException FORBIDDEN to others than operators, NOT_FOUND, WRONG_STATE if they are
   *     disabled already or no operator were left
   */
  public void disable(EntityManager em, Caller operator, UserId id) {
    Operators.check(operator);
    operators.lock(em, operator);
    Person person = locked(em, id);
    if (!person.isEnabled()) {
      throw new RefusalException(Refusal.WRONG_STATE, "This person is disabled already.");
    }
    if (person.toCaller().roles().contains(Role.OPERATOR) && operators.isLast(em, id)) {
      throw Operators.lastOne();
    }
    em.createNativeQuery("UPDATE person SET disabled_at = ? WHERE id = ? ")
        .setParameter(1, clock.millis())
        .setParameter(2, id.value())
        .executeUpdate();
    int ended = sessions.endAll(em, id);
    tickets.forgetAll(em, id);
    devices.forgetAll(em, id);
    int revoked = revokeTokens(em, id);
    audit.append(
        em,
        fact("person.disabled", operator, id)
            .with("sessions_ended", Integer.toString(ended))
            .with("tokens_revoked", Integer.toString(revoked)));
  }

  /** Enabled again, nobody holds a token that was given away before. */
  private int revokeTokens(EntityManager em, UserId id) {
    return em.createQuery(
            "UPDATE PersonalToken t SET t.revokedAt = :now"
                + " WHERE t.personId = :person AND t.revokedAt IS NULL")
        .setParameter("now", clock.millis())
        .setParameter("person", id.value())
        .executeUpdate();
  }

  /**
   * Lets somebody sign in again; what ended when they were disabled stays ended.
   *
   * @throws RefusalException FORBIDDEN to others than operators, NOT_FOUND, WRONG_STATE if they are
   *     not disabled
   */
  public void enable(Caller operator, UserId id) {
    Operators.check(operator);
    transactions.run(
        em -> {
          operators.lock(em, operator);
          if (locked(em, id).isEnabled()) {
            throw new RefusalException(Refusal.WRONG_STATE, "This person is not disabled.");
          }
          em.createNativeQuery("UPDATE person SET disabled_at = NULL WHERE id = ? ")
              .setParameter(1, id.value())
              .executeUpdate();
          audit.append(em, fact("person.enabled", operator, id));
        });
  }

  private Person locked(EntityManager em, UserId id) {
    return people
        .lock(em, id)
        .orElseThrow(() -> new RefusalException(Refusal.NOT_FOUND, "No such person."));
  }

  private static AuditFact fact(String type, Caller operator, UserId subject) {
    return AuditFact.of(type, operator.actor(), operator.account(), subject.value());
  }
}
