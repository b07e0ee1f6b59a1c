package org.aipassport.grants;

import static org.aipassport.support.Refused.refused;
import static org.aipassport.support.Refused.refusedField;
import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.aipassport.identity.Caller;
import org.aipassport.json.Json;
import org.aipassport.problems.Refusal;
import org.aipassport.support.Databases;
import org.aipassport.support.OnBothDatabases;
import org.aipassport.support.Persons;
import org.aipassport.support.Race;
import org.aipassport.support.TestBroker;
import org.aipassport.support.TestGrants;
import org.aipassport.tokens.AccessTokenIssuer;
import org.aipassport.tokens.AccessTokens;
import org.aipassport.values.Ids;
import org.aipassport.values.NanoUsd;
import org.aipassport.values.SecretText;

class GrantAmendmentsTest {
  private static final Optional<Instant> BY_SCRIPT = Optional.empty();
  private static final String RAISED = "'maxBudgetCents':50,";
  private static final String LONGEST = "P90D";

  @OnBothDatabases
  void whatAnAppAsksForHoldsOnceItsOwnerSaysYes(Databases.Kind kind) {
    TestBroker broker = TestBroker.shared(kind);
    Caller owner = Persons.ownerWithKey(broker);
    GrantView grant = TestGrants.approved(broker, owner, "'maxBudgetCents':10,");
    GrantAmendments amendments = broker.get(GrantAmendments.class);
    AmendmentView asked = amendments.ask(grant, ask(RAISED, "'expiresInSeconds':7200,"));
    assertThat(now(broker, grant).scope()).isEqualTo(grant.scope());
    assertThat(amendments.list(owner)).extracting(AmendmentView::id).containsExactly(asked.id());
    Instant decided = broker.clock().instant();
    GrantView changed = amendments.approve(owner, asked.id(), BY_SCRIPT);
    assertThat(changed.money().cap()).contains(NanoUsd.ofCents(50));
    assertThat(changed.scope().maxBudget()).contains(NanoUsd.ofCents(50));
    assertThat(changed.expiresAt()).isEqualTo(decided.plus(Duration.ofHours(2)));
    assertThat(changed.status()).isEqualTo(GrantStatus.APPROVED);
    assertThat(changed.version()).isGreaterThan(grant.version());
    assertThat(amendments.list(owner)).isEmpty();
    assertThat(TestGrants.events(broker, grant.id().value()))
        .contains("amendment.requested", "grant.amended");
  }

  @OnBothDatabases
  void whatIsDeniedChangesNothingAndAnotherMayBeAskedFor(Databases.Kind kind) {
    TestBroker broker = TestBroker.shared(kind);
    Caller owner = Persons.ownerWithKey(broker);
    GrantView grant = TestGrants.approved(broker, owner, "'maxBudgetCents':10,");
    GrantAmendments amendments = broker.get(GrantAmendments.class);
    AmendmentView asked = amendments.ask(grant, ask(RAISED, ""));
    refused(Refusal.WRONG_STATE, () -> amendments.ask(grant, ask("'maxBudgetCents':60,", "")));
    amendments.deny(owner, asked.id());
    refused(Refusal.NOT_FOUND, () -> amendments.approve(owner, asked.id(), BY_SCRIPT));
    assertThat(now(broker, grant).money().cap()).contains(NanoUsd.ofCents(10));
    assertThat(amendments.ask(grant, ask(RAISED, "")).id()).isNotEqualTo(asked.id());
  }

  @OnBothDatabases
  void ofTwoDecisionsAtOnceOneWins(Databases.Kind kind) {
    TestBroker broker = TestBroker.shared(kind);
    Caller owner = Persons.ownerWithKey(broker);
    GrantAmendments amendments = broker.get(GrantAmendments.class);
    for (int round = 0; round < 10; round++) {
      GrantView grant = TestGrants.approved(broker, owner, "'maxBudgetCents':10,");
      AmendmentView asked = amendments.ask(grant, ask(RAISED, ""));
      Race<Boolean> race =
          Race.of(
              8,
              number ->
                  () -> {
                    if (number % 2 == 0) {
                      GrantView unused = amendments.approve(owner, asked.id(), BY_SCRIPT);
                      return true;
                    }
                    amendments.deny(owner, asked.id());
                    return false;
                  });
      assertThat(race.done()).hasSize(1);
      long cents = race.done().get(0) ? 50 : 10;
      assertThat(now(broker, grant).money().cap()).contains(NanoUsd.ofCents(cents));
    }
  }

  /** Else the whole scope that was asked for would bring back what its owner has taken away. */
  @OnBothDatabases
  void aChangeOfTheGrantAsItWasIsNotOneOfTheGrantAsItIs(Databases.Kind kind) {
    TestBroker broker = TestBroker.shared(kind);
    Caller owner = Persons.ownerWithKey(broker);
    GrantView grant = TestGrants.approved(broker, owner, "'maxRequests':9,'maxBudgetCents':10,");
    GrantAmendments amendments = broker.get(GrantAmendments.class);
    AmendmentView asked = amendments.ask(grant, ask("'maxRequests':9," + RAISED, ""));
    GrantView narrowed =
        amendments.amend(
            owner, grant.id(), ask("'maxRequests':2,'maxBudgetCents':10,", ""), BY_SCRIPT);
    refused(Refusal.WRONG_STATE, () -> amendments.approve(owner, asked.id(), BY_SCRIPT));
    assertThat(now(broker, grant).maxRequests()).hasValue(2);
    amendments.deny(owner, asked.id());
    AmendmentView again = amendments.ask(narrowed, ask("'maxRequests':2," + RAISED, ""));
    assertThat(amendments.approve(owner, again.id(), BY_SCRIPT).money().cap())
        .contains(NanoUsd.ofCents(50));
  }

