package org.aipassport.grants;

import static org.aipassport.support.Refused.refused;
import static org.aipassport.support.Refused.refusedField;
import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.Set;
import org.aipassport.identity.Caller;
import org.aipassport.identity.PeopleDirectory;
import org.aipassport.identity.Role;
import org.aipassport.problems.Refusal;
import org.aipassport.support.Databases;
import org.aipassport.support.OnBothDatabases;
import org.aipassport.support.Persons;
import org.aipassport.support.TestBroker;
import org.aipassport.support.TestGrants;
import org.aipassport.values.GrantId;

/** Stop, disabling, and the loss of the role of owner: many grants end at once. */
class EndingTest {
  @OnBothDatabases
  void stopRevokesEverythingOfMineAndNothingOfOthers(Databases.Kind kind) {
    TestBroker broker = TestBroker.shared(kind);
    Caller owner = Persons.ownerWithKey(broker);
    GrantView other = TestGrants.approved(broker, Persons.ownerWithKey(broker), "");
    GrantId one = TestGrants.approved(broker, owner, "").id();
    GrantId two = TestGrants.approved(broker, owner, "").id();
    GrantView pending = TestGrants.request(broker, owner, "").grant();
    long before = position(broker);
    assertThat(broker.get(Stop.class).everything(owner)).isEqualTo(2);
    assertThat(position(broker)).isGreaterThan(before);
    for (GrantId id : new GrantId[] {one, two}) {
      assertThat(status(broker, id)).isEqualTo(GrantStatus.REVOKED);
      assertThat(TestGrants.events(broker, id.value()))
          .filteredOn("grant.revoked"::equals)
          .hasSize(1);
    }
    assertThat(status(broker, other.id())).isEqualTo(GrantStatus.APPROVED);
    assertThat(status(broker, pending.id())).isEqualTo(GrantStatus.PENDING);
    assertThat(broker.get(Stop.class).everything(owner)).isZero();
  }

  @OnBothDatabases
  void stopOfAnAppRevokesWhatItsHostHasOfMine(Databases.Kind kind) {
    TestBroker broker = TestBroker.shared(kind);
    Caller owner = Persons.ownerWithKey(broker);
    GrantId notes = TestGrants.approved(broker, owner, "").id();
    GrantId other =
        TestGrants.approve(
                broker,
                owner,
                TestGrants.askAt(broker, owner, "Notes", "https://www.notes.example"),
                "{}")
            .id();
    Caller neighbour = Persons.ownerWithKey(broker);
    GrantId theirs = TestGrants.approved(broker, neighbour, "").id();
    assertThat(broker.get(Stop.class).app(owner, "Notes.example")).isEqualTo(1);
    assertThat(status(broker, notes)).isEqualTo(GrantStatus.REVOKED);
    assertThat(status(broker, other)).isEqualTo(GrantStatus.APPROVED);
    assertThat(status(broker, theirs)).isEqualTo(GrantStatus.APPROVED);
  }

  /** PostgreSQL stumbles over NUL; and "0 revoked" of a URL would be taken for the app's end. */
  @OnBothDatabases
  void whatIsNoHostStopsNothingAndIsRefused(Databases.Kind kind) {
    TestBroker broker = TestBroker.shared(kind);
    Caller owner = Persons.ownerWithKey(broker);
    for (String odd :
        new String[] {"", " ", "notes.example\0", "https://notes.example", "notes.example:443"}) {
      refusedField("appHost", () -> broker.get(Stop.class).app(owner, odd));
    }
    for (String none :
        new String[] {"localhost", "192.0.2.1", "[2001:db8::1]", "xn--bcher-kva.de"}) {
      assertThat(broker.get(Stop.class).app(owner, none)).isZero();
    }
  }

  @OnBothDatabases
  void onlyOwnersStop(Databases.Kind kind) {
    TestBroker broker = TestBroker.shared(kind);
    Caller operator = Persons.operator(broker);
    refused(Refusal.FORBIDDEN, () -> broker.get(Stop.class).everything(operator));
    refused(Refusal.FORBIDDEN, () -> broker.get(Stop.class).app(operator, "notes.example"));
  }

