package org.aipassport.identity;

import static org.aipassport.support.Refused.refused;
import static org.aipassport.support.Refused.refusedField;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.aipassport.persistence.Transactions;
import org.aipassport.problems.Refusal;
import org.aipassport.support.Databases;
import org.aipassport.support.OnBothDatabases;
import org.aipassport.support.Persons;
import org.aipassport.support.Race;
import org.aipassport.support.TestBroker;
import org.aipassport.values.Ids;
import org.aipassport.values.SecretText;
import org.aipassport.values.UserId;

class PeopleDirectoryTest {
  @OnBothDatabases
  void operatorsSeeEverybody(Databases.Kind kind) {
    try (TestBroker broker = TestBroker.start(kind)) {
      Caller alice = broker.claim();
      Caller bob = Persons.signable(broker, "bob", Role.OWNER);
      Sessions.Begun begun = Persons.signIn(broker, "bob");
      assertThat(directory(broker).list(alice, "", 1_000).people())
          .extracting(PersonView::username)
          .containsExactly("alice", "bob");
      assertThat(directory(broker).list(alice, "", 1_000).people().get(1))
          .isEqualTo(
              new PersonView(
                  bob.id(),
                  "bob",
                  Optional.empty(),
                  Set.of(Role.OWNER),
                  broker.clock().instant(),
                  Optional.empty(),
                  false,
                  false,
                  Optional.of(begun.session().createdAt())));
    }
  }

  @OnBothDatabases
  void everybodyIsReachedHoweverManyThereAre(Databases.Kind kind) {
    try (TestBroker broker = TestBroker.start(kind)) {
      Caller alice = broker.claim();
      for (String name : List.of("Zoe", "bob", "Carl", "dora")) {
        Persons.add(broker, name, Role.OWNER);
      }
      List<String> seen = new ArrayList<>();
      Optional<String> from = Optional.of("");
      while (from.isPresent()) {
        PeopleDirectory.Part part = directory(broker).list(alice, from.get(), 2);
        assertThat(part.people()).hasSizeLessThanOrEqualTo(2);
        part.people().forEach(person -> seen.add(person.username()));
        from = part.next();
      }
      assertThat(seen).containsExactly("alice", "bob", "Carl", "dora", "Zoe");
      PeopleDirectory.Part part = directory(broker).list(alice, "CA", 2);
      assertThat(part.people()).extracting(PersonView::username).containsExactly("Carl", "dora");
      assertThat(part.next()).contains("Zoe");
      assertThat(directory(broker).list(alice, "zz", 2).people()).isEmpty();
      for (String odd : new String[] {"\0", "a\nb", "\ud83d", "x".repeat(65)}) {
        refusedField("from", () -> directory(broker).list(alice, odd, 2));
      }
    }
  }

  @OnBothDatabases
  void onePersonIsFoundWithoutTheList(Databases.Kind kind) {
    TestBroker broker = TestBroker.shared(kind);
    Caller bob = Persons.owner(broker);
    Caller operator = Persons.operator(broker);
    PersonView view = directory(broker).person(operator, bob.id());
    assertThat(view.username()).isEqualTo(bob.username());
    assertThat(view.roles()).containsExactly(Role.OWNER);
    UserId nobody = new UserId(Ids.next());
    refused(Refusal.NOT_FOUND, () -> directory(broker).person(operator, nobody));
    refused(Refusal.FORBIDDEN, () -> directory(broker).person(bob, bob.id()));
    refused(Refusal.FORBIDDEN, () -> directory(broker).isLastOperator(bob, bob.id()));
  }

  @OnBothDatabases
  void theLastOperatorIsKnownToBe(Databases.Kind kind) {
    try (TestBroker broker = TestBroker.start(kind)) {
      Caller alice = broker.claim();
      assertThat(directory(broker).isLastOperator(alice, alice.id())).isTrue();
      Caller bob = Persons.add(broker, "bob", Role.OPERATOR);
      assertThat(directory(broker).isLastOperator(alice, alice.id())).isFalse();
      disable(broker, alice, bob.id());
      assertThat(directory(broker).isLastOperator(alice, alice.id())).isTrue();
    }
  }

