package org.aipassport.tokens;

import static org.aipassport.support.Refused.refused;
import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Optional;
import org.aipassport.crypto.CompactTokens;
import org.aipassport.crypto.Es256Key;
import org.aipassport.grants.GrantView;
import org.aipassport.identity.Caller;
import org.aipassport.problems.Refusal;
import org.aipassport.support.Databases;
import org.aipassport.support.OnBothDatabases;
import org.aipassport.support.Persons;
import org.aipassport.support.TestBroker;
import org.aipassport.support.TestGrants;
import org.aipassport.values.Ids;
import org.aipassport.values.SecretText;
import org.aipassport.values.TokenId;

/** Tokens that must not work; most are signed with the broker's own key, to reach the check. */
class AccessTokenAttackTest {
  private static final String OWN = "http://localhost:8080";

  @OnBothDatabases
  void aTokenOfAnotherIssuerIsRefused(Databases.Kind kind) {
    Target target = new Target(kind);
    target.refusesToVerify(target.claims("https://elsewhere.example", OWN, 0, 60));
    target.refusesToVerify(target.claims(OWN + "/", OWN, 0, 60));
  }

  @OnBothDatabases
  void aTokenForAnotherAudienceIsRefused(Databases.Kind kind) {
    Target target = new Target(kind);
    for (String audience : new String[] {"https://elsewhere.example", OWN + "/", OWN + "/v2", ""}) {
      target.refusesToVerify(target.claims(OWN, audience, 0, 60));
    }
  }

  @OnBothDatabases
  void bothOwnAudiencesAreTaken(Databases.Kind kind) {
    Target target = new Target(kind);
    for (String audience : new String[] {OWN, OWN + "/v1"}) {
      assertThat(target.verify(target.signed(target.claims(OWN, audience, 0, 60))).grant())
          .isEqualTo(target.grant.id());
    }
  }

  @OnBothDatabases
  void aTokenIsRefusedAtTheSecondOfItsExpiryAlsoWhenItWasSeenBefore(Databases.Kind kind) {
    Target target = new Target(kind);
    SecretText seen = target.issued(Duration.ofSeconds(5));
    SecretText unseen = target.issued(Duration.ofSeconds(5));
    Instant end = target.verify(seen).expiresAt();
    target.broker.clock().advance(Duration.between(target.now(), end).minusMillis(1));
    target.verify(seen);
    target.broker.clock().advance(Duration.ofMillis(1));
    refused(Refusal.CREDENTIALS_INVALID, () -> target.verify(seen));
    refused(Refusal.CREDENTIALS_INVALID, () -> target.verify(unseen));
  }

  @OnBothDatabases
  void aTokenFromTheFutureIsRefused(Databases.Kind kind) {
    Target target = new Target(kind);
    target.refusesToVerify(target.claims(OWN, OWN, 3_600, 7_200));
    target.refusesToVerify(target.claims(OWN, OWN, 12, 60));
    target.verify(target.signed(target.claims(OWN, OWN, 8, 60)));
  }

  @OnBothDatabases
  void aWellSignedTokenThatIsNotOnRecordHasNoGrant(Databases.Kind kind) {
    Target target = new Target(kind);
    VerifiedToken forged = target.verify(target.signed(target.claims(OWN, OWN, 0, 60)));
    refused(Refusal.CREDENTIALS_INVALID, () -> target.tokens().grantInForce(forged));
    refused(Refusal.CREDENTIALS_INVALID, () -> target.tokens().grantOf(forged));
  }

  @OnBothDatabases
  void aTokenOnRecordForAnotherGrantHasNone(Databases.Kind kind) {
    Target target = new Target(kind);
    TokenId known = target.verify(target.issued(Duration.ofMinutes(1))).id();
    GrantView other = TestGrants.approved(target.broker, target.owner, "");
    TokenClaims claims = target.claims(OWN, OWN, 0, 60);
    VerifiedToken forged =
        target.verify(
            target.signed(
                new TokenClaims(
                    OWN, OWN, other.id(), known, claims.issuedAt(), claims.expiresAt(), "req:x")));
    refused(Refusal.CREDENTIALS_INVALID, () -> target.tokens().grantInForce(forged));
  }

