package org.aipassport.grants;

import static org.aipassport.support.Refused.refused;
import static org.aipassport.support.Refused.refusedField;
import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.aipassport.identity.Caller;
import org.aipassport.identity.Role;
import org.aipassport.problems.Refusal;
import org.aipassport.problems.RefusalException;
import org.aipassport.support.Databases;
import org.aipassport.support.OnBothDatabases;
import org.aipassport.support.Persons;
import org.aipassport.support.TestBroker;
import org.aipassport.support.TestGrants;
import org.aipassport.values.ProviderKeyId;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;

class DecisionTest {
  @OnBothDatabases
  void anApprovedGrantIsWhatWasAskedForOneHour(Databases.Kind kind) {
    TestBroker broker = TestBroker.shared(kind);
    Caller owner = Persons.owner(broker);
    ProviderKeyId key = Persons.key(broker, owner);
    GrantRequests.Requested asked = TestGrants.request(broker, owner, "'maxRequests':7,");
    GrantView grant = TestGrants.approve(broker, owner, asked, "{'notes':'trial'}");
    assertThat(grant.status()).isEqualTo(GrantStatus.APPROVED);
    assertThat(grant.scope()).isEqualTo(asked.grant().scope());
    assertThat(grant.maxRequests()).hasValue(7);
    assertThat(grant.key()).contains(key);
    assertThat(grant.account()).contains(owner.account());
    assertThat(grant.notes()).contains("trial");
    assertThat(grant.approvedAt()).contains(broker.clock().instant());
    assertThat(grant.expiresAt()).isEqualTo(broker.clock().instant().plusSeconds(3_600));
    assertThat(broker.get(Grants.class).get(owner, grant.id())).isEqualTo(grant);
  }

  @OnBothDatabases
  void approvalOfAnotherScopeThanWasShownIsStale(Databases.Kind kind) {
    TestBroker broker = TestBroker.shared(kind);
    Caller owner = Persons.ownerWithKey(broker);
    GrantRequests.Requested asked = TestGrants.request(broker, owner, "");
    String shown = asked.grant().scope().digest();
    String other = TestGrants.ask("", "'maxRequests':7,").scope().digest();
    refused(Refusal.STALE, () -> approve(broker, owner, asked, "{'scopeDigest':'" + other + "'}"));
    assertThat(approve(broker, owner, asked, "{'scopeDigest':'" + shown + "'}").status())
        .isEqualTo(GrantStatus.APPROVED);
  }

  @OnBothDatabases
  void aWiderScopeThanAskedIsRefused(Databases.Kind kind) {
    TestBroker broker = TestBroker.shared(kind);
    Caller owner = Persons.ownerWithKey(broker);
    GrantRequests.Requested asked = TestGrants.request(broker, owner, "'maxRequests':7,");
    for (String wider :
        new String[] {
          "'provider':'ollama','models':['gpt-a'],'capabilities':['chat'],'maxRequests':7",
          "'provider':'openai','models':['gpt-c'],'capabilities':['chat'],'maxRequests':7",
          "'provider':'openai','models':['gpt-a','gpt-b','gpt-c'],'capabilities':['chat'],"
              + "'maxRequests':7",
          "'provider':'openai','models':['gpt-a'],'capabilities':['chat','images'],'maxRequests':7",
          "'provider':'openai','models':['gpt-a'],'capabilities':['chat'],'maxRequests':8",
          "'provider':'openai','models':['gpt-a'],'capabilities':['chat']"
        }) {
      refusedField("scope", () -> approve(broker, owner, asked, "{'scope':{" + wider + "}}"));
    }
    assertThat(broker.get(Grants.class).get(owner, asked.grant().id())).isEqualTo(asked.grant());
  }

