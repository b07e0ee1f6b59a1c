package org.aipassport.grants;

import static org.aipassport.support.Refused.refused;
import static org.aipassport.support.Refused.refusedField;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.Locale;
import org.aipassport.identity.Caller;
import org.aipassport.identity.Role;
import org.aipassport.problems.Refusal;
import org.aipassport.support.Databases;
import org.aipassport.support.OnBothDatabases;
import org.aipassport.support.Persons;
import org.aipassport.support.Race;
import org.aipassport.support.TestBroker;
import org.aipassport.support.TestGrants;
import org.aipassport.values.GrantId;

class PendingRequestsTest {
  @OnBothDatabases
  void aRequestIsStoredAndItsGrantPends(Databases.Kind kind) {
    TestBroker broker = TestBroker.shared(kind);
    Caller owner = Persons.owner(broker);
    GrantRequests.Requested requested = TestGrants.request(broker, owner, "");
    assertThat(requested.claimToken().reveal()).matches("aip_claim_[A-Za-z0-9_-]{43}");
    assertThat(requested.grant().status()).isEqualTo(GrantStatus.PENDING);
    assertThat(requested.grant().clientId()).isEqualTo("req:" + requested.id());
    assertThat(broker.get(Grants.class).get(owner, requested.grant().id()))
        .isEqualTo(requested.grant());
    assertThat(broker.get(Grants.class).list(owner)).containsExactly(requested.grant());
    assertThat(broker.get(Grants.class).ofClaim(requested.claimToken()))
        .isEqualTo(requested.grant());
    assertThat(TestGrants.events(broker, requested.grant().id().value()))
        .containsExactly("grant.requested");
  }

  @OnBothDatabases
  void theTwentyFirstFromOneAddressIsRefused(Databases.Kind kind) {
    TestBroker broker = TestBroker.shared(kind);
    String address = TestGrants.nextAddress();
    for (int i = 0; i < 20; i++) {
      request(broker, address);
    }
    refused(Refusal.TOO_MANY, () -> request(broker, address));
    assertThat(broker.count("grant_request WHERE address = ?", address)).isEqualTo(20);
    assertThat(request(broker, TestGrants.nextAddress()).grant().status())
        .isEqualTo(GrantStatus.PENDING);
  }

  @OnBothDatabases
  void ofFortyAtOnceFromOneAddressTwentyAreTaken(Databases.Kind kind) {
    TestBroker broker = TestBroker.shared(kind);
    String address = TestGrants.nextAddress();
    Race<GrantRequests.Requested> race = Race.of(40, () -> request(broker, address));
    assertThat(race.done()).hasSize(20);
    assertThat(race.reasons()).hasSize(20).containsOnly(Refusal.TOO_MANY);
    assertThat(broker.count("grant_request WHERE address = ?", address)).isEqualTo(20);
  }

  @OnBothDatabases
  void aDecisionMakesRoomForTheNextFromThatAddress(Databases.Kind kind) {
    TestBroker broker = TestBroker.shared(kind);
    Caller owner = Persons.owner(broker);
    String address = TestGrants.nextAddress();
    GrantRequests.Requested first = request(broker, address);
    for (int i = 1; i < 20; i++) {
      request(broker, address);
    }
    broker.get(GrantLifecycle.class).deny(owner, first.grant().id());
    request(broker, address);
    refused(Refusal.TOO_MANY, () -> request(broker, address));
  }

  @OnBothDatabases
  void theFiftyFirstForOneOwnerIsRefusedWhetherThatOwnerExistsOrNot(Databases.Kind kind) {
    TestBroker broker = TestBroker.shared(kind);
    String known = Persons.owner(broker).username();
    String unknown = "nobody-" + TestGrants.nobody();
    for (String name : new String[] {known, unknown}) {
      for (int i = 0; i < 50; i++) {
        askFor(broker, name);
      }
      refused(Refusal.TOO_MANY, () -> askFor(broker, name.toUpperCase(Locale.ROOT)));
    }
  }

  @OnBothDatabases
  void anUnknownOwnerGetsTheSameAnswerAndNobodyCanDecide(Databases.Kind kind) {
    TestBroker broker = TestBroker.shared(kind);
    Caller other = Persons.owner(broker);
    GrantView asked = askFor(broker, Persons.owner(broker).username()).grant();
    String name = "nobody-" + TestGrants.nobody();
    GrantView lost = askFor(broker, name).grant();
    assertThat(lost)
        .usingRecursiveComparison()
        .ignoringFields("id", "requestId", "clientId")
        .isEqualTo(asked);
    Caller late = Persons.add(broker, name.toLowerCase(Locale.ROOT), Role.OWNER);
    for (Caller somebody : new Caller[] {other, late}) {
      assertThat(broker.get(Grants.class).list(somebody)).isEmpty();
      refused(Refusal.NOT_FOUND, () -> broker.get(GrantLifecycle.class).deny(somebody, lost.id()));
    }
  }

