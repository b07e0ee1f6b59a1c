package org.aipassport.tokens;

import static org.aipassport.support.Refused.refused;
import static org.aipassport.support.Refused.refusedField;
import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.aipassport.apps.AppStanding;
import org.aipassport.apps.OAuthClient;
import org.aipassport.grants.GrantLifecycle;
import org.aipassport.grants.GrantStatus;
import org.aipassport.problems.Refusal;
import org.aipassport.support.Databases;
import org.aipassport.support.GivenClients;
import org.aipassport.support.OnBothDatabases;
import org.aipassport.support.RegisteredApp;
import org.aipassport.support.TestBroker;
import org.aipassport.support.TestGrants;
import org.aipassport.values.GrantId;
import org.aipassport.values.SecretText;

/** Redeeming codes: RFC 6749 sections 4.1.2 and 4.1.3, RFC 7636 section 4.6, RFC 8707. */
class AuthorizationCodesTest {
  private static final String OWN = "http://localhost:8080";

  @OnBothDatabases
  void aCodeGivesTokensOfItsGrant(Databases.Kind kind) {
    RegisteredApp flow = RegisteredApp.of(kind);
    ClientTokens tokens = flow.tokens();
    VerifiedToken access = flow.broker().get(AccessTokens.class).verify(tokens.access().token());
    assertThat(access.clientId()).isEqualTo(flow.client().id().value());
    assertThat(access.grant()).isEqualTo(tokens.grant().id());
    assertThat(access.audience()).isEqualTo(OWN);
    assertThat(tokens.refresh().orElseThrow().reveal()).matches("aip_rt_[A-Za-z0-9_-]{43}");
    assertThat(TestGrants.events(flow.broker(), tokens.grant().id().value()))
        .containsExactlyInAnyOrder(
            "grant.requested", "grant.approved", "grant.told", "token.issued");
  }

  @OnBothDatabases
  void aCodeIsGoodOnceAndItsSecondUseEndsTheGrantAsRfc6749Section412Says(Databases.Kind kind) {
    RegisteredApp flow = RegisteredApp.of(kind);
    SecretText code = flow.code();
    ClientTokens tokens = flow.redeem(code);
    assertThat(flow.isGood(tokens.access().token())).isTrue();
    refused(Refusal.WRONG_STATE, () -> flow.redeem(code));
    assertThat(flow.status(tokens.grant().id())).isEqualTo(GrantStatus.REVOKED);
    assertThat(flow.isGood(tokens.access().token())).isFalse();
    refused(Refusal.WRONG_STATE, () -> flow.refresh(tokens.refresh().orElseThrow()));
    assertThat(TestGrants.events(flow.broker(), tokens.grant().id().value()))
        .contains("grant.revoked");
  }

  @OnBothDatabases
  void aSecondUseEndsTheGrantAlsoWhenTheCodeWouldBeOver(Databases.Kind kind) {
    RegisteredApp flow = RegisteredApp.of(kind);
    SecretText code = flow.code();
    GrantId grant = flow.redeem(code).grant().id();
    flow.broker().clock().advance(Duration.ofMinutes(5));
    refused(Refusal.WRONG_STATE, () -> flow.redeem(code));
    assertThat(flow.status(grant)).isEqualTo(GrantStatus.REVOKED);
  }

  @OnBothDatabases
  void whoeverOnlySawTheCodeCannotEndTheGrant(Databases.Kind kind) {
    RegisteredApp flow = RegisteredApp.of(kind);
    SecretText code = flow.code();
    GrantId grant = flow.redeem(code).grant().id();
    refused(Refusal.WRONG_STATE, () -> flow.redeem(flow.client(), code, "x".repeat(43)));
    refused(
        Refusal.WRONG_STATE,
        () -> flow.redeem(GivenClients.add(flow.broker()), code, RegisteredApp.VERIFIER));
    assertThat(flow.status(grant)).isEqualTo(GrantStatus.APPROVED);
  }

  @OnBothDatabases
  void aCodeIsGoodForSixtySecondsAsRfc6749Section412Says(Databases.Kind kind) {
    RegisteredApp flow = RegisteredApp.of(kind);
    SecretText late = flow.code();
    flow.broker().clock().advance(Duration.ofSeconds(60));
    refused(Refusal.WRONG_STATE, () -> flow.redeem(late));
    SecretText inTime = flow.code();
    flow.broker().clock().advance(Duration.ofSeconds(60).minusMillis(1));
    GrantId grant = flow.redeem(inTime).grant().id();
    assertThat(flow.status(grant)).isEqualTo(GrantStatus.APPROVED);
  }

  @OnBothDatabases
  void aCodeIsForTheClientThatGotItAsRfc6749Section413Says(Databases.Kind kind) {
    RegisteredApp flow = RegisteredApp.of(kind);
    SecretText code = flow.code();
    OAuthClient other = GivenClients.add(flow.broker());
    refused(Refusal.WRONG_STATE, () -> flow.redeem(other, code, RegisteredApp.VERIFIER));
    flow.redeem(code); // it is not spent by that
  }

  @OnBothDatabases
  void theRedirectUriIsTheSameAgainAsRfc6749Section413Says(Databases.Kind kind) {
    RegisteredApp flow = RegisteredApp.of(kind);
    SecretText code = flow.code();
    AuthorizationCodes codes = flow.broker().get(AuthorizationCodes.class);
    for (Optional<String> other :
        List.<Optional<String>>of(
            Optional.empty(),
            Optional.of("https://app.example/Callback"),
            Optional.of("https://app.example/callback/"),
            Optional.of("https://evil.example/callback"))) {
      refused(
          Refusal.WRONG_STATE,
          () -> codes.redeem(flow.client(), code, other, RegisteredApp.VERIFIER, Optional.empty()));
    }
    flow.redeem(code);
  }