  @OnBothDatabases
  void anOwnerMayNarrowWhatWasAsked(Databases.Kind kind) {
    TestBroker broker = TestBroker.shared(kind);
    Caller owner = Persons.ownerWithKey(broker);
    GrantRequests.Requested asked = TestGrants.request(broker, owner, "");
    String narrower =
        "{'scope':{'provider':'openai','models':['gpt-b'],'capabilities':['chat'],"
            + "'maxRequests':3},'expiresInSeconds':60}";
    GrantView grant = approve(broker, owner, asked, narrower);
    assertThat(grant.scope().toJson())
        .isEqualTo(TestGrants.decision(broker, narrower).scope().orElseThrow().toJson());
    assertThat(grant.maxRequests()).hasValue(3);
    assertThat(grant.expiresAt()).isEqualTo(broker.clock().instant().plusSeconds(60));
    assertThat(broker.one("SELECT scope FROM grant_request WHERE id = ?", asked.id().value()))
        .contains("gpt-a");
  }

  @OnBothDatabases
  void aDecisionThatIsNotWellFormedIsRefusedByItsName(Databases.Kind kind) {
    TestBroker broker = TestBroker.shared(kind);
    long longest = broker.settings().grants().maxLifetime().toSeconds();
    refusedField("expiresInSeconds", () -> read(broker, "{'expiresInSeconds':0}"));
    refusedField("expiresInSeconds", () -> read(broker, "{'expiresInSeconds':-1}"));
    refusedField("expiresInSeconds", () -> read(broker, "{'expiresInSeconds':1.5}"));
    refusedField(
        "expiresInSeconds", () -> read(broker, "{'expiresInSeconds':" + (longest + 1) + "}"));
    refusedField("keyId", () -> read(broker, "{'keyId':'x'}"));
    refusedField("scopeDigest", () -> read(broker, "{'scopeDigest':7}"));
    refusedField("notes", () -> read(broker, "{'notes':'a\\u0000b'}"));
    refusedField("notes", () -> read(broker, "{'notes':'" + "n".repeat(1_001) + "'}"));
    refusedField(
        "scope.models",
        () -> read(broker, "{'scope':{'provider':'openai','models':[],'capabilities':['chat']}}"));
    refusedField("more", () -> read(broker, "{'more':1}"));
  }

  @OnBothDatabases
  void aRequestWhoseTimeHasPassedCannotBeDecided(Databases.Kind kind) {
    TestBroker broker = TestBroker.shared(kind);
    Caller owner = Persons.ownerWithKey(broker);
    GrantRequests.Requested asked = TestGrants.request(broker, owner, "");
    broker.clock().advance(Duration.ofHours(24));
    wrongState("expired", () -> approve(broker, owner, asked, "{}"));
    wrongState("expired", () -> broker.get(GrantLifecycle.class).deny(owner, asked.grant().id()));
    broker.get(GrantLifecycle.class).expireOverdue();
    wrongState("expired", () -> approve(broker, owner, asked, "{}"));
  }

  @OnBothDatabases
  void withoutAProviderKeyNothingCanBeApproved(Databases.Kind kind) {
    TestBroker broker = TestBroker.shared(kind);
    Caller owner = Persons.owner(broker);
    GrantRequests.Requested asked = TestGrants.request(broker, owner, "");
    refusedField("keyId", () -> approve(broker, owner, asked, "{}"));
    ProviderKeyId key = Persons.key(broker, owner);
    assertThat(approve(broker, owner, asked, "{}").key()).contains(key);
  }

  @OnBothDatabases
  void anotherAccountsKeyCannotBeUsed(Databases.Kind kind) {
    TestBroker broker = TestBroker.shared(kind);
    Caller owner = Persons.ownerWithKey(broker);
    ProviderKeyId foreign = Persons.key(broker, Persons.owner(broker));
    GrantRequests.Requested asked = TestGrants.request(broker, owner, "");
    refusedField("keyId", () -> approve(broker, owner, asked, "{'keyId':'" + foreign + "'}"));
  }

  @OnBothDatabases
  void aDeletedKeyCannotBeUsed(Databases.Kind kind) {
    TestBroker broker = TestBroker.shared(kind);
    Caller owner = Persons.owner(broker);
    ProviderKeyId deleted = Persons.key(broker, owner);
    broker.get(GrantKeys.class).delete(owner, deleted);
    GrantRequests.Requested asked = TestGrants.request(broker, owner, "");
    refusedField("keyId", () -> approve(broker, owner, asked, "{'keyId':'" + deleted + "'}"));
    refusedField("keyId", () -> approve(broker, owner, asked, "{}"));
  }