  @OnBothDatabases
  void anOwnerIsFoundWhateverTheLetterCase(Databases.Kind kind) {
    TestBroker broker = TestBroker.shared(kind);
    Caller owner = Persons.owner(broker);
    GrantView grant = askFor(broker, owner.username().toUpperCase(Locale.ROOT)).grant();
    assertThat(broker.get(Grants.class).list(owner)).containsExactly(grant);
  }

  @OnBothDatabases
  void aRequestEndsAfterTwentyFourHours(Databases.Kind kind) {
    TestBroker broker = TestBroker.shared(kind);
    Caller owner = Persons.owner(broker);
    String address = TestGrants.nextAddress();
    GrantId first = ask(broker, owner.username(), address).grant().id();
    for (int i = 1; i < 20; i++) {
      request(broker, address);
    }
    broker.clock().advance(Duration.ofHours(24).minusMillis(1));
    refused(Refusal.TOO_MANY, () -> request(broker, address));
    assertThat(broker.get(Grants.class).get(owner, first).status()).isEqualTo(GrantStatus.PENDING);
    broker.clock().advance(Duration.ofMillis(1));
    assertThat(broker.get(Grants.class).get(owner, first).status()).isEqualTo(GrantStatus.EXPIRED);
    request(broker, address);
  }

  @OnBothDatabases
  void theSweepPutsAnExpiryOnRecordOnce(Databases.Kind kind) {
    TestBroker broker = TestBroker.shared(kind);
    Caller owner = Persons.owner(broker);
    String id = TestGrants.request(broker, owner, "").grant().id().value();
    broker.clock().advance(Duration.ofHours(24));
    for (int i = 0; i < 3; i++) {
      broker.get(GrantLifecycle.class).expireOverdue();
    }
    assertThat(broker.one("SELECT status FROM access_grant WHERE id = ?", id)).isEqualTo("EXPIRED");
    assertThat(TestGrants.events(broker, id)).containsExactly("grant.requested", "grant.expired");
  }

  @OnBothDatabases
  void anExpiryThatCannotBeRecordedDoesNotHappen(Databases.Kind kind) {
    TestBroker broker = TestBroker.shared(kind);
    String id = TestGrants.request(broker, Persons.owner(broker), "").grant().id().value();
    broker.clock().advance(Duration.ofHours(24));
    GrantLifecycle lifecycle = broker.get(GrantLifecycle.class);
    assertThatThrownBy(() -> broker.withoutAuditLog(lifecycle::expireOverdue)).isNotNull();
    assertThat(broker.one("SELECT status FROM access_grant WHERE id = ?", id)).isEqualTo("PENDING");
  }

  @OnBothDatabases
  void aProviderThatIsNotConfiguredIsRefused(Databases.Kind kind) {
    TestBroker broker = TestBroker.shared(kind);
    String body =
        "{'appName':'A','appUrl':'https://a.example','reason':'r','scope':{'provider':'nowhere',"
            + "'models':['m'],'capabilities':['chat']}}";
    refusedField("scope.provider", () -> TestGrants.request(broker, TestGrants.ask(body)));
  }

  @OnBothDatabases
  void unregisteredAppsMayBeKeptOut(Databases.Kind kind) {
    try (TestBroker broker = TestBroker.start(kind, "aipassport.apps.unregistered", "deny")) {
      refused(Refusal.FORBIDDEN, () -> TestGrants.request(broker, TestGrants.ask("", "")));
      assertThat(broker.count("grant_request")).isZero();
    }
  }

  private static GrantRequests.Requested request(TestBroker broker, String address) {
    return broker.get(GrantRequests.class).request(TestGrants.ask("", ""), address);
  }

  private static GrantRequests.Requested askFor(TestBroker broker, String owner) {
    return ask(broker, owner, TestGrants.nextAddress());
  }

  private static GrantRequests.Requested ask(TestBroker broker, String owner, String address) {
    return broker
        .get(GrantRequests.class)
        .request(TestGrants.ask("'owner':'" + owner + "',", ""), address);
  }
}