  @OnBothDatabases
  void aTokenSignedWithAnotherKeyIsRefused(Databases.Kind kind) {
    Target target = new Target(kind);
    byte[] claims = target.claims(OWN, OWN, 0, 60).toBytes();
    String forged = CompactTokens.sign(Es256Key.generate(), TokenClaims.TYPE, claims);
    refused(Refusal.CREDENTIALS_INVALID, () -> target.verify(new SecretText(forged)));
  }

  @OnBothDatabases
  void aTokenOfAnotherTypeIsRefused(Databases.Kind kind) {
    Target target = new Target(kind);
    byte[] claims = target.claims(OWN, OWN, 0, 60).toBytes();
    String forged = CompactTokens.sign(target.key(), "JWT", claims);
    refused(Refusal.CREDENTIALS_INVALID, () -> target.verify(new SecretText(forged)));
  }

  @OnBothDatabases
  void claimsThatContradictEachOtherOrAreNotOursAreRefused(Databases.Kind kind) {
    Target target = new Target(kind);
    String good = new String(target.claims(OWN, OWN, 0, 60).toBytes(), StandardCharsets.UTF_8);
    String grant = target.grant.id().value();
    for (String bad :
        new String[] {
          good.replace("\"grant_id\":\"" + grant, "\"grant_id\":\"" + Ids.next()),
          good.replace("\"aud\":\"" + OWN + "\"", "\"aud\":[\"" + OWN + "\"]"),
          good.replace("\"jti\":\"", "\"jti\":\"x"),
          good.replace("}", ",\"admin\":true}"),
          good.replace("}", ",\"exp\":9999999999}"),
          good.replace("\"exp\":", "\"exp\":-"),
          good.replace("\"exp\"", "\"nbf\""),
          "[]"
        }) {
      assertThat(bad).isNotEqualTo(good);
      SecretText token =
          new SecretText(
              CompactTokens.sign(
                  target.key(), TokenClaims.TYPE, bad.getBytes(StandardCharsets.UTF_8)));
      refused(Refusal.CREDENTIALS_INVALID, () -> target.verify(token));
    }
  }

  @OnBothDatabases
  void whatIsNoTokenIsRefused(Databases.Kind kind) {
    Target target = new Target(kind);
    String good = target.issued(Duration.ofMinutes(1)).reveal();
    for (String bad :
        new String[] {"", ".", "..", good + ".", good + "A", good + "\0", " " + good, "a.b.c"}) {
      refused(Refusal.CREDENTIALS_INVALID, () -> target.verify(new SecretText(bad)));
    }
  }

  /** An approved grant of ten days, and what an attacker who has the signing key could make. */
  private static final class Target {
    private final TestBroker broker;
    private final Caller owner;
    private final GrantView grant;

    Target(Databases.Kind kind) {
      broker = TestBroker.shared(kind);
      owner = Persons.ownerWithKey(broker);
      grant =
          TestGrants.approve(
              broker, owner, TestGrants.request(broker, owner, ""), "{'expiresInSeconds':864000}");
    }

    AccessTokens tokens() {
      return broker.get(AccessTokens.class);
    }

    Es256Key key() {
      return broker.get(SigningKeys.class).active();
    }

    Instant now() {
      return broker.clock().instant();
    }

    TokenClaims claims(String issuer, String audience, long fromNow, long untilNow) {
      Instant now = now().truncatedTo(ChronoUnit.SECONDS);
      return new TokenClaims(
          issuer,
          audience,
          grant.id(),
          new TokenId(Ids.next()),
          now.plusSeconds(fromNow),
          now.plusSeconds(untilNow),
          grant.clientId());
    }

    SecretText signed(TokenClaims claims) {
      return new SecretText(CompactTokens.sign(key(), TokenClaims.TYPE, claims.toBytes()));
    }

    SecretText issued(Duration lifetime) {
      return broker
          .get(AccessTokenIssuer.class)
          .toOwner(grant.id(), owner, Optional.of(lifetime))
          .token();
    }

    VerifiedToken verify(SecretText token) {
      return tokens().verify(token);
    }

    void refusesToVerify(TokenClaims claims) {
      SecretText token = signed(claims);
      refused(Refusal.CREDENTIALS_INVALID, () -> verify(token));
    }
  }
}
