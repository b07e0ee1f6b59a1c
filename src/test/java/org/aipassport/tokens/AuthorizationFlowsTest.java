package org.aipassport.tokens;

import static org.aipassport.support.Refused.refused;
import static org.aipassport.support.Refused.refusedField;
import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.aipassport.apps.AppStanding;
import org.aipassport.apps.OAuthClient;
import org.aipassport.grants.AccessDetails;
import org.aipassport.grants.AppBlocking;
import org.aipassport.grants.ClientDisabling;
import org.aipassport.grants.Consent;
import org.aipassport.grants.ConsentFacts;
import org.aipassport.grants.GrantLifecycle;
import org.aipassport.grants.GrantStatus;
import org.aipassport.grants.GrantView;
import org.aipassport.grants.Grants;
import org.aipassport.identity.Caller;
import org.aipassport.problems.Refusal;
import org.aipassport.support.Databases;
import org.aipassport.support.GivenClients;
import org.aipassport.support.OnBothDatabases;
import org.aipassport.support.Persons;
import org.aipassport.support.RegisteredApp;
import org.aipassport.support.TestBroker;
import org.aipassport.support.TestGrants;
import org.aipassport.values.GrantId;
import org.aipassport.values.Ids;

class AuthorizationFlowsTest {
  private static final String CODE_ONLY = "authorization_code";

  @OnBothDatabases
  void whatARegisteredAppAsksForIsAPendingGrantOfIts(Databases.Kind kind) {
    RegisteredApp flow = RegisteredApp.of(kind);
    GrantView grant = view(flow.broker(), flow.opened());
    assertThat(grant.status()).isEqualTo(GrantStatus.PENDING);
    assertThat(grant.client()).contains(flow.client().id());
    assertThat(grant.appName()).isEqualTo("Notes");
    assertThat(grant.reason()).isEqualTo("to summarise");
    assertThat(Duration.between(grant.createdAt(), grant.expiresAt()))
        .isEqualTo(Duration.ofHours(1));
    assertThat(TestGrants.events(flow.broker(), grant.id().value()))
        .containsExactly("grant.requested");
  }

  @OnBothDatabases
  void onlyAnOperatorsWordMakesAnAddressOfAnApps(Databases.Kind kind) {
    TestBroker broker = TestBroker.shared(kind);
    assertThat(shownOf(broker, AppStanding.VERIFIED, "https://app.example/cb"))
        .isEqualTo("https://notes.example/");
    assertThat(shownOf(broker, AppStanding.SELF_REGISTERED, "https://App.example:8443/cb?a=b"))
        .isEqualTo("https://app.example:8443");
    assertThat(shownOf(broker, AppStanding.SELF_REGISTERED, "http://127.0.0.1/cb"))
        .isEqualTo("http://127.0.0.1");
    assertThat(shownOf(broker, AppStanding.SELF_REGISTERED, "com.example.app:/cb"))
        .isEqualTo("com.example.app:/");
  }

  private static String shownOf(TestBroker broker, AppStanding standing, String redirectUri) {
    RegisteredApp flow =
        RegisteredApp.of(broker, GivenClients.add(broker, standing, redirectUri, CODE_ONLY));
    return view(broker, flow.opened()).appUrl();
  }

  @OnBothDatabases
  void aDisabledAppMayNotAsk(Databases.Kind kind) {
    RegisteredApp flow = RegisteredApp.of(kind);
    GivenClients.disable(flow.broker(), flow.client());
    refused(Refusal.FORBIDDEN, flow::opened);
    assertThat(flow.flows().client(flow.client().id())).isEmpty();
  }

  @OnBothDatabases
  void aProviderThatIsNotServedIsRefusedByItsPlace(Databases.Kind kind) {
    RegisteredApp flow = RegisteredApp.of(kind);
    AuthorizationAsk ask = RegisteredApp.ask(GivenClients.REDIRECT_URI, Optional.empty(), "");
    AuthorizationAsk other =
        new AuthorizationAsk(
            ask.redirectUri(),
            true,
            ask.state(),
            ask.challenge(),
            ask.resource(),
            AccessDetails.read(
                ("[{'type':'urn:aipassport:ai-access','provider':'nobody','models':['m'],"
                        + "'capabilities':['chat'],'reason':'r'}]")
                    .replace('\'', '"')));
    refusedField(
        "authorization_details[0].provider",
        () -> flow.flows().open(flow.client(), other, TestGrants.nextAddress()));
  }