  @OnBothDatabases
  void whoeverIsDisabledHasNoGrantAnyMoreNorARequest(Databases.Kind kind) {
    TestBroker broker = TestBroker.shared(kind);
    Caller operator = Persons.operator(broker);
    Caller owner = Persons.ownerWithKey(broker);
    GrantId live = TestGrants.approved(broker, owner, "").id();
    GrantId pending = TestGrants.request(broker, owner, "").grant().id();
    GrantView other = TestGrants.approved(broker, Persons.ownerWithKey(broker), "");
    long before = position(broker);
    assertThat(disabling(broker).disable(operator, owner.id())).isEqualTo(2);
    assertThat(position(broker)).isGreaterThan(before);
    assertThat(status(broker, live)).isEqualTo(GrantStatus.FROZEN);
    assertThat(status(broker, pending)).isEqualTo(GrantStatus.FROZEN);
    assertThat(status(broker, other.id())).isEqualTo(GrantStatus.APPROVED);
    assertThat(TestGrants.events(broker, live.value())).contains("grant.frozen");
  }

  @OnBothDatabases
  void whoeverIsDisabledDecidesNothingAndIsRevivedWithNothing(Databases.Kind kind) {
    TestBroker broker = TestBroker.shared(kind);
    Caller operator = Persons.operator(broker);
    Caller owner = Persons.ownerWithKey(broker);
    GrantId live = TestGrants.approved(broker, owner, "").id();
    disabling(broker).disable(operator, owner.id());
    GrantRequests.Requested nobodys = TestGrants.request(broker, TestGrants.ask("", ""));
    refused(Refusal.CREDENTIALS_INVALID, () -> TestGrants.approve(broker, owner, nobodys, "{}"));
    refused(
        Refusal.CREDENTIALS_INVALID,
        () -> broker.get(GrantLifecycle.class).deny(owner, nobodys.grant().id()));
    broker.get(PeopleDirectory.class).enable(operator, owner.id());
    assertThat(status(broker, live)).isEqualTo(GrantStatus.FROZEN);
    assertThat(TestGrants.approve(broker, owner, nobodys, "{}").status())
        .isEqualTo(GrantStatus.APPROVED);
  }

  @OnBothDatabases
  void onlyOperatorsDisable(Databases.Kind kind) {
    TestBroker broker = TestBroker.shared(kind);
    Caller owner = Persons.ownerWithKey(broker);
    GrantId live = TestGrants.approved(broker, owner, "").id();
    Caller mallory = Persons.owner(broker);
    refused(Refusal.FORBIDDEN, () -> disabling(broker).disable(mallory, owner.id()));
    assertThat(status(broker, live)).isEqualTo(GrantStatus.APPROVED);
  }

  @OnBothDatabases
  void whoeverIsAnOwnerNoMoreHasNoGrantAnyMoreNorARequest(Databases.Kind kind) {
    TestBroker broker = TestBroker.shared(kind);
    Caller operator = Persons.operator(broker);
    Caller owner = Persons.ownerWithKey(broker);
    GrantId live = TestGrants.approved(broker, owner, "").id();
    GrantId pending = TestGrants.request(broker, owner, "").grant().id();
    GrantView other = TestGrants.approved(broker, Persons.ownerWithKey(broker), "");
    long before = position(broker);
    setRoles(broker, operator, owner, Role.AUDITOR);
    assertThat(position(broker)).isGreaterThan(before);
    assertThat(status(broker, live)).isEqualTo(GrantStatus.FROZEN);
    assertThat(status(broker, pending)).isEqualTo(GrantStatus.FROZEN);
    assertThat(status(broker, other.id())).isEqualTo(GrantStatus.APPROVED);
    for (GrantId id : new GrantId[] {live, pending}) {
      assertThat(
              broker.one(
                  "SELECT actor FROM audit_event WHERE subject = ? AND type = 'grant.frozen'",
                  id.value()))
          .isEqualTo(operator.actor());
    }
  }