  @OnBothDatabases
  void theOwnerMayNameAnOlderKey(Databases.Kind kind) {
    TestBroker broker = TestBroker.shared(kind);
    Caller owner = Persons.owner(broker);
    ProviderKeyId older = Persons.key(broker, owner);
    Persons.key(broker, owner);
    GrantRequests.Requested asked = TestGrants.request(broker, owner, "");
    assertThat(approve(broker, owner, asked, "{'keyId':'" + older + "'}").key()).contains(older);
  }

  @OnBothDatabases
  void aLocalOllamaNeedsNoKey(Databases.Kind kind) {
    TestBroker broker = TestBroker.shared(kind);
    Caller owner = Persons.owner(broker);
    GrantAsk ask =
        TestGrants.ask(
            "{'appName':'A','appUrl':'https://a.example','reason':'r','owner':'"
                + owner.username()
                + "','scope':{'provider':'ollama','models':['m'],'capabilities':['chat']}}");
    GrantView grant = TestGrants.approve(broker, owner, TestGrants.request(broker, ask), "{}");
    assertThat(grant.status()).isEqualTo(GrantStatus.APPROVED);
    assertThat(grant.key()).isEmpty();
  }

  @OnBothDatabases
  void aDecisionIsFinalAndItsStateIsNamed(Databases.Kind kind) {
    TestBroker broker = TestBroker.shared(kind);
    Caller owner = Persons.ownerWithKey(broker);
    GrantLifecycle lifecycle = broker.get(GrantLifecycle.class);
    GrantRequests.Requested denied = TestGrants.request(broker, owner, "");
    GrantRequests.Requested ended = TestGrants.request(broker, owner, "");
    wrongState("pending", () -> lifecycle.revoke(owner, ended.grant().id()));
    assertThat(lifecycle.deny(owner, denied.grant().id()).status()).isEqualTo(GrantStatus.DENIED);
    wrongState("denied", () -> approve(broker, owner, denied, "{}"));
    wrongState("denied", () -> lifecycle.revoke(owner, denied.grant().id()));
    approve(broker, owner, ended, "{}");
    wrongState("approved", () -> lifecycle.deny(owner, ended.grant().id()));
    assertThat(lifecycle.revoke(owner, ended.grant().id()).status()).isEqualTo(GrantStatus.REVOKED);
    wrongState("revoked", () -> lifecycle.revoke(owner, ended.grant().id()));
    wrongState("revoked", () -> approve(broker, owner, ended, "{}"));
    assertThat(TestGrants.events(broker, ended.grant().id().value()))
        .containsExactlyInAnyOrder("grant.requested", "grant.approved", "grant.revoked");
  }

  @OnBothDatabases
  void whoIsNoOwnerDecidesNothing(Databases.Kind kind) {
    TestBroker broker = TestBroker.shared(kind);
    Caller auditor = Persons.add(broker, "auditor-" + TestGrants.nextAddress(), Role.AUDITOR);
    GrantRequests.Requested asked = TestGrants.request(broker, auditor, "");
    GrantLifecycle lifecycle = broker.get(GrantLifecycle.class);
    refused(Refusal.FORBIDDEN, () -> approve(broker, auditor, asked, "{}"));
    refused(Refusal.FORBIDDEN, () -> lifecycle.deny(auditor, asked.grant().id()));
    refused(Refusal.FORBIDDEN, () -> lifecycle.revoke(auditor, asked.grant().id()));
  }

  private static GrantView approve(
      TestBroker broker, Caller owner, GrantRequests.Requested asked, String decision) {
    return TestGrants.approve(broker, owner, asked, decision);
  }

  private static Approval read(TestBroker broker, String json) {
    return TestGrants.decision(broker, json);
  }

  private static void wrongState(String state, ThrowingCallable call) {
    RefusalException e = refused(Refusal.WRONG_STATE, call);
    assertThat(e.detail()).startsWith("Grant is '" + state + "'");
  }
}