  @OnBothDatabases
  void oneAddressHasTwentyPendingRequestsAndNoMore(Databases.Kind kind) {
    RegisteredApp flow = RegisteredApp.of(kind);
    String address = TestGrants.nextAddress();
    AuthorizationAsk ask = RegisteredApp.ask(GivenClients.REDIRECT_URI, Optional.empty(), "");
    for (int i = 0; i < 20; i++) {
      flow.flows().open(flow.client(), ask, address);
    }
    refused(Refusal.TOO_MANY, () -> flow.flows().open(flow.client(), ask, address));
  }

  @OnBothDatabases
  void nobodyGoesBackBeforeTheDecision(Databases.Kind kind) {
    RegisteredApp flow = RegisteredApp.of(kind);
    GrantId grant = flow.opened();
    assertThat(flow.flows().awaited(grant)).contains(GivenClients.REDIRECT_URI);
    refused(Refusal.STALE, () -> flow.goBack(grant));
    assertThat(flow.flows().awaited(grant)).isPresent();
  }

  @OnBothDatabases
  void whoeverHasDecidedGoesBackOnceAndNobodyElse(Databases.Kind kind) {
    RegisteredApp flow = RegisteredApp.of(kind);
    Caller mallory = Persons.ownerWithKey(flow.broker());
    GrantId grant = flow.opened();
    flow.approve(grant);
    refused(Refusal.NOT_FOUND, () -> flow.flows().resume(grant, mallory));
    AuthorizationFlows.Returned answer = flow.goBack(grant);
    assertThat(answer.redirectUri()).isEqualTo(GivenClients.REDIRECT_URI);
    assertThat(answer.state()).contains("state-1");
    assertThat(answer.code().orElseThrow().reveal()).matches("aip_code_[A-Za-z0-9_-]{43}");
    refused(Refusal.WRONG_STATE, () -> flow.goBack(grant));
    assertThat(flow.flows().awaited(grant)).isEmpty();
    assertThat(TestGrants.events(flow.broker(), grant.value()))
        .containsExactlyInAnyOrder("grant.requested", "grant.approved", "grant.told");
  }

  @OnBothDatabases
  void whoeverHasDeniedGoesBackWithoutACode(Databases.Kind kind) {
    RegisteredApp flow = RegisteredApp.of(kind);
    GrantId grant = flow.opened();
    flow.broker().get(GrantLifecycle.class).deny(flow.owner(), grant);
    assertThat(flow.goBack(grant).code()).isEmpty();
    refused(Refusal.WRONG_STATE, () -> flow.goBack(grant));
  }

  @OnBothDatabases
  void aGrantThatEndedBeforeItsOwnerWentBackGivesNoCode(Databases.Kind kind) {
    RegisteredApp flow = RegisteredApp.of(kind);
    GrantId grant = flow.opened();
    flow.approve(grant);
    flow.broker().get(GrantLifecycle.class).revoke(flow.owner(), grant);
    assertThat(flow.goBack(grant).code()).isEmpty();
  }

  @OnBothDatabases
  void whereNobodyDecidedInTimeNobodyIsSentAnywhere(Databases.Kind kind) {
    RegisteredApp flow = RegisteredApp.of(kind);
    GrantId grant = flow.opened();
    flow.broker().clock().advance(Duration.ofHours(1));
    refused(Refusal.WRONG_STATE, () -> flow.goBack(grant));
  }

  @OnBothDatabases
  void nobodyIsSentToAnAppThatWasDisabledOrReported(Databases.Kind kind) {
    RegisteredApp flow = RegisteredApp.of(kind);
    GrantId reported = flow.opened();
    GrantId denied = flow.opened();
    flow.broker().get(GrantLifecycle.class).deny(flow.owner(), reported);
    flow.broker().get(GrantLifecycle.class).deny(flow.owner(), denied);
    flow.flows().giveUp(reported);
    refused(Refusal.WRONG_STATE, () -> flow.goBack(reported));
    assertThat(flow.flows().awaited(reported)).isEmpty();
    flow.broker()
        .get(ClientDisabling.class)
        .disable(Persons.operator(flow.broker()), flow.client().id());
    refused(Refusal.FORBIDDEN, () -> flow.goBack(denied));
  }