  @OnBothDatabases
  void theRoleOfAnOwnerComesBackWithoutGrants(Databases.Kind kind) {
    TestBroker broker = TestBroker.shared(kind);
    Caller operator = Persons.operator(broker);
    Caller owner = Persons.ownerWithKey(broker);
    GrantId live = TestGrants.approved(broker, owner, "").id();
    setRoles(broker, operator, owner);
    GrantRequests.Requested nobodys = TestGrants.request(broker, TestGrants.ask("", ""));
    refused(Refusal.FORBIDDEN, () -> TestGrants.approve(broker, owner, nobodys, "{}"));
    setRoles(broker, operator, owner, Role.OWNER);
    assertThat(status(broker, live)).isEqualTo(GrantStatus.FROZEN);
    assertThat(TestGrants.approve(broker, owner, nobodys, "{}").status())
        .isEqualTo(GrantStatus.APPROVED);
  }

  @OnBothDatabases
  void otherChangesOfRolesLeaveGrantsAsTheyAre(Databases.Kind kind) {
    TestBroker broker = TestBroker.shared(kind);
    Caller operator = Persons.operator(broker);
    Caller owner = Persons.ownerWithKey(broker);
    GrantId live = TestGrants.approved(broker, owner, "").id();
    setRoles(broker, operator, owner, Role.OWNER, Role.OPERATOR);
    setRoles(broker, operator, owner, Role.OWNER);
    assertThat(status(broker, live)).isEqualTo(GrantStatus.APPROVED);
  }

  @OnBothDatabases
  void theInboxHoldsWhatWaitsForMe(Databases.Kind kind) {
    TestBroker broker = TestBroker.shared(kind);
    Caller owner = Persons.ownerWithKey(broker);
    Inbox inbox = broker.get(Inbox.class);
    TestGrants.approved(broker, owner, "");
    TestGrants.request(broker, TestGrants.ask("", ""));
    GrantView first = TestGrants.request(broker, owner, "").grant();
    broker.clock().advance(Duration.ofMillis(1));
    GrantView second = TestGrants.request(broker, owner, "").grant();
    assertThat(inbox.list(owner)).containsExactly(second, first);
    assertThat(inbox.count(owner)).isEqualTo(2);
    broker.get(GrantLifecycle.class).deny(owner, first.id());
    assertThat(inbox.list(owner)).containsExactly(second);
    broker.clock().advance(Duration.ofHours(24));
    assertThat(inbox.list(owner)).isEmpty();
    assertThat(inbox.count(owner)).isZero();
  }

  @OnBothDatabases
  void theOnlyOwnersInboxHoldsWhatNamesNobody(Databases.Kind kind) {
    try (TestBroker broker = TestBroker.start(kind)) {
      Caller owner = broker.claim();
      GrantView asked = TestGrants.request(broker, TestGrants.ask("", "")).grant();
      TestGrants.request(broker, TestGrants.ask("'owner':'nobody',", ""));
      assertThat(broker.get(Inbox.class).list(owner)).containsExactly(asked);
      assertThat(broker.get(Inbox.class).count(owner)).isEqualTo(1);
      Persons.owner(broker);
      assertThat(broker.get(Inbox.class).list(owner)).isEmpty();
    }
  }

  private static GrantStatus status(TestBroker broker, GrantId id) {
    return broker.get(Grants.class).find(id).orElseThrow().status();
  }

  private static long position(TestBroker broker) {
    return broker.get(RevocationSequence.class).position();
  }

  private static void setRoles(TestBroker broker, Caller operator, Caller person, Role... roles) {
    broker.get(PeopleDirectory.class).setRoles(operator, person.id(), Set.of(roles));
  }

  private static PersonDisabling disabling(TestBroker broker) {
    return broker.get(PersonDisabling.class);
  }
}
