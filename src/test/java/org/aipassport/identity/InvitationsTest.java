package org.aipassport.identity;

import static org.aipassport.support.Refused.refused;
import static org.aipassport.support.Refused.refusedField;
import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetAddress;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.aipassport.crypto.OpaqueSecrets;
import org.aipassport.persistence.Transactions;
import org.aipassport.problems.Refusal;
import org.aipassport.support.Databases;
import org.aipassport.support.Disguised;
import org.aipassport.support.OnBothDatabases;
import org.aipassport.support.Persons;
import org.aipassport.support.Race;
import org.aipassport.support.TestBroker;
import org.aipassport.support.TestGrants;
import org.aipassport.values.Ids;
import org.aipassport.values.SecretText;

class InvitationsTest {
  private static final SecretText PASSWORD = new SecretText(TestBroker.PASSWORD);
  private static final Set<Role> ROLES = Set.of(Role.OWNER, Role.AUDITOR);

  @OnBothDatabases
  void theGuestBecomesWhatTheOperatorChose(Databases.Kind kind) {
    TestBroker broker = TestBroker.shared(kind);
    Invitations.Issued issued = invite(broker);
    assertThat(issued.secret().reveal()).matches("aip_inv_[A-Za-z0-9_-]{43}");
    assertThat(look(broker, issued.secret())).isEqualTo(issued.view());
    assertThat(issued.view().roles()).isEqualTo(ROLES);
    String username = username();
    Caller guest = accept(broker, issued.secret(), username);
    assertThat(guest.username()).isEqualTo(username);
    assertThat(guest.roles()).isEqualTo(ROLES);
    assertThat(Persons.signIn(broker, username).session().caller()).isEqualTo(guest);
    refused(Refusal.NOT_FOUND, () -> accept(broker, issued.secret(), username()));
    refused(Refusal.NOT_FOUND, () -> look(broker, issued.secret()));
    assertThat(TestGrants.events(broker, issued.view().id()))
        .containsExactlyInAnyOrder("invitation.issued", "invitation.accepted");
    assertThat(broker.dump()).doesNotContain(issued.secret().reveal().substring(8));
  }

  @OnBothDatabases
  void ofFiftyGuestsAtOnceOneIsLetIn(Databases.Kind kind) {
    TestBroker broker = TestBroker.shared(kind);
    Invitations.Issued issued = invite(broker);
    long before = broker.count("person");
    Race<Caller> race = Race.of(50, () -> accept(broker, issued.secret(), username()));
    assertThat(race.done()).hasSize(1);
    assertThat(race.reasons()).containsOnly(Refusal.NOT_FOUND);
    assertThat(broker.count("person")).isEqualTo(before + 1);
  }

  @OnBothDatabases
  void ofTwoGuestsWithOneNameOneGetsItAndTheOtherMayChooseAgain(Databases.Kind kind) {
    TestBroker broker = TestBroker.shared(kind);
    List<Invitations.Issued> both = List.of(invite(broker), invite(broker));
    String username = username();
    Race<Caller> race =
        Race.of(2, number -> () -> accept(broker, both.get(number).secret(), username));
    assertThat(race.done()).hasSize(1);
    assertThat(race.reasons()).containsExactly(Refusal.INVALID_FIELD);
    refusedField(
        "username",
        () -> accept(broker, invite(broker).secret(), username.toUpperCase(Locale.ROOT)));
    long left =
        both.stream()
            .filter(
                issued ->
                    broker.get(Invitations.class).list(broker.claim()).contains(issued.view()))
            .peek(issued -> assertThat(accept(broker, issued.secret(), username())).isNotNull())
            .count();
    assertThat(left).isEqualTo(1);
  }

  @OnBothDatabases
  void anInvitationEndsAfterAWeekAndWhenItIsTakenBack(Databases.Kind kind) {
    TestBroker broker = TestBroker.shared(kind);
    Invitations.Issued late = invite(broker);
    broker.clock().advance(Duration.ofDays(7).minusMillis(1));
    assertThat(look(broker, late.secret())).isEqualTo(late.view());
    broker.clock().advance(Duration.ofMillis(1));
    refused(Refusal.NOT_FOUND, () -> accept(broker, late.secret(), username()));
    Invitations.Issued revoked = invite(broker);
    Invitations invitations = broker.get(Invitations.class);
    invitations.revoke(broker.claim(), revoked.view().id());
    refused(Refusal.NOT_FOUND, () -> accept(broker, revoked.secret(), username()));
    refused(Refusal.NOT_FOUND, () -> invitations.revoke(broker.claim(), revoked.view().id()));
    refused(Refusal.NOT_FOUND, () -> invitations.revoke(broker.claim(), "\0"));
    assertThat(invitations.list(broker.claim())).doesNotContain(late.view(), revoked.view());
  }

