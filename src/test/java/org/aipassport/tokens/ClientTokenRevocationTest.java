package org.aipassport.tokens;

import static org.aipassport.support.Refused.refused;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.Optional;
import org.aipassport.apps.OAuthClient;
import org.aipassport.grants.GrantStatus;
import org.aipassport.grants.RevocationSequence;
import org.aipassport.problems.Refusal;
import org.aipassport.support.Databases;
import org.aipassport.support.GivenClients;
import org.aipassport.support.OnBothDatabases;
import org.aipassport.support.RegisteredApp;
import org.aipassport.support.TestBroker;
import org.aipassport.support.TestGrants;
import org.aipassport.values.SecretText;

/** Giving tokens back: RFC 7009 section 2. */
class ClientTokenRevocationTest {
  @OnBothDatabases
  void aRevokedRefreshTokenEndsTheGrantAsRfc7009Section21Says(Databases.Kind kind) {
    RegisteredApp flow = RegisteredApp.of(kind);
    ClientTokens tokens = flow.tokens();
    long before = flow.broker().get(RevocationSequence.class).position();
    revoke(flow, tokens.refresh().orElseThrow());
    assertThat(flow.status(tokens.grant().id())).isEqualTo(GrantStatus.REVOKED);
    assertThat(flow.isGood(tokens.access().token())).isFalse();
    assertThat(flow.broker().get(RevocationSequence.class).position()).isGreaterThan(before);
    refused(Refusal.WRONG_STATE, () -> flow.refresh(tokens.refresh().orElseThrow()));
    revoke(flow, tokens.refresh().orElseThrow()); // harmless
    assertThat(TestGrants.events(flow.broker(), tokens.grant().id().value()))
        .containsOnlyOnce("grant.revoked");
  }

  @OnBothDatabases
  void aRevokedAccessTokenEndsAloneAsRfc7009Section21Allows(Databases.Kind kind) {
    RegisteredApp flow = RegisteredApp.of(kind);
    ClientTokens first = flow.tokens();
    ClientTokens second = flow.refresh(first.refresh().orElseThrow());
    revoke(flow, first.access().token());
    assertThat(flow.isGood(first.access().token())).isFalse();
    AccessTokens tokens = flow.broker().get(AccessTokens.class);
    VerifiedToken dead = tokens.verify(first.access().token());
    refused(Refusal.CREDENTIALS_INVALID, () -> tokens.grantInForce(dead));
    assertThat(flow.isGood(second.access().token())).isTrue();
    assertThat(flow.status(first.grant().id())).isEqualTo(GrantStatus.APPROVED);
    revoke(flow, first.access().token()); // harmless
    assertThat(TestGrants.events(flow.broker(), first.grant().id().value()))
        .containsOnlyOnce("token.revoked");
  }

  @OnBothDatabases
  void aTokenOfAnotherClientIsRefusedAsRfc7009Section21Says(Databases.Kind kind) {
    RegisteredApp flow = RegisteredApp.of(kind);
    ClientTokens tokens = flow.tokens();
    OAuthClient other = GivenClients.add(flow.broker());
    ClientTokenRevocation revocation = flow.broker().get(ClientTokenRevocation.class);
    refused(Refusal.WRONG_STATE, () -> revocation.revoke(other, tokens.access().token()));
    refused(Refusal.WRONG_STATE, () -> revocation.revoke(other, tokens.refresh().orElseThrow()));
    assertThat(flow.isGood(tokens.access().token())).isTrue();
    flow.refresh(tokens.refresh().orElseThrow());
  }

  @OnBothDatabases
  void whatIsNoTokenIsNoErrorAsRfc7009Section22Says(Databases.Kind kind) {
    RegisteredApp flow = RegisteredApp.of(kind);
    for (String none :
        new String[] {"", "x", "a.b.c", "aip_rt_x", "aip_rt_" + "A".repeat(43), "\0"}) {
      revoke(flow, new SecretText(none));
    }
  }

  @OnBothDatabases
  void aTokenOfAnUnregisteredAppIsNoClients(Databases.Kind kind) {
    RegisteredApp flow = RegisteredApp.of(kind);
    TestBroker broker = flow.broker();
    SecretText token =
        broker
            .get(AccessTokenIssuer.class)
            .toOwner(
                TestGrants.approved(broker, flow.owner(), "").id(), flow.owner(), Optional.empty())
            .token();
    refused(Refusal.WRONG_STATE, () -> revoke(flow, token));
    assertThat(broker.get(TokenIntrospection.class).of(flow.client(), token)).isEmpty();
  }

  private static void revoke(RegisteredApp flow, SecretText token) {
    flow.broker().get(ClientTokenRevocation.class).revoke(flow.client(), token);
  }
}
