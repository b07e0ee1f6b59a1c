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
import java.util.regex.Pattern;
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
  /** What no database stumbles over; usernames are ASCII. */
  private static final Pattern FROM = Pattern.compile("[^\\p{Cc}\\p{Cs}]{0,64}");

  /**
   * A part of the list.
   *
   * @param next the username at which it goes on, if it does
   */
  public record Part(List<PersonView> people, Optional<String> next) {}

  private Transactions transactions;
  private People people;
  private Operators operators;
  private Sessions sessions;
  private SignInTickets tickets;
  private KnownDevices devices;
  private PersonalTokens tokens;
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
      PersonalTokens tokens,
      AuditLog audit,
      Clock clock) {
    this.transactions = transactions;
    this.people = people;
    this.operators = operators;
    this.sessions = sessions;
    this.tickets = tickets;
    this.devices = devices;
    this.tokens = tokens;
    this.audit = audit;
    this.clock = clock;
  }

  /**
   * People by username, from that one on; {@code from} need not be anybody's, and everybody comes
   * behind the empty one. Whoever asks on from {@link Part#next} sees everybody.
   *
   * @param most how many at most
   * @throws RefusalException FORBIDDEN to others than operators, INVALID_FIELD for {@code from}
   */
  public Part list(Caller operator, String from, int most) {
    Operators.check(operator);
    if (!FROM.matcher(from).matches()) {
      throw RefusalException.ofField("from", "must be a username or the beginning of one");
    }
    return transactions.call(
        em -> {
          List<Person> found =
              em.createQuery(
                      "SELECT p FROM Person p WHERE p.usernameKey >= :from ORDER BY p.usernameKey",
                      Person.class)
                  .setParameter("from", Person.key(from))
                  .setMaxResults(most + 1)
                  .getResultList();
          List<PersonView> shown = views(em, found.stream().limit(most).toList());
          return new Part(
              shown,
              found.stream().skip(most).findFirst().map(person -> person.toCaller().username()));
        });
  }

  /**
   * One of them, wherever they stand in the list.
   *
   * @throws RefusalException FORBIDDEN to others than operators, NOT_FOUND
   */
  public PersonView person(Caller operator, UserId id) {
    Operators.check(operator);
    return transactions.call(
        em ->
            people
                .find(em, id)
                .map(person -> views(em, List.of(person)).get(0))
                .orElseThrow(PeopleDirectory::unknown));
  }

  /**
   * Whether nobody else could operate the broker.
   *
   * @throws RefusalException FORBIDDEN to others than operators
   */
  public boolean isLastOperator(Caller operator, UserId id) {
    Operators.check(operator);
    return transactions.call(em -> operators.isLast(em, id));
  }

  private static List<PersonView> views(EntityManager em, List<Person> people) {
    Set<String> protectedOnes =
        ids(em, "SELECT person_id FROM second_factor WHERE confirmed_at IS NOT NULL");
    Set<String> external = ids(em, "SELECT DISTINCT person_id FROM external_identity");
    Map<String, Instant> seen = lastSeen(em);
    return people.stream()
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
    int revoked = tokens.revokeAll(em, id); // enabled again, nobody holds one given away before
    audit.append(
        em,
        fact("person.disabled", operator, id)
            .with("sessions_ended", Integer.toString(ended))
            .with("tokens_revoked", Integer.toString(revoked)));
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
    return people.lock(em, id).orElseThrow(PeopleDirectory::unknown);
  }

  private static RefusalException unknown() {
    return new RefusalException(Refusal.NOT_FOUND, "No such person.");
  }

  private static AuditFact fact(String type, Caller operator, UserId subject) {
    return AuditFact.of(type, operator.actor(), operator.account(), subject.value());
  }
}
