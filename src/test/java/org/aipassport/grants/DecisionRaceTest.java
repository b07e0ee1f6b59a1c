package org.aipassport.grants;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Set;
import org.aipassport.identity.Caller;
import org.aipassport.problems.Refusal;
import org.aipassport.support.Databases;
import org.aipassport.support.OnBothDatabases;
import org.aipassport.support.Persons;
import org.aipassport.support.Race;
import org.aipassport.support.TestBroker;
import org.aipassport.support.TestGrants;
import org.aipassport.values.GrantId;
import org.aipassport.values.ProviderKeyId;

class DecisionRaceTest {
  @OnBothDatabases
  void ofFiftyDecisionsAtOnceOneWins(Databases.Kind kind) {
    TestBroker broker = TestBroker.shared(kind);
    Caller owner = Persons.ownerWithKey(broker);
    GrantLifecycle lifecycle = broker.get(GrantLifecycle.class);
    for (int round = 0; round < 5; round++) {
      GrantRequests.Requested asked = TestGrants.request(broker, owner, "");
      GrantId id = asked.grant().id();
      Race<GrantView> race =
          Race.of(
              50,
              number ->
                  () ->
                      number % 2 == 0
                          ? TestGrants.approve(broker, owner, asked, "{}")
                          : lifecycle.deny(owner, id));
      assertThat(race.done()).hasSize(1);
      assertThat(race.reasons()).hasSize(49).containsOnly(Refusal.WRONG_STATE);
      GrantView grant = broker.get(Grants.class).get(owner, id);
      assertThat(grant).isEqualTo(race.done().get(0));
      assertThat(TestGrants.events(broker, id.value()))
          .containsExactlyInAnyOrder("grant.requested", "grant." + grant.status().wireName());
    }
  }

  @OnBothDatabases
  void ofTwoOwnersWhoTakeTheSameRequestOneGetsIt(Databases.Kind kind) {
    TestBroker broker = TestBroker.shared(kind);
    Caller[] owners = {Persons.ownerWithKey(broker), Persons.ownerWithKey(broker)};
    for (int round = 0; round < 5; round++) {
      GrantRequests.Requested asked = TestGrants.request(broker, TestGrants.ask("", ""));
      Race<GrantView> race =
          Race.of(10, number -> () -> TestGrants.approve(broker, owners[number % 2], asked, "{}"));
      assertThat(race.done()).hasSize(1);
      assertThat(race.reasons())
          .isSubsetOf(Refusal.WRONG_STATE, Refusal.NOT_FOUND)
          .contains(Refusal.NOT_FOUND);
      assertThat(
              broker.count(
                  "audit_event WHERE subject = ? AND type = 'grant.approved'",
                  asked.grant().id().value()))
          .isEqualTo(1);
    }
  }

  @OnBothDatabases
  void ofTwentyRevocationsAtOnceOneIsRecorded(Databases.Kind kind) {
    TestBroker broker = TestBroker.shared(kind);
    Caller owner = Persons.ownerWithKey(broker);
    GrantId id = TestGrants.approved(broker, owner, "").id();
    Race<GrantView> race = Race.of(20, () -> broker.get(GrantLifecycle.class).revoke(owner, id));
    assertThat(race.done()).hasSize(1);
    assertThat(race.reasons()).hasSize(19).containsOnly(Refusal.WRONG_STATE);
    assertThat(broker.count("audit_event WHERE subject = ? AND type = 'grant.revoked'", id.value()))
        .isEqualTo(1);
  }

  @OnBothDatabases
  void noApprovalOutlivesTheDeletionOfItsKey(Databases.Kind kind) {
    TestBroker broker = TestBroker.shared(kind);
    Caller owner = Persons.owner(broker);
    for (int round = 0; round < 20; round++) {
      ProviderKeyId key = Persons.key(broker, owner);
      GrantRequests.Requested[] asked = {
        TestGrants.request(broker, owner, ""), TestGrants.request(broker, owner, "")
      };
      Race<Boolean> race =
          Race.of(
              3,
              number ->
                  () -> {
                    if (number == 2) {
                      broker.get(GrantKeys.class).delete(owner, key);
                    } else {
                      TestGrants.approve(broker, owner, asked[number], "{}");
                    }
                    return true;
                  });
      assertThat(race.reasons()).isSubsetOf(Set.of(Refusal.INVALID_FIELD));
      assertThat(broker.count("access_grant WHERE key_id = ? AND status = 'APPROVED'", key.value()))
          .isZero();
      for (GrantRequests.Requested one : asked) {
        GrantView grant = broker.get(Grants.class).get(owner, one.grant().id());
        if (grant.status() == GrantStatus.PENDING) {
          broker.get(GrantLifecycle.class).deny(owner, grant.id());
        }
      }
    }
  }
}