  @OnBothDatabases
  void whatIsOverIsSweptAway(Databases.Kind kind) {
    TestBroker broker = TestBroker.shared(kind);
    Invitations.Issued old = invite(broker);
    Invitations.Issued accepted = invite(broker);
    Caller guest = accept(broker, accepted.secret(), username());
    broker.clock().advance(Duration.ofDays(7).minusMillis(1));
    Invitations.Issued open = invite(broker);
    broker.get(ExpiredSignIns.class).sweep();
    assertThat(rows(broker, old) + rows(broker, accepted)).isEqualTo(2);
    broker.clock().advance(Duration.ofMillis(1));
    broker.get(ExpiredSignIns.class).sweep();
    assertThat(rows(broker, old) + rows(broker, accepted)).isZero();
    assertThat(look(broker, open.secret())).isEqualTo(open.view());
    assertThat(broker.count("person WHERE id = ? ", guest.id().value())).isEqualTo(1);
  }

  private static long rows(TestBroker broker, Invitations.Issued issued) {
    return broker.count("invitation WHERE id = ? ", issued.view().id());
  }

  @OnBothDatabases
  void anInvitationEndsWithItsMakersRole(Databases.Kind kind) {
    TestBroker broker = TestBroker.shared(kind);
    Caller maker = Persons.add(broker, username(), Role.OPERATOR);
    Invitations.Issued issued = broker.get(Invitations.class).invite(maker, ROLES, "");
    broker.get(PeopleDirectory.class).setRoles(broker.claim(), maker.id(), Set.of(Role.OWNER));
    refused(Refusal.NOT_FOUND, () -> accept(broker, issued.secret(), username()));
  }

  @OnBothDatabases
  void operatorsInvite(Databases.Kind kind) {
    TestBroker broker = TestBroker.shared(kind);
    Invitations invitations = broker.get(Invitations.class);
    Invitations.Issued issued = invite(broker);
    Caller owner = Persons.owner(broker);
    refused(Refusal.FORBIDDEN, () -> invitations.invite(owner, Set.of(Role.OPERATOR), ""));
    refused(Refusal.FORBIDDEN, () -> invitations.list(owner));
    refused(Refusal.FORBIDDEN, () -> invitations.revoke(owner, issued.view().id()));
    refusedField("roles", () -> invitations.invite(broker.claim(), Set.of(), ""));
    for (String label : Disguised.labels()) {
      refusedField("label", () -> invitations.invite(broker.claim(), ROLES, label));
    }
  }

  @OnBothDatabases
  void guessedSecretsAreSlowedDown(Databases.Kind kind) {
    TestBroker broker = TestBroker.shared(kind);
    InetAddress from = Persons.somewhere();
    Invitations invitations = broker.get(Invitations.class);
    for (int i = 0; i < 21; i++) {
      refused(
          Refusal.NOT_FOUND, () -> invitations.look(OpaqueSecrets.next(Invitations.PREFIX), from));
    }
    SecretText secret = invite(broker).secret();
    refused(Refusal.TOO_MANY, () -> invitations.look(secret, from));
    refused(Refusal.TOO_MANY, () -> invitations.accept(secret, username(), PASSWORD, from));
    for (int i = 0; i < 50; i++) {
      assertThat(invitations.look(secret, Persons.somewhere())).isNotNull();
    }
  }

  @OnBothDatabases
  void badNamesAndPasswordsLeaveTheInvitationOpen(Databases.Kind kind) {
    TestBroker broker = TestBroker.shared(kind);
    SecretText secret = invite(broker).secret();
    for (String bad : new String[] {"", "a b", "\0", "-a", "x".repeat(65)}) {
      refusedField("username", () -> accept(broker, secret, bad));
    }
    refusedField(
        "password",
        () ->
            broker
                .get(Invitations.class)
                .accept(secret, username(), new SecretText("short"), Persons.somewhere()));
    assertThat(accept(broker, secret, username())).isNotNull();
  }

  @OnBothDatabases
  void withLocalAccountsOffNobodyIsInvited(Databases.Kind kind) {
    try (TestBroker broker = TestBroker.start(kind)) {
      broker.claim();
      SecretText secret = invite(broker).secret();
      try (TestBroker second = broker.restart("aipassport.local-accounts", "false")) {
        Caller alice =
            second
                .get(Transactions.class)
                .call(em -> second.get(People.class).first(em))
                .orElseThrow();
        refused(Refusal.FORBIDDEN, () -> second.get(Invitations.class).invite(alice, ROLES, ""));
        refused(Refusal.FORBIDDEN, () -> accept(second, secret, username()));
      }
    }
  }

  private static Invitations.Issued invite(TestBroker broker) {
    return broker.get(Invitations.class).invite(broker.claim(), ROLES, "for Bob");
  }

  private static InvitationView look(TestBroker broker, SecretText secret) {
    return broker.get(Invitations.class).look(secret, Persons.somewhere());
  }

  private static Caller accept(TestBroker broker, SecretText secret, String username) {
    return broker.get(Invitations.class).accept(secret, username, PASSWORD, Persons.somewhere());
  }

  private static String username() {
    return "guest-" + Ids.next().toLowerCase(Locale.ROOT).replace("_", ".");
  }
}
