package org.aipassport.grants;

import static org.aipassport.support.Refused.refused;
import static org.aipassport.support.Refused.refusedField;
import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import org.aipassport.apps.AppFlag;
import org.aipassport.apps.AppIdentity;
import org.aipassport.apps.AppStanding;
import org.aipassport.apps.OAuthClient;
import org.aipassport.identity.Caller;
import org.aipassport.problems.Refusal;
import org.aipassport.providers.Capability;
import org.aipassport.support.Databases;
import org.aipassport.support.OnBothDatabases;
import org.aipassport.support.Persons;
import org.aipassport.support.TestBroker;
import org.aipassport.support.TestClients;
import org.aipassport.support.TestGrants;
import org.aipassport.values.GrantId;
import org.aipassport.values.ModelName;
import org.aipassport.values.NanoUsd;
import org.aipassport.values.ProviderKeyId;
import org.aipassport.vault.ProviderKeyView;
import org.junit.jupiter.api.Test;

/** What a person is told, and what they may make of it on a page. */
class ConsentTest {
  private static final ModelName A = new ModelName("gpt-a");
  private static final ModelName B = new ModelName("gpt-b");
  private static final OptionalLong NO_CAP = OptionalLong.empty();
  private static final Optional<NanoUsd> NO_MONEY = Optional.empty();

  @OnBothDatabases
  void consentShowsWhoAsksForWhatAtWhatCost(Databases.Kind kind) {
    TestBroker broker = TestBroker.shared(kind);
    Caller owner = Persons.owner(broker);
    ProviderKeyId older = Persons.key(broker, owner);
    ProviderKeyId newer = Persons.key(broker, owner);
    GrantView asked = TestGrants.request(broker, owner, "'maxRequests':7,").grant();
    ConsentFacts facts = broker.get(Consent.class).of(owner, asked.id());
    assertThat(facts.grant()).isEqualTo(asked);
    assertThat(facts.app().host().shown()).isEqualTo("notes.example");
    assertThat(facts.mostRequests()).hasValue(7);
    assertThat(facts.keys()).extracting(ProviderKeyView::id).containsExactly(newer, older);
    assertThat(facts.keys().get(0).lastFour()).hasSize(4);
    assertThat(facts.needsKey()).isTrue();
    assertThat(facts.usualLifetime()).isEqualTo(Duration.ofHours(1));
    assertThat(facts.longestLifetime()).isEqualTo(Duration.ofDays(90));
    assertThat(facts.needsFreshSignIn()).isFalse();
    assertThat(facts.cannotDo())
        .isEqualTo(EnumSet.complementOf(EnumSet.of(CannotDo.EXCEED_BUDGET)));
    assertThat(facts.withheld())
        .containsExactlyInAnyOrder(Capability.IMAGES, Capability.AUDIO, Capability.CODE);
  }

  @OnBothDatabases
  void consentSaysWhoVouchesForAnApp(Databases.Kind kind) {
    TestBroker broker = TestBroker.shared(kind);
    Caller owner = Persons.owner(broker);
    GrantView asked =
        TestGrants.askAt(broker, owner, "OpenAI Notes", "https://notes.example").grant();
    AppIdentity unknown = broker.get(Consent.class).of(owner, asked.id()).app();
    assertThat(unknown.standing()).isEqualTo(AppStanding.UNREGISTERED);
    AppIdentity itself = shownOf(broker, owner, asked, TestClients.itself(broker, "").client());
    assertThat(itself.standing()).isEqualTo(AppStanding.SELF_REGISTERED);
    assertThat(itself.flags()).containsExactly(AppFlag.LOOKS_LIKE_BRAND);
    AppIdentity verified = shownOf(broker, owner, asked, TestClients.verified(broker, "").client());
    assertThat(verified.standing()).isEqualTo(AppStanding.VERIFIED);
    assertThat(verified.flags()).isEmpty();
  }

  private static AppIdentity shownOf(
      TestBroker broker, Caller owner, GrantView grant, OAuthClient app) {
    broker.execute(
        "UPDATE access_grant SET client_id = ? WHERE id = ? ",
        app.id().value(),
        grant.id().value());
    return broker.get(Consent.class).of(owner, grant.id()).app();
  }