  @OnBothDatabases
  void nobodyElseSeesOrDecides(Databases.Kind kind) {
    TestBroker broker = TestBroker.shared(kind);
    Caller owner = Persons.ownerWithKey(broker);
    Caller other = Persons.ownerWithKey(broker);
    GrantView grant = TestGrants.approved(broker, owner, "'maxBudgetCents':10,");
    GrantAmendments amendments = broker.get(GrantAmendments.class);
    AmendmentView asked = amendments.ask(grant, ask(RAISED, ""));
    assertThat(amendments.list(other)).isEmpty();
    refused(Refusal.NOT_FOUND, () -> amendments.get(other, asked.id()));
    refused(Refusal.NOT_FOUND, () -> amendments.approve(other, asked.id(), BY_SCRIPT));
    refused(Refusal.NOT_FOUND, () -> amendments.deny(other, asked.id()));
    refused(
        Refusal.NOT_FOUND, () -> amendments.amend(other, grant.id(), ask(RAISED, ""), BY_SCRIPT));
    for (String id : List.of("", "x", Ids.next())) {
      refused(Refusal.NOT_FOUND, () -> amendments.get(owner, id));
    }
  }

  @OnBothDatabases
  void endedGrantsAreNotChanged(Databases.Kind kind) {
    TestBroker broker = TestBroker.shared(kind);
    Caller owner = Persons.ownerWithKey(broker);
    GrantView grant = TestGrants.approved(broker, owner, "'maxBudgetCents':10,");
    GrantAmendments amendments = broker.get(GrantAmendments.class);
    AmendmentView asked = amendments.ask(grant, ask(RAISED, ""));
    broker.get(GrantLifecycle.class).revoke(owner, grant.id());
    refused(Refusal.NOT_FOUND, () -> amendments.approve(owner, asked.id(), BY_SCRIPT));
    refused(Refusal.CREDENTIALS_INVALID, () -> amendments.ask(grant, ask(RAISED, "")));
    refused(
        Refusal.WRONG_STATE, () -> amendments.amend(owner, grant.id(), ask(RAISED, ""), BY_SCRIPT));
    assertThat(now(broker, grant).status()).isEqualTo(GrantStatus.REVOKED);
  }

  @OnBothDatabases
  void ownersChangeWhatIsTheirsAndTokensGoOnWorking(Databases.Kind kind) {
    TestBroker broker = TestBroker.shared(kind);
    Caller owner = Persons.ownerWithKey(broker);
    GrantView grant = TestGrants.approved(broker, owner, "'maxRequests':5,");
    SecretText token =
        broker.get(AccessTokenIssuer.class).toOwner(grant.id(), owner, Optional.empty()).token();
    GrantAmendments amendments = broker.get(GrantAmendments.class);
    GrantView changed =
        amendments.amend(owner, grant.id(), ask("'maxRequests':9," + RAISED, ""), BY_SCRIPT);
    assertThat(changed.maxRequests()).hasValue(9);
    assertThat(changed.expiresAt()).isEqualTo(grant.expiresAt());
    AccessTokens tokens = broker.get(AccessTokens.class);
    assertThat(tokens.grantInForce(tokens.verify(token)).scope()).isEqualTo(changed.scope());
    refusedField("scope", () -> amendments.amend(owner, grant.id(), same(changed), BY_SCRIPT));
    refusedField(
        "scope.provider",
        () -> amendments.amend(owner, grant.id(), ofProvider("mistral"), BY_SCRIPT));
  }

  @OnBothDatabases
  void moreThanTheOperatorsAmountNeedsAFreshSignIn(Databases.Kind kind) {
    TestBroker broker = TestBroker.shared(kind);
    Caller owner = Persons.ownerWithKey(broker);
    GrantView grant = TestGrants.approved(broker, owner, "'maxBudgetCents':10,");
    Optional<Instant> stale = Optional.of(broker.clock().instant().minus(Duration.ofMinutes(11)));
    Optional<Instant> fresh = Optional.of(broker.clock().instant());
    GrantAmendments amendments = broker.get(GrantAmendments.class);
    AmendmentAsk dear = ask("'maxBudgetCents':2001,", "");
    refused(Refusal.SIGN_IN_AGAIN, () -> amendments.amend(owner, grant.id(), dear, stale));
    amendments.amend(owner, grant.id(), ask("'maxBudgetCents':2000,", ""), stale);
    amendments.amend(owner, grant.id(), dear, fresh);
    amendments.amend(owner, grant.id(), ask("'maxBudgetCents':1,", ""), stale);
  }

  private static AmendmentAsk same(GrantView grant) {
    return new AmendmentAsk(Optional.of(grant.scope()), Optional.empty(), "why");
  }

  private static AmendmentAsk ofProvider(String name) {
    return read(
        "{'reason':'more','scope':{'provider':'"
            + name
            + "','models':['gpt-a'],'capabilities':['chat']}}");
  }

  private static AmendmentAsk ask(String moreOfScope, String moreOfBody) {
    return read(
        "{"
            + moreOfBody
            + "'reason':'more','scope':{'provider':'openai','models':['gpt-a','gpt-b'],"
            + moreOfScope
            + "'capabilities':['chat','embeddings']}}");
  }

  private static AmendmentAsk read(String json) {
    return AmendmentAsk.read(
        Json.parseObject(json.replace('\'', '"').getBytes(StandardCharsets.UTF_8)),
        Duration.parse(LONGEST));
  }

  private static GrantView now(TestBroker broker, GrantView grant) {
    return broker.get(Grants.class).find(grant.id()).orElseThrow();
  }
}
