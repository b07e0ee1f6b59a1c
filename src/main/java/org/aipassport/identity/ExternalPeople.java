package org.aipassport.identity;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import jakarta.persistence.EntityManager;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.aipassport.audit.AuditFact;
import org.aipassport.audit.AuditLog;
import org.aipassport.config.GroupSettings;
import org.aipassport.config.Settings;
import org.aipassport.persistence.DuplicateRowException;
import org.aipassport.persistence.Transactions;
import org.aipassport.problems.Refusal;
import org.aipassport.problems.RefusalException;
import org.aipassport.values.UserId;

/**
 * People whom an identity provider knows: by issuer and subject, and by nothing else. Neither a
 * username nor an e-mail address ever makes them somebody who is here already.
 *
 * <p>Where groups decide, roles follow them; only the last operator of the broker stays one, and
 * whoever is an owner no more has no grants any more. Whoever is in none of the groups any more is
 * refused, and loses with the roles the sessions too. Among several tokens the one that was issued
 * last counts, so that an older one that is still valid brings nothing back.
 */
@ApplicationScoped
class ExternalPeople {
  private static final int ATTEMPTS = 5;

  private GroupSettings groups;
  private Transactions transactions;
  private People people;
  private Operators operators;
  private ExternalIdentities identities;
  private Sessions sessions;
  private AuditLog audit;

  @SuppressWarnings("NullAway.Init")
  protected ExternalPeople() {} // for the CDI proxy

  @Inject
  ExternalPeople(
      Settings settings,
      Transactions transactions,
      People people,
      Operators operators,
      ExternalIdentities identities,
      Sessions sessions,
      AuditLog audit) {
    this.groups = settings.groups();
    this.transactions = transactions;
    this.people = people;
    this.operators = operators;
    this.identities = identities;
    this.sessions = sessions;
    this.audit = audit;
  }

  /**
   * Finds somebody, or makes them known, writes down the roles that their groups give, and goes on
   * with {@code next} in the same transaction.
   *
   * @return what {@code next} gives, who gets the caller as they are now
   * @throws RefusalException WRONG_STATE while the broker has no first owner; FORBIDDEN if their
   *     groups give no role, which is written down as well, or they are disabled here
   */
  <T> T meet(ExternalPerson person, Next<T> next) {
    for (int attempt = 1; ; attempt++) {
      try {
        return transactions
            .call(em -> meet(em, person).map(caller -> next.with(em, caller)))
            .orElseThrow(ExternalPeople::inNoGroup);
      } catch (DuplicateRowException e) { // somebody took the name, or they came twice at once
        if (attempt == ATTEMPTS) {
          throw e;
        }
      }
    }
  }

  /** What happens in the transaction in which somebody was met. */
  @FunctionalInterface
  interface Next<T> {
    T with(EntityManager em, Caller caller);
  }

  /** Nobody, if their groups give no role: that they had some is then to be written down. */
  private Optional<Caller> meet(EntityManager em, ExternalPerson person) {
    if (people.first(em).isEmpty()) {
      throw new RefusalException(
          Refusal.WRONG_STATE, "This broker has no first owner yet; set it up first.");
    }
    Set<Role> roles = person.roles(groups);
    Optional<Person> known = identities.find(em, person.issuer(), person.subject());
    if (roles.isEmpty() && (known.isEmpty() || !person.groupsStated())) {
      return Optional.empty();
    }
    if (known.isEmpty()) {
      return Optional.of(add(em, person, roles));
    }
    if (!known.get().isEnabled()) {
      throw disabled();
    }
    Caller caller =
        isNews(em, person)
            ? update(em, person, known.get().id(), roles)
            : within(known.get().toCaller(), roles);
    return Optional.of(caller).filter(met -> !roles.isEmpty());
  }

  private Caller add(EntityManager em, ExternalPerson person, Set<Role> roles) {
    String username =
        ExternalNames.username(person.username(), name -> people.find(em, name).isPresent());
    Caller caller =
        identities
            .create(em, person.issuer(), person.subject(), username, person.name(), roles)
            .toCaller();
    em.flush();
    boolean unused = note(em, person);
    audit.append(
        em,
        AuditFact.of("person.created", AuditFact.BROKER, caller.account(), caller.id().value())
            .with("issuer", person.issuer())
            .with("roles", Role.column(roles)));
    return caller;
  }

  private Caller update(EntityManager em, ExternalPerson person, UserId id, Set<Role> roles) {
    operators.lock(em);
    Person locked =
        people.lock(em, id).filter(Person::isEnabled).orElseThrow(ExternalPeople::disabled);
    Set<Role> before = locked.toCaller().roles();
    if (!note(em, person)) {
      return within(locked.toCaller(), roles); // another token was faster, and is newer
    }
    identities.rename(em, id, person.name());
    if (groups.decide() && !before.equals(roles)) {
      assign(em, locked, roles);
    }
    if (roles.isEmpty()) {
      signOut(em, locked.toCaller());
    }
    return people.lock(em, id).orElseThrow().toCaller();
  }

  private void assign(EntityManager em, Person person, Set<Role> roles) {
    Caller before = person.toCaller();
    Set<Role> now = operators.assignButKeepOne(em, person, roles);
    if (!now.equals(before.roles())) {
      audit.append(
          em,
          AuditFact.of(
                  "person.roles_changed", AuditFact.BROKER, before.account(), before.id().value())
              .with("before", Role.column(before.roles()))
              .with("roles", Role.column(now))
              .with("by", "groups"));
    }
  }

  private void signOut(EntityManager em, Caller caller) {
    int ended = sessions.endAll(em, caller.id());
    if (ended > 0) {
      audit.append(
          em,
          AuditFact.of(
                  "person.signed_out_everywhere",
                  AuditFact.BROKER,
                  caller.account(),
                  caller.id().value())
              .with("sessions", Integer.toString(ended))
              .with("by", "groups"));
    }
  }

  /** Whether the provider has said nothing newer of them yet. */
  private static boolean isNews(EntityManager em, ExternalPerson person) {
    List<?> older =
        em.createNativeQuery(
                "SELECT person_id FROM external_identity WHERE digest = ? AND stated_at < ?")
            .setParameter(1, ExternalIdentities.digest(person.issuer(), person.subject()))
            .setParameter(2, person.statedAt().toEpochMilli())
            .getResultList();
    return !older.isEmpty();
  }

  /** Notes when they were spoken of last; whether this is it. */
  private static boolean note(EntityManager em, ExternalPerson person) {
    long statedAt = person.statedAt().toEpochMilli();
    int newer =
        em.createNativeQuery(
                "UPDATE external_identity SET stated_at = ? WHERE digest = ? AND stated_at < ?")
            .setParameter(1, statedAt)
            .setParameter(2, ExternalIdentities.digest(person.issuer(), person.subject()))
            .setParameter(3, statedAt)
            .executeUpdate();
    return newer == 1;
  }

  /** An older token gives no more than it says, nor more than what was said since. */
  private Caller within(Caller caller, Set<Role> stated) {
    if (!groups.decide()) {
      return caller;
    }
    Set<Role> both = EnumSet.noneOf(Role.class);
    caller.roles().stream().filter(stated::contains).forEach(both::add);
    return new Caller(caller.id(), caller.account(), caller.username(), caller.displayName(), both);
  }

  private static RefusalException inNoGroup() {
    return new RefusalException(
        Refusal.FORBIDDEN, "You are in none of the groups that may use this broker.");
  }

  private static RefusalException disabled() {
    return new RefusalException(Refusal.FORBIDDEN, "Your access to this broker has been disabled.");
  }
}