  @OnBothDatabases
  void nobodyIsSentToAnAppThatWasBlocked(Databases.Kind kind) {
    TestBroker broker = TestBroker.shared(kind);
    String host = "h" + Ids.next().replaceAll("[^A-Za-z0-9]", "0").toLowerCase(Locale.ROOT);
    OAuthClient client =
        GivenClients.add(
            broker, AppStanding.SELF_REGISTERED, "https://" + host + ".example/cb", CODE_ONLY);
    RegisteredApp flow = RegisteredApp.of(broker, client);
    GrantId grant = flow.approved();
    broker.get(AppBlocking.class).block(Persons.operator(broker), host + ".example", "");
    refused(Refusal.FORBIDDEN, () -> flow.goBack(grant));
    refused(Refusal.FORBIDDEN, flow::opened);
  }

  @OnBothDatabases
  void grantsOfAppsThatDoNotRedirectHaveNoAnswer(Databases.Kind kind) {
    RegisteredApp flow = RegisteredApp.of(kind);
    GrantView grant = TestGrants.approved(flow.broker(), flow.owner(), "");
    assertThat(grant.client()).isEmpty();
    assertThat(flow.flows().awaited(grant.id())).isEmpty();
    refused(Refusal.NOT_FOUND, () -> flow.flows().resume(grant.id(), flow.owner()));
  }

  @OnBothDatabases
  void nobodyApprovesForLongerThanTheAppAsked(Databases.Kind kind) {
    RegisteredApp flow = RegisteredApp.of(kind);
    GrantId grant =
        flow.flows()
            .open(
                flow.client(),
                RegisteredApp.ask(GivenClients.REDIRECT_URI, Optional.empty(), "'lifetime':600,"),
                TestGrants.nextAddress());
    ConsentFacts facts = flow.broker().get(Consent.class).of(flow.owner(), grant);
    assertThat(List.of(facts.usualLifetime(), facts.longestLifetime()))
        .containsOnly(Duration.ofMinutes(10));
    GrantView approved =
        flow.broker()
            .get(GrantLifecycle.class)
            .approve(
                flow.owner(),
                grant,
                TestGrants.decision(flow.broker(), "{'expiresInSeconds':3600}"));
    assertThat(Duration.between(approved.approvedAt().orElseThrow(), approved.expiresAt()))
        .isEqualTo(Duration.ofMinutes(10));
  }

  @OnBothDatabases
  void anOwnerMayApproveForLessThanTheAppAsked(Databases.Kind kind) {
    RegisteredApp flow = RegisteredApp.of(kind);
    GrantId grant =
        flow.flows()
            .open(
                flow.client(),
                RegisteredApp.ask(
                    GivenClients.REDIRECT_URI, Optional.empty(), "'lifetime':864000,"),
                TestGrants.nextAddress());
    assertThat(flow.broker().get(Consent.class).of(flow.owner(), grant).usualLifetime())
        .isEqualTo(Duration.ofDays(10));
    flow.approve(grant); // an hour, as scripts do without saying
    GrantView approved = view(flow.broker(), grant);
    assertThat(Duration.between(approved.approvedAt().orElseThrow(), approved.expiresAt()))
        .isEqualTo(Duration.ofHours(1));
  }

  @OnBothDatabases
  void whatIsLeftOfAFlowIsForgottenADayAfterItsGrantEnded(Databases.Kind kind) {
    try (TestBroker broker = TestBroker.start(kind)) {
      broker.claim();
      RegisteredApp flow = RegisteredApp.of(broker);
      ClientTokens ended = flow.tokens();
      ClientTokens kept = flow.tokens();
      broker.get(GrantLifecycle.class).revoke(flow.owner(), ended.grant().id());
      flow.flows().forgetEnded();
      assertThat(broker.count("oauth_flow")).isEqualTo(2);
      broker.clock().advance(Duration.ofDays(1).plusSeconds(1));
      flow.flows().forgetEnded();
      assertThat(broker.one("SELECT grant_id FROM oauth_flow"))
          .isEqualTo(kept.grant().id().value());
      assertThat(broker.one("SELECT grant_id FROM refresh_token"))
          .isEqualTo(kept.grant().id().value());
    }
  }

  private static GrantView view(TestBroker broker, GrantId id) {
    return broker.get(Grants.class).find(id).orElseThrow();
  }
}