  @OnBothDatabases
  void whoeverDidNotNameTheRedirectUriNeedNotNameItAgain(Databases.Kind kind) {
    RegisteredApp flow = RegisteredApp.of(kind);
    AuthorizationAsk named = RegisteredApp.ask(GivenClients.REDIRECT_URI, Optional.empty(), "");
    AuthorizationAsk unnamed =
        new AuthorizationAsk(
            named.redirectUri(),
            false,
            Optional.empty(),
            named.challenge(),
            Optional.empty(),
            named.details());
    GrantId grant = flow.flows().open(flow.client(), unnamed, TestGrants.nextAddress());
    flow.approve(grant);
    AuthorizationFlows.Returned answer = flow.goBack(grant);
    assertThat(answer.state()).isEmpty();
    flow.broker()
        .get(AuthorizationCodes.class)
        .redeem(
            flow.client(),
            answer.code().orElseThrow(),
            Optional.empty(),
            RegisteredApp.VERIFIER,
            Optional.empty());
  }

  @OnBothDatabases
  void aCodeNeedsItsVerifierAsRfc7636Section46Says(Databases.Kind kind) {
    RegisteredApp flow = RegisteredApp.of(kind);
    SecretText code = flow.code();
    for (String wrong :
        new String[] {"", "x", RegisteredApp.VERIFIER + "x", RegisteredApp.VERIFIER.substring(1)}) {
      refused(Refusal.WRONG_STATE, () -> flow.redeem(flow.client(), code, wrong));
    }
    flow.redeem(code);
  }

  @OnBothDatabases
  void aCodeOfAGrantThatEndedGivesNothing(Databases.Kind kind) {
    RegisteredApp flow = RegisteredApp.of(kind);
    GrantId grant = flow.opened();
    flow.approve(grant);
    SecretText code = flow.goBack(grant).code().orElseThrow();
    flow.broker().get(GrantLifecycle.class).revoke(flow.owner(), grant);
    refused(Refusal.WRONG_STATE, () -> flow.redeem(code));
    assertThat(flow.broker().count("access_token WHERE grant_id = ? ", grant.value())).isZero();
  }

  @OnBothDatabases
  void whatIsNoCodeIsRefused(Databases.Kind kind) {
    RegisteredApp flow = RegisteredApp.of(kind);
    SecretText refresh = flow.tokens().refresh().orElseThrow();
    for (String bad :
        new String[] {"", "x", "aip_code_", "aip_code_" + "A".repeat(43), "\0", refresh.reveal()}) {
      refused(Refusal.WRONG_STATE, () -> flow.redeem(new SecretText(bad)));
    }
  }

  @OnBothDatabases
  void aTokenIsForTheResourceThatWasAuthorizedAsRfc8707Section2Says(Databases.Kind kind) {
    RegisteredApp flow = RegisteredApp.of(kind);
    Optional<String> v1 = Optional.of(OWN + "/v1");
    ClientTokens tokens = flow.redeem(flow.code(v1));
    AccessTokens verifier = flow.broker().get(AccessTokens.class);
    assertThat(verifier.verify(tokens.access().token()).audience()).isEqualTo(OWN + "/v1");
    SecretText refresh = tokens.refresh().orElseThrow();
    assertThat(verifier.verify(flow.refresh(refresh).access().token()).audience())
        .isEqualTo(OWN + "/v1");
  }

  @OnBothDatabases
  void aRequestMayNarrowTheResourceAndNotChangeItAsRfc8707Section22Says(Databases.Kind kind) {
    RegisteredApp flow = RegisteredApp.of(kind);
    AuthorizationCodes codes = flow.broker().get(AuthorizationCodes.class);
    Optional<String> redirect = Optional.of(GivenClients.REDIRECT_URI);
    Optional<String> v1 = Optional.of(OWN + "/v1");
    SecretText bound = flow.code(Optional.of(OWN));
    refusedField(
        "resource", () -> codes.redeem(flow.client(), bound, redirect, RegisteredApp.VERIFIER, v1));
    ClientTokens narrowed =
        codes.redeem(flow.client(), flow.code(), redirect, RegisteredApp.VERIFIER, v1);
    assertThat(flow.broker().get(AccessTokens.class).verify(narrowed.access().token()).audience())
        .isEqualTo(OWN + "/v1");
  }

  @OnBothDatabases
  void anAppThatDoesNotRefreshGetsNoRefreshToken(Databases.Kind kind) {
    TestBroker broker = TestBroker.shared(kind);
    OAuthClient client =
        GivenClients.add(
            broker, AppStanding.VERIFIED, GivenClients.REDIRECT_URI, "authorization_code");
    assertThat(RegisteredApp.of(broker, client).tokens().refresh()).isEmpty();
  }

  @OnBothDatabases
  void theDatabaseKeepsNeitherCodesNorRefreshTokens(Databases.Kind kind) {
    RegisteredApp flow = RegisteredApp.of(kind);
    SecretText code = flow.code();
    SecretText refresh = flow.redeem(code).refresh().orElseThrow();
    String dump = flow.broker().dump();
    assertThat(dump).doesNotContain(code.reveal().substring(10), refresh.reveal().substring(10));
  }
}