  @OnBothDatabases
  void othersSeeAndDecideNothing(Databases.Kind kind) {
    TestBroker broker = TestBroker.shared(kind);
    Caller victim = Persons.owner(broker);
    for (Caller other :
        List.of(
            Persons.owner(broker),
            Persons.add(broker, "auditor-" + name(), Role.AUDITOR),
            Persons.add(broker, "nobody-" + name()))) {
      refused(Refusal.FORBIDDEN, () -> directory(broker).list(other, "", 1_000));
      refused(Refusal.FORBIDDEN, () -> disable(broker, other, victim.id()));
      refused(Refusal.FORBIDDEN, () -> directory(broker).enable(other, victim.id()));
      refused(
          Refusal.FORBIDDEN,
          () -> directory(broker).setRoles(other, other.id(), EnumSet.allOf(Role.class)));
    }
  }

  @OnBothDatabases
  void theDisabledHaveNoSessionAndNoToken(Databases.Kind kind) {
    TestBroker broker = TestBroker.shared(kind);
    Caller bob = Persons.signable(broker, "bob-" + name(), Role.OWNER);
    Sessions.Begun begun = Persons.signIn(broker, bob.username());
    SecretText token =
        broker
            .get(PersonalTokens.class)
            .issue(Persons.script(bob), "script", Optional.empty())
            .token();
    disable(broker, broker.claim(), bob.id());
    assertThat(broker.get(Sessions.class).find(begun.cookie())).isEmpty();
    assertThat(broker.count("user_session WHERE person_id = ? ", bob.id().value())).isZero();
    assertThat(broker.count("known_device WHERE person_id = ? ", bob.id().value())).isZero();
    refused(
        Refusal.CREDENTIALS_INVALID, () -> broker.get(PersonalTokens.class).authenticate(token));
    refused(Refusal.CREDENTIALS_INVALID, () -> Persons.signIn(broker, bob.username()));
    refused(Refusal.WRONG_STATE, () -> disable(broker, broker.claim(), bob.id()));
    directory(broker).enable(broker.claim(), bob.id());
    refused(
        Refusal.CREDENTIALS_INVALID, () -> broker.get(PersonalTokens.class).authenticate(token));
    assertThat(broker.get(Sessions.class).find(begun.cookie())).isEmpty();
    assertThat(Persons.signIn(broker, bob.username()).session().caller()).isEqualTo(bob);
    refused(Refusal.WRONG_STATE, () -> directory(broker).enable(broker.claim(), bob.id()));
    assertThat(
            broker.sql(
                "SELECT type FROM audit_event WHERE subject = ? AND type LIKE 'person.%abled'"
                    + " ORDER BY type",
                bob.id().value()))
        .containsExactly(List.of("person.disabled"), List.of("person.enabled"));
  }

  @OnBothDatabases
  void otherRolesHoldAtOnceInRunningSessions(Databases.Kind kind) {
    TestBroker broker = TestBroker.shared(kind);
    Caller bob = Persons.signable(broker, "bob-" + name(), Role.OWNER);
    Sessions.Begun begun = Persons.signIn(broker, bob.username());
    directory(broker).setRoles(broker.claim(), bob.id(), Set.of(Role.AUDITOR));
    assertThat(roles(broker, begun)).containsExactly(Role.AUDITOR);
    directory(broker).setRoles(broker.claim(), bob.id(), Set.of());
    assertThat(roles(broker, begun)).isEmpty();
  }

  @OnBothDatabases
  void theLastOperatorStaysOne(Databases.Kind kind) {
    try (TestBroker broker = TestBroker.start(kind)) {
      Caller alice = broker.claim();
      Persons.owner(broker);
      Caller gone = Persons.add(broker, "gone", Role.OPERATOR);
      disable(broker, alice, gone.id());
      refused(Refusal.WRONG_STATE, () -> disable(broker, alice, alice.id()));
      refused(
          Refusal.WRONG_STATE,
          () -> directory(broker).setRoles(alice, alice.id(), Set.of(Role.OWNER)));
      directory(broker).setRoles(alice, alice.id(), Set.of(Role.OPERATOR));
      directory(broker).enable(alice, gone.id());
      directory(broker).setRoles(alice, alice.id(), Set.of(Role.OWNER));
      refused(Refusal.FORBIDDEN, () -> directory(broker).enable(alice, gone.id()));
    }
  }

