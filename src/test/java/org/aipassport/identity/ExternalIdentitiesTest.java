package org.aipassport.identity;

import static org.aipassport.support.Refused.refusedField;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import org.aipassport.persistence.DuplicateRowException;
import org.aipassport.persistence.Transactions;
import org.aipassport.support.Databases;
import org.aipassport.support.Disguised;
import org.aipassport.support.OnBothDatabases;
import org.aipassport.support.Persons;
import org.aipassport.support.TestBroker;
import org.aipassport.values.Ids;
import org.aipassport.values.LabelCheck;

class ExternalIdentitiesTest {
  private static final String ISSUER = "https://issuer.example/realms/one";

  @OnBothDatabases
  void issuerAndSubjectTogetherArePersons(Databases.Kind kind) {
    TestBroker broker = TestBroker.shared(kind);
    String subject = Ids.next();
    Caller bob = create(broker, subject, username(), "Bob");
    assertThat(bob.displayName()).contains("Bob");
    assertThat(bob.shownName()).isEqualTo("Bob");
    assertThat(find(broker, ISSUER, subject)).contains(bob);
    assertThat(find(broker, ISSUER, subject.toLowerCase(Locale.ROOT) + "x")).isEmpty();
    assertThat(find(broker, ISSUER + subject.charAt(0), subject.substring(1))).isEmpty();
    assertThat(find(broker, "https://other.example", subject)).isEmpty();
    assertThat(broker.get(PeopleDirectory.class).person(broker.claim(), bob.id()).external())
        .isTrue();
  }

  @OnBothDatabases
  void takenNamesAndIdentitiesAreNobodyElses(Databases.Kind kind) {
    TestBroker broker = TestBroker.shared(kind);
    Caller alice = Persons.signable(broker);
    String subject = Ids.next();
    assertThatThrownBy(() -> create(broker, subject, alice.username(), "Mallory"))
        .isInstanceOf(DuplicateRowException.class);
    assertThat(find(broker, ISSUER, subject)).isEmpty();
    create(broker, subject, username(), "Bob");
    assertThatThrownBy(() -> create(broker, subject, username(), "Bob"))
        .isInstanceOf(DuplicateRowException.class);
    refusedField("username", () -> create(broker, Ids.next(), "a b", "Bob"));
  }

  @OnBothDatabases
  void namesAreShownInOneHonestLine(Databases.Kind kind) {
    TestBroker broker = TestBroker.shared(kind);
    Caller bob = create(broker, Ids.next(), username(), " \u202eBob\u200b\n\0 the   Great ");
    assertThat(bob.displayName()).contains("Bob the Great");
    assertThat(rename(broker, bob, Optional.of("x".repeat(199) + "\uD83D\uDE00")))
        .contains("x".repeat(199));
    assertThat(rename(broker, bob, Optional.of("\u200b"))).isEmpty();
    assertThat(rename(broker, bob, Optional.of("B\u034fo\u3164b\u0330\u0331\u0332\u0333")))
        .contains("Bob\u0330\u0331\u0332");
    for (String disguised : Disguised.labels()) {
      String shown = rename(broker, bob, Optional.of(disguised)).orElseThrow();
      assertThat(broker.get(LabelCheck.class).require(shown.substring(0, 2))).isNotEmpty();
      assertThat(shown).isEqualTo(broker.get(LabelCheck.class).strip(shown));
    }
    assertThat(rename(broker, bob, Optional.of("Robert"))).contains("Robert");
    assertThat(rename(broker, bob, Optional.empty())).isEmpty();
  }

  @OnBothDatabases
  void rolesFromElsewhereKeepTheLastOperator(Databases.Kind kind) {
    try (TestBroker broker = TestBroker.start(kind)) {
      Caller alice = broker.claim();
      assertThat(assign(broker, alice)).containsExactlyInAnyOrder(Role.AUDITOR, Role.OPERATOR);
      Persons.add(broker, "bob", Role.OPERATOR);
      assertThat(assign(broker, alice)).containsExactly(Role.AUDITOR);
    }
  }

  private static Set<Role> assign(TestBroker broker, Caller person) {
    return broker
        .get(Transactions.class)
        .call(
            em -> {
              Operators operators = broker.get(Operators.class);
              operators.lock(em);
              Person row = broker.get(People.class).lock(em, person.id()).orElseThrow();
              return operators.assignButKeepOne(em, row, Set.of(Role.AUDITOR));
            });
  }

  private static Optional<String> rename(TestBroker broker, Caller person, Optional<String> name) {
    return broker
        .get(Transactions.class)
        .call(
            em -> {
              broker.get(ExternalIdentities.class).rename(em, person.id(), name);
              return broker.get(People.class).lock(em, person.id()).orElseThrow().toCaller();
            })
        .displayName();
  }

  private static Caller create(
      TestBroker broker, String subject, String username, String displayName) {
    return broker
        .get(Transactions.class)
        .call(
            em ->
                broker
                    .get(ExternalIdentities.class)
                    .create(
                        em,
                        ISSUER,
                        subject,
                        username,
                        Optional.of(displayName),
                        Set.of(Role.OWNER)))
        .toCaller();
  }

  private static Optional<Caller> find(TestBroker broker, String issuer, String subject) {
    return broker
        .get(Transactions.class)
        .call(em -> broker.get(ExternalIdentities.class).find(em, issuer, subject))
        .map(Person::toCaller);
  }

  private static String username() {
    return "x" + Ids.next().toLowerCase(Locale.ROOT).replace("_", ".");
  }
}
