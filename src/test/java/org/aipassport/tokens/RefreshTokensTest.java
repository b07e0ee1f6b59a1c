package org.aipassport.tokens;

import static org.aipassport.support.Refused.refused;
import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.Optional;
import org.aipassport.apps.OAuthClient;
import org.aipassport.grants.GrantLifecycle;
import org.aipassport.grants.GrantStatus;
import org.aipassport.problems.Refusal;
import org.aipassport.support.Databases;
import org.aipassport.support.GivenClients;
import org.aipassport.support.OnBothDatabases;
import org.aipassport.support.RegisteredApp;
import org.aipassport.values.SecretText;

/** Refreshing: RFC 6749 section 6, RFC 9700 section 4.14.2. */
class RefreshTokensTest {
  private static final Duration GRACE = Duration.ofSeconds(30);

  @OnBothDatabases
  void aRefreshTokenGivesNewTokensAndAnother(Databases.Kind kind) {
    RegisteredApp flow = RegisteredApp.of(kind);
    ClientTokens first = flow.tokens();
    SecretText token = refresh(first);
    for (int i = 0; i < 4; i++) {
      ClientTokens next = flow.refresh(token);
      assertThat(next.grant().id()).isEqualTo(first.grant().id());
      assertThat(flow.isGood(next.access().token())).isTrue();
      assertThat(refresh(next)).isNotEqualTo(token);
      token = refresh(next);
    }
  }

  @OnBothDatabases
  void aRefreshTokenThatComesAgainEndsTheGrantAsRfc9700Section4142Says(Databases.Kind kind) {
    RegisteredApp flow = RegisteredApp.of(kind);
    ClientTokens first = flow.tokens();
    ClientTokens second = flow.refresh(refresh(first));
    flow.broker().clock().advance(GRACE.plusMillis(1));
    refused(Refusal.WRONG_STATE, () -> flow.refresh(refresh(first)));
    assertThat(flow.status(first.grant().id())).isEqualTo(GrantStatus.REVOKED);
    refused(Refusal.WRONG_STATE, () -> flow.refresh(refresh(second)));
    assertThat(flow.isGood(second.access().token())).isFalse();
  }

  @OnBothDatabases
  void anAnswerThatWasLostIsMadeUpForOnce(Databases.Kind kind) {
    RegisteredApp flow = RegisteredApp.of(kind);
    ClientTokens first = flow.tokens();
    SecretText lost = refresh(flow.refresh(refresh(first)));
    flow.broker().clock().advance(GRACE);
    ClientTokens again = flow.refresh(refresh(first));
    assertThat(refresh(again)).isNotEqualTo(lost);
    assertThat(flow.isGood(flow.refresh(refresh(again)).access().token())).isTrue();
  }

  @OnBothDatabases
  void anAnswerIsNotMadeUpForTwice(Databases.Kind kind) {
    RegisteredApp flow = RegisteredApp.of(kind);
    ClientTokens first = flow.tokens();
    flow.refresh(refresh(first));
    flow.refresh(refresh(first));
    refused(Refusal.WRONG_STATE, () -> flow.refresh(refresh(first)));
    assertThat(flow.status(first.grant().id())).isEqualTo(GrantStatus.REVOKED);
  }

  @OnBothDatabases
  void anAnswerThatWasUsedWasNotLost(Databases.Kind kind) {
    RegisteredApp flow = RegisteredApp.of(kind);
    ClientTokens first = flow.tokens();
    flow.refresh(refresh(flow.refresh(refresh(first))));
    refused(Refusal.WRONG_STATE, () -> flow.refresh(refresh(first)));
    assertThat(flow.status(first.grant().id())).isEqualTo(GrantStatus.REVOKED);
  }

  @OnBothDatabases
  void whoeverUsesTheAnswerThatSeemedLostEndsTheGrant(Databases.Kind kind) {
    RegisteredApp flow = RegisteredApp.of(kind);
    ClientTokens first = flow.tokens();
    SecretText stolen = refresh(flow.refresh(refresh(first)));
    flow.refresh(refresh(first));
    refused(Refusal.WRONG_STATE, () -> flow.refresh(stolen));
    assertThat(flow.status(first.grant().id())).isEqualTo(GrantStatus.REVOKED);
  }

  @OnBothDatabases
  void aRefreshTokenIsForItsClientAsRfc6749Section6Says(Databases.Kind kind) {
    RegisteredApp flow = RegisteredApp.of(kind);
    ClientTokens first = flow.tokens();
    OAuthClient other = GivenClients.add(flow.broker());
    RefreshTokens tokens = flow.broker().get(RefreshTokens.class);
    refused(Refusal.WRONG_STATE, () -> tokens.refresh(other, refresh(first), Optional.empty()));
    assertThat(flow.status(first.grant().id())).isEqualTo(GrantStatus.APPROVED);
    flow.refresh(refresh(first));
  }

  @OnBothDatabases
  void aRefreshTokenEndsWithItsGrant(Databases.Kind kind) {
    RegisteredApp flow = RegisteredApp.of(kind);
    ClientTokens first = flow.tokens();
    flow.broker().get(GrantLifecycle.class).revoke(flow.owner(), first.grant().id());
    refused(Refusal.WRONG_STATE, () -> flow.refresh(refresh(first)));
    ClientTokens second = flow.tokens();
    flow.broker().clock().advance(Duration.ofHours(1));
    refused(Refusal.WRONG_STATE, () -> flow.refresh(refresh(second)));
  }

  @OnBothDatabases
  void whatIsNoRefreshTokenIsRefused(Databases.Kind kind) {
    RegisteredApp flow = RegisteredApp.of(kind);
    for (String bad : new String[] {"", "x", "aip_rt_", "aip_rt_" + "A".repeat(43), "\0"}) {
      refused(Refusal.WRONG_STATE, () -> flow.refresh(new SecretText(bad)));
    }
  }

  private static SecretText refresh(ClientTokens tokens) {
    return tokens.refresh().orElseThrow();
  }
}
