package org.aipassport.tokens;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.aipassport.apps.OAuthClient;
import org.aipassport.grants.GrantLifecycle;
import org.aipassport.support.Databases;
import org.aipassport.support.GivenClients;
import org.aipassport.support.OnBothDatabases;
import org.aipassport.support.RegisteredApp;
import org.aipassport.values.SecretText;

/** What clients are told of their tokens: RFC 7662 section 2.2. */
class TokenIntrospectionTest {
  @OnBothDatabases
  void bothKindsOfTokensAreActiveWhileTheyAreGood(Databases.Kind kind) {
    RegisteredApp flow = RegisteredApp.of(kind);
    ClientTokens tokens = flow.tokens();
    TokenIntrospection.Active access = of(flow, tokens.access().token());
    assertThat(access.grant().id()).isEqualTo(tokens.grant().id());
    assertThat(access.expiresAt()).isEqualTo(tokens.access().expiresAt());
    assertThat(access.issuedAt()).isEqualTo(tokens.access().issuedAt());
    assertThat(access.audience()).contains("http://localhost:8080");
    TokenIntrospection.Active refresh = of(flow, tokens.refresh().orElseThrow());
    assertThat(refresh.expiresAt()).isEqualTo(tokens.grant().expiresAt());
    assertThat(refresh.audience()).isEmpty();
  }

  @OnBothDatabases
  void aTokenThatIsSpentOrOverIsNotActive(Databases.Kind kind) {
    RegisteredApp flow = RegisteredApp.of(kind);
    ClientTokens tokens = flow.tokens();
    SecretText spent = tokens.refresh().orElseThrow();
    ClientTokens next = flow.refresh(spent);
    assertThat(flow.isGood(spent)).isFalse();
    assertThat(flow.isGood(next.refresh().orElseThrow())).isTrue();
    flow.broker().get(GrantLifecycle.class).revoke(flow.owner(), tokens.grant().id());
    assertThat(flow.isGood(next.refresh().orElseThrow())).isFalse();
    assertThat(flow.isGood(next.access().token())).isFalse();
    ClientTokens other = flow.tokens();
    flow.broker().clock().advance(Duration.ofHours(1));
    assertThat(flow.isGood(other.access().token())).isFalse();
    assertThat(flow.isGood(other.refresh().orElseThrow())).isFalse();
  }

  @OnBothDatabases
  void nobodyIsToldOfTokensOfOthersAsRfc7662Section4Says(Databases.Kind kind) {
    RegisteredApp flow = RegisteredApp.of(kind);
    ClientTokens tokens = flow.tokens();
    OAuthClient other = GivenClients.add(flow.broker());
    TokenIntrospection introspection = flow.broker().get(TokenIntrospection.class);
    assertThat(introspection.of(other, tokens.access().token())).isEmpty();
    assertThat(introspection.of(other, tokens.refresh().orElseThrow())).isEmpty();
  }

  @OnBothDatabases
  void whatIsNoTokenIsNotActive(Databases.Kind kind) {
    RegisteredApp flow = RegisteredApp.of(kind);
    for (String none : new String[] {"", "x", "a.b.c", "aip_rt_" + "A".repeat(43), "\0"}) {
      assertThat(flow.isGood(new SecretText(none))).isFalse();
    }
  }

  private static TokenIntrospection.Active of(RegisteredApp flow, SecretText token) {
    return flow.broker().get(TokenIntrospection.class).of(flow.client(), token).orElseThrow();
  }
}