  @OnBothDatabases
  void consentPromisesNothingThatTheGrantDoesNotHold(Databases.Kind kind) {
    TestBroker broker = TestBroker.shared(kind);
    Caller owner = Persons.owner(broker);
    GrantView asked = TestGrants.request(broker, owner, "'store':true,").grant();
    ConsentFacts facts = broker.get(Consent.class).of(owner, asked.id());
    assertThat(facts.mostRequests()).isEmpty();
    assertThat(facts.keys()).isEmpty();
    assertThat(facts.needsFreshSignIn()).isTrue();
    assertThat(facts.cannotDo())
        .doesNotContain(CannotDo.KEEP_AT_PROVIDER, CannotDo.EXCEED_REQUESTS, CannotDo.EXCEED_BUDGET)
        .contains(CannotDo.READ_YOUR_KEY, CannotDo.OUTLIVE_THE_GRANT);
  }

  @OnBothDatabases
  void consentPromisesALimitOnMoneyWhereThereIsOne(Databases.Kind kind) {
    TestBroker broker = TestBroker.shared(kind);
    Caller owner = Persons.owner(broker);
    GrantView asked = TestGrants.request(broker, owner, "'maxBudgetCents':1250,").grant();
    ConsentFacts facts = broker.get(Consent.class).of(owner, asked.id());
    assertThat(facts.cannotDo())
        .isEqualTo(EnumSet.complementOf(EnumSet.of(CannotDo.EXCEED_REQUESTS)));
  }

  @OnBothDatabases
  void consentOfAnotherIsNotFound(Databases.Kind kind) {
    TestBroker broker = TestBroker.shared(kind);
    GrantId id = TestGrants.request(broker, Persons.owner(broker), "").grant().id();
    Caller mallory = Persons.owner(broker);
    refused(Refusal.NOT_FOUND, () -> broker.get(Consent.class).of(mallory, id));
  }

  @OnBothDatabases
  void aNameThatImitatesAProviderIsRefusedBeforeAnybodySeesIt(Databases.Kind kind) {
    TestBroker broker = TestBroker.shared(kind);
    Caller owner = Persons.owner(broker);
    refusedField(
        "appName", () -> TestGrants.askAt(broker, owner, "OpenAl", "https://notes.example"));
    refusedField(
        "reason", () -> TestGrants.ask(ask("to \\u0061\\u0300\\u0301\\u0300\\u0301 summarise")));
    GrantView plain =
        TestGrants.askAt(broker, owner, "OpenAI Helper", "https://notes.example").grant();
    assertThat(broker.get(Consent.class).of(owner, plain.id()).app().flags())
        .containsExactly(AppFlag.LOOKS_LIKE_BRAND);
    assertThat(broker.get(Inbox.class).list(owner)).containsExactly(plain);
  }

  private static String ask(String reason) {
    return "{'appName':'A','appUrl':'https://a.example','reason':'%s','scope':{'provider':"
            .formatted(reason)
        + "'openai','models':['m'],'capabilities':['chat']}}";
  }

  @OnBothDatabases
  void whatAPageNarrowedIsWhatIsApproved(Databases.Kind kind) {
    TestBroker broker = TestBroker.shared(kind);
    Caller owner = Persons.ownerWithKey(broker);
    GrantView asked = TestGrants.request(broker, owner, "'store':true,").grant();
    GrantScope less =
        asked
            .scope()
            .narrowed(List.of(B), Set.of(Capability.CHAT), OptionalLong.of(5), NO_MONEY, false);
    Approval approval =
        Approval.onPage(
            broker.clock().instant(),
            asked.scope().digest(),
            less,
            Duration.ofMinutes(5),
            Optional.empty(),
            Optional.of("trial"));
    GrantView grant = broker.get(GrantLifecycle.class).approve(owner, asked.id(), approval);
    assertThat(grant.scope()).isEqualTo(less);
    assertThat(grant.maxRequests()).hasValue(5);
    assertThat(grant.notes()).contains("trial");
    assertThat(grant.expiresAt()).isEqualTo(broker.clock().instant().plusSeconds(300));
  }

  @Test
  void aScopeKeepsItsOrder() {
    GrantScope asked = TestGrants.ask("", "'maxRequests':7,").scope();
    List<Capability> turned = List.of(Capability.EMBEDDINGS, Capability.CHAT);
    assertThat(asked.narrowed(List.of(B, A), turned, OptionalLong.of(7), NO_MONEY, false))
        .as("an order of their own is no difference")
        .isEqualTo(asked);
  }

