package org.aipassport.grants;

import static org.aipassport.support.Refused.refused;
import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.aipassport.crypto.OpaqueSecrets;
import org.aipassport.identity.Caller;
import org.aipassport.problems.Refusal;
import org.aipassport.support.Databases;
import org.aipassport.support.OnBothDatabases;
import org.aipassport.support.Persons;
import org.aipassport.support.TestBroker;
import org.aipassport.support.TestGrants;
import org.aipassport.values.GrantId;
import org.aipassport.values.SecretText;

/** One owner tries what is another's. */
class OwnershipAttackTest {
  @OnBothDatabases
  void anothersPendingGrantIsNotFound(Databases.Kind kind) {
    TestBroker broker = TestBroker.shared(kind);
    Caller mallory = Persons.ownerWithKey(broker);
    GrantRequests.Requested asked = TestGrants.request(broker, Persons.ownerWithKey(broker), "");
    nothingIsFound(broker, mallory, asked);
  }

  @OnBothDatabases
  void anothersApprovedGrantIsNotFound(Databases.Kind kind) {
    TestBroker broker = TestBroker.shared(kind);
    Caller mallory = Persons.ownerWithKey(broker);
    Caller owner = Persons.ownerWithKey(broker);
    GrantRequests.Requested asked = TestGrants.request(broker, owner, "");
    GrantView grant = TestGrants.approve(broker, owner, asked, "{}");
    nothingIsFound(broker, mallory, asked);
    assertThat(broker.get(Grants.class).get(owner, grant.id())).isEqualTo(grant);
  }

  @OnBothDatabases
  void aRequestThatNamesNobodyBelongsToWhoeverDecidesFirst(Databases.Kind kind) {
    TestBroker broker = TestBroker.shared(kind);
    Caller mallory = Persons.ownerWithKey(broker);
    Caller owner = Persons.ownerWithKey(broker);
    GrantRequests.Requested asked = TestGrants.request(broker, TestGrants.ask("", ""));
    assertThat(broker.get(Grants.class).get(owner, asked.grant().id())).isEqualTo(asked.grant());
    assertThat(broker.get(Grants.class).get(mallory, asked.grant().id())).isEqualTo(asked.grant());
    GrantView grant = TestGrants.approve(broker, owner, asked, "{}");
    assertThat(broker.get(Grants.class).list(owner)).containsExactly(grant);
    nothingIsFound(broker, mallory, asked);
  }

  @OnBothDatabases
  void aDenialAdoptsARequestToo(Databases.Kind kind) {
    TestBroker broker = TestBroker.shared(kind);
    Caller owner = Persons.owner(broker);
    GrantRequests.Requested asked = TestGrants.request(broker, TestGrants.ask("", ""));
    GrantView grant = broker.get(GrantLifecycle.class).deny(owner, asked.grant().id());
    assertThat(broker.get(Grants.class).list(owner)).containsExactly(grant);
    nothingIsFound(broker, Persons.ownerWithKey(broker), asked);
  }

  @OnBothDatabases
  void aSoleOwnerIsShownRequestsThatNameNobody(Databases.Kind kind) {
    try (TestBroker broker = TestBroker.start(kind)) {
      Caller owner = broker.claim();
      GrantView grant = TestGrants.request(broker, TestGrants.ask("", "")).grant();
      assertThat(broker.get(Grants.class).list(owner)).containsExactly(grant);
      broker.clock().advance(Duration.ofHours(24));
      assertThat(broker.get(Grants.class).list(owner)).as("what was asked in vain").isEmpty();
      GrantView next = TestGrants.request(broker, TestGrants.ask("", "")).grant();
      assertThat(broker.get(Grants.class).list(owner)).containsExactly(next);
      Caller second = Persons.owner(broker);
      assertThat(broker.get(Grants.class).list(owner)).isEmpty();
      assertThat(broker.get(Grants.class).list(second)).isEmpty();
    }
  }

  @OnBothDatabases
  void aGrantThatDoesNotExistLooksLikeAnothers(Databases.Kind kind) {
    TestBroker broker = TestBroker.shared(kind);
    Caller mallory = Persons.owner(broker);
    GrantId foreign = TestGrants.request(broker, Persons.owner(broker), "").grant().id();
    GrantId none = new GrantId(TestGrants.nobody());
    Grants grants = broker.get(Grants.class);
    assertThat(refused(Refusal.NOT_FOUND, () -> grants.get(mallory, none)).detail())
        .isEqualTo(refused(Refusal.NOT_FOUND, () -> grants.get(mallory, foreign)).detail());
  }

  @OnBothDatabases
  void aClaimTokenThatNobodyIssuedFindsNothing(Databases.Kind kind) {
    TestBroker broker = TestBroker.shared(kind);
    String good = TestGrants.request(broker, TestGrants.ask("", "")).claimToken().reveal();
    for (String bad :
        new String[] {
          OpaqueSecrets.next(GrantRequests.CLAIM_PREFIX).reveal(),
          "",
          good + "A",
          good.replace("aip_claim_", "aip_pat_"),
          good.substring(0, good.length() - 1) + "\0"
        }) {
      refused(
          Refusal.CREDENTIALS_INVALID, () -> broker.get(Grants.class).ofClaim(new SecretText(bad)));
    }
  }

  private static void nothingIsFound(
      TestBroker broker, Caller mallory, GrantRequests.Requested asked) {
    GrantId id = asked.grant().id();
    GrantLifecycle lifecycle = broker.get(GrantLifecycle.class);
    GrantView before = broker.get(Grants.class).find(id).orElseThrow();
    refused(Refusal.NOT_FOUND, () -> broker.get(Grants.class).get(mallory, id));
    refused(Refusal.NOT_FOUND, () -> TestGrants.approve(broker, mallory, asked, "{}"));
    refused(Refusal.NOT_FOUND, () -> lifecycle.deny(mallory, id));
    refused(Refusal.NOT_FOUND, () -> lifecycle.revoke(mallory, id));
    assertThat(broker.get(Grants.class).list(mallory)).isEmpty();
    assertThat(broker.get(Grants.class).find(id)).contains(before);
  }
}