  @OnBothDatabases
  void ofOperatorsThatRemoveEachOtherAtOnceOneIsLeft(Databases.Kind kind) {
    try (TestBroker broker = TestBroker.start(kind)) {
      Caller alice = broker.claim();
      for (int round = 0; round < 10; round++) {
        Caller bob = Persons.add(broker, "bob" + round, Role.OPERATOR);
        boolean demote = round % 2 == 0;
        Race<Boolean> race =
            Race.of(
                2,
                number ->
                    () -> {
                      Caller operator = number == 0 ? alice : bob;
                      UserId other = (number == 0 ? bob : alice).id();
                      if (demote) {
                        directory(broker).setRoles(operator, other, Set.of(Role.OWNER));
                      } else {
                        disable(broker, operator, other);
                      }
                      return true;
                    });
        assertThat(race.done()).hasSize(1);
        assertThat(race.reasons()).containsExactly(Refusal.FORBIDDEN);
        assertThat(operators(broker)).isEqualTo(1);
        restore(broker, alice);
      }
    }
  }

  @OnBothDatabases
  void ofAllOperatorsThatResignAtOnceOneIsLeft(Databases.Kind kind) {
    try (TestBroker broker = TestBroker.start(kind)) {
      Caller alice = broker.claim();
      List<Caller> all =
          List.of(
              alice,
              Persons.add(broker, "bob", Role.OPERATOR),
              Persons.add(broker, "carol", Role.OPERATOR),
              Persons.add(broker, "dave", Role.OPERATOR));
      Race<Boolean> race =
          Race.of(
              4,
              number ->
                  () -> {
                    Caller self = all.get(number);
                    directory(broker).setRoles(self, self.id(), Set.of());
                    return true;
                  });
      assertThat(race.done()).hasSize(3);
      assertThat(race.reasons()).containsExactly(Refusal.WRONG_STATE);
      assertThat(operators(broker)).isEqualTo(1);
    }
  }

  @OnBothDatabases
  void nobodyOfThatIdIsNotFound(Databases.Kind kind) {
    TestBroker broker = TestBroker.shared(kind);
    UserId nobody = new UserId(Ids.next());
    refused(Refusal.NOT_FOUND, () -> disable(broker, broker.claim(), nobody));
    refused(Refusal.NOT_FOUND, () -> directory(broker).enable(broker.claim(), nobody));
    refused(Refusal.NOT_FOUND, () -> directory(broker).setRoles(broker.claim(), nobody, Set.of()));
  }

  @OnBothDatabases
  void noRecordNoChange(Databases.Kind kind) {
    try (TestBroker broker = TestBroker.start(kind)) {
      Caller alice = broker.claim();
      Caller bob = Persons.owner(broker);
      broker.withoutAuditLog(
          () -> {
            try {
              disable(broker, alice, bob.id());
            } catch (RuntimeException e) {
              return;
            }
            throw new AssertionError("disabled without a record");
          });
      assertThat(broker.count("person WHERE disabled_at IS NOT NULL")).isZero();
    }
  }

  private static Set<Role> roles(TestBroker broker, Sessions.Begun begun) {
    return broker.get(Sessions.class).find(begun.cookie()).orElseThrow().caller().roles();
  }

  private static long operators(TestBroker broker) {
    return broker.count("person WHERE disabled_at IS NULL AND roles LIKE '%OPERATOR%'");
  }

  private static void restore(TestBroker broker, Caller alice) {
    broker.execute("UPDATE person SET roles = 'OWNER', disabled_at = NULL");
    broker.execute("UPDATE person SET roles = 'OPERATOR' WHERE id = ? ", alice.id().value());
  }

  private static void disable(TestBroker broker, Caller operator, UserId id) {
    broker.get(Transactions.class).run(em -> directory(broker).disable(em, operator, id));
  }

  private static PeopleDirectory directory(TestBroker broker) {
    return broker.get(PeopleDirectory.class);
  }

  private static String name() {
    return Ids.next().substring(0, 8);
  }
}