  @Test
  void aScopeWithMoreInItIsRefusedByTheMember() {
    GrantScope asked = TestGrants.ask("", "'maxRequests':7,").scope();
    Set<Capability> chat = Set.of(Capability.CHAT);
    OptionalLong seven = OptionalLong.of(7);
    List<ModelName> more = List.of(A, new ModelName("gpt-c"));
    refusedField("scope.models", () -> asked.narrowed(more, chat, seven, NO_MONEY, false));
    refusedField("scope.models", () -> asked.narrowed(List.of(), chat, seven, NO_MONEY, false));
    refusedField(
        "scope.capabilities",
        () -> asked.narrowed(List.of(A), Set.of(Capability.IMAGES), seven, NO_MONEY, false));
    refusedField(
        "scope.capabilities", () -> asked.narrowed(List.of(A), Set.of(), seven, NO_MONEY, false));
    refusedField(
        "scope.maxRequests", () -> asked.narrowed(List.of(A), chat, NO_CAP, NO_MONEY, false));
    for (long most : new long[] {-1, 8, Long.MAX_VALUE}) {
      refusedField(
          "scope.maxRequests",
          () -> asked.narrowed(List.of(A), chat, OptionalLong.of(most), NO_MONEY, false));
    }
    GrantScope cheap = TestGrants.ask("", "'maxBudgetCents':50,").scope();
    for (Optional<NanoUsd> money : List.of(NO_MONEY, Optional.of(NanoUsd.ofCents(51)))) {
      refusedField(
          "scope.maxBudgetCents", () -> cheap.narrowed(List.of(A), chat, NO_CAP, money, false));
    }
    Optional<NanoUsd> half = Optional.of(NanoUsd.ofCents(25));
    assertThat(cheap.narrowed(List.of(A), chat, NO_CAP, half, false).maxBudget()).isEqualTo(half);
    refusedField("scope.store", () -> asked.narrowed(List.of(A), chat, seven, NO_MONEY, true));
  }

  @OnBothDatabases
  void aLifeLongerThanTheOperatorAllowsIsRefusedHoweverItArrives(Databases.Kind kind) {
    TestBroker broker = TestBroker.shared(kind);
    Caller owner = Persons.ownerWithKey(broker);
    GrantView asked = TestGrants.request(broker, owner, "'maxRequests':7,").grant();
    for (Duration bad :
        List.of(Duration.ofDays(90).plusSeconds(1), Duration.ZERO, Duration.ofSeconds(-5))) {
      refusedField("expiresInSeconds", () -> approve(broker, owner, asked, bad, Instant.MAX));
    }
  }

  @OnBothDatabases
  void aLargeGrantNeedsAFreshSignIn(Databases.Kind kind) {
    TestBroker broker = TestBroker.shared(kind);
    Caller owner = Persons.ownerWithKey(broker);
    Instant old = broker.clock().instant().minus(Duration.ofMinutes(10)).minusMillis(1);
    Instant fresh = broker.clock().instant().minus(Duration.ofMinutes(10));
    for (String large : new String[] {"", "'maxRequests':1001,"}) {
      GrantView asked = TestGrants.request(broker, owner, large).grant();
      refused(Refusal.SIGN_IN_AGAIN, () -> approve(broker, owner, asked, Duration.ofHours(1), old));
      assertThat(broker.get(Grants.class).get(owner, asked.id())).isEqualTo(asked);
      assertThat(approve(broker, owner, asked, Duration.ofHours(1), fresh).status())
          .isEqualTo(GrantStatus.APPROVED);
    }
  }

  @OnBothDatabases
  void aSmallGrantAndAScriptAreNotAsked(Databases.Kind kind) {
    TestBroker broker = TestBroker.shared(kind);
    Caller owner = Persons.ownerWithKey(broker);
    GrantView small = TestGrants.request(broker, owner, "'maxRequests':1000,").grant();
    approve(broker, owner, small, Duration.ofHours(1), Instant.EPOCH);
    TestGrants.approve(broker, owner, TestGrants.request(broker, owner, ""), "{}");
  }

  @OnBothDatabases
  void theAmountIsTheOperators(Databases.Kind kind) {
    try (TestBroker broker =
        TestBroker.start(kind, "aipassport.approval.fresh-above-requests", "5")) {
      Caller owner = Persons.ownerWithKey(broker);
      GrantView asked = TestGrants.request(broker, owner, "'maxRequests':6,").grant();
      assertThat(broker.get(Consent.class).of(owner, asked.id()).needsFreshSignIn()).isTrue();
      refused(
          Refusal.SIGN_IN_AGAIN,
          () -> approve(broker, owner, asked, Duration.ofHours(1), Instant.EPOCH));
    }
  }

  private static GrantView approve(
      TestBroker broker, Caller owner, GrantView asked, Duration lifetime, Instant signedInAt) {
    return broker
        .get(GrantLifecycle.class)
        .approve(
            owner,
            asked.id(),
            Approval.onPage(
                signedInAt,
                asked.scope().digest(),
                asked.scope(),
                lifetime,
                Optional.empty(),
                Optional.empty()));
  }
}
