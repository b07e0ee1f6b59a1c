package org.aipassport.tokens;

import static org.aipassport.support.Refused.refused;
import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.aipassport.crypto.Sha256;
import org.aipassport.grants.GrantLifecycle;
import org.aipassport.grants.GrantRequests;
import org.aipassport.grants.GrantView;
import org.aipassport.identity.Caller;
import org.aipassport.identity.PeopleDirectory;
import org.aipassport.identity.Role;
import org.aipassport.problems.Refusal;
import org.aipassport.support.Databases;
import org.aipassport.support.OnBothDatabases;
import org.aipassport.support.Persons;
import org.aipassport.support.TestBroker;
import org.aipassport.support.TestGrants;
import org.aipassport.values.GrantId;
import org.aipassport.values.SecretText;

class AccessTokenIssuerTest {
  private static final Optional<Duration> DEFAULT = Optional.empty();

  @OnBothDatabases
  void theClaimTokenMintsUntilTheGrantEnds(Databases.Kind kind) {
    TestBroker broker = TestBroker.shared(kind);
    Caller owner = Persons.ownerWithKey(broker);
    GrantRequests.Requested asked = TestGrants.request(broker, owner, "");
    GrantId id = asked.grant().id();
    refused(Refusal.WRONG_STATE, () -> toApp(broker, asked, DEFAULT));
    TestGrants.approve(broker, owner, asked, "{}");
    AccessTokenIssuer.Issued first = toApp(broker, asked, DEFAULT);
    AccessTokenIssuer.Issued second = toApp(broker, asked, DEFAULT);
    assertThat(first.token()).isNotEqualTo(second.token());
    for (AccessTokenIssuer.Issued issued : List.of(first, second)) {
      assertThat(inForce(broker, issued.token()).id()).isEqualTo(id);
    }
    broker.clock().advance(Duration.ofHours(1));
    assertThat(refused(Refusal.WRONG_STATE, () -> toApp(broker, asked, DEFAULT)).detail())
        .contains("'expired'");
  }

  @OnBothDatabases
  void aRevokedGrantMintsNothingAndItsTokensAreWorthNothing(Databases.Kind kind) {
    TestBroker broker = TestBroker.shared(kind);
    Caller owner = Persons.ownerWithKey(broker);
    GrantRequests.Requested asked = TestGrants.request(broker, owner, "");
    TestGrants.approve(broker, owner, asked, "{}");
    AccessTokenIssuer.Issued issued = toApp(broker, asked, DEFAULT);
    broker.get(GrantLifecycle.class).revoke(owner, asked.grant().id());
    refused(Refusal.WRONG_STATE, () -> toApp(broker, asked, DEFAULT));
    refused(Refusal.WRONG_STATE, () -> issuer(broker).toOwner(asked.grant().id(), owner, DEFAULT));
    refused(Refusal.CREDENTIALS_INVALID, () -> inForce(broker, issued.token()));
  }

  @OnBothDatabases
  void tokensOfWhoeverIsAnOwnerNoMoreAreWorthNothing(Databases.Kind kind) {
    TestBroker broker = TestBroker.shared(kind);
    Caller operator = Persons.operator(broker);
    Caller owner = Persons.ownerWithKey(broker);
    GrantRequests.Requested asked = TestGrants.request(broker, owner, "");
    TestGrants.approve(broker, owner, asked, "{}");
    AccessTokenIssuer.Issued issued = toApp(broker, asked, DEFAULT);
    PeopleDirectory people = broker.get(PeopleDirectory.class);
    people.setRoles(operator, owner.id(), Set.of(Role.AUDITOR));
    refused(Refusal.CREDENTIALS_INVALID, () -> inForce(broker, issued.token()));
    refused(Refusal.WRONG_STATE, () -> toApp(broker, asked, DEFAULT));
    people.setRoles(operator, owner.id(), Set.of(Role.OWNER));
    refused(Refusal.CREDENTIALS_INVALID, () -> inForce(broker, issued.token()));
  }

  @OnBothDatabases
  void anotherGrantsClaimTokenFindsNothing(Databases.Kind kind) {
    TestBroker broker = TestBroker.shared(kind);
    Caller owner = Persons.ownerWithKey(broker);
    GrantRequests.Requested asked = TestGrants.request(broker, owner, "");
    GrantRequests.Requested other = TestGrants.request(broker, owner, "");
    TestGrants.approve(broker, owner, asked, "{}");
    TestGrants.approve(broker, owner, other, "{}");
    GrantId id = asked.grant().id();
    refused(Refusal.NOT_FOUND, () -> issuer(broker).toApp(id, other.claimToken(), DEFAULT));
    refused(
        Refusal.NOT_FOUND,
        () -> issuer(broker).toApp(new GrantId(TestGrants.nobody()), asked.claimToken(), DEFAULT));
    refused(
        Refusal.CREDENTIALS_INVALID,
        () -> issuer(broker).toApp(id, new SecretText("aip_claim_" + "A".repeat(43)), DEFAULT));
  }

  @OnBothDatabases
  void onlyTheOwnerGetsATokenWithoutTheClaimToken(Databases.Kind kind) {
    TestBroker broker = TestBroker.shared(kind);
    Caller owner = Persons.ownerWithKey(broker);
    GrantView grant = TestGrants.approved(broker, owner, "");
    Caller mallory = Persons.ownerWithKey(broker);
    refused(Refusal.NOT_FOUND, () -> issuer(broker).toOwner(grant.id(), mallory, DEFAULT));
    assertThat(inForce(broker, issuer(broker).toOwner(grant.id(), owner, DEFAULT).token()))
        .isEqualTo(grant);
  }

  @OnBothDatabases
  void aTokenLivesAsLongAsWasAskedButNoLongerThanItsGrant(Databases.Kind kind) {
    TestBroker broker = TestBroker.shared(kind);
    Caller owner = Persons.ownerWithKey(broker);
    GrantRequests.Requested asked = TestGrants.request(broker, owner, "");
    GrantView grant = TestGrants.approve(broker, owner, asked, "{'expiresInSeconds':600}");
    Instant now = broker.clock().instant().truncatedTo(ChronoUnit.SECONDS);
    assertThat(toApp(broker, asked, seconds(60)).expiresAt()).isEqualTo(now.plusSeconds(60));
    Instant end = grant.expiresAt().truncatedTo(ChronoUnit.SECONDS);
    assertThat(toApp(broker, asked, seconds(601)).expiresAt()).isEqualTo(end);
    assertThat(toApp(broker, asked, DEFAULT).expiresAt()).isEqualTo(end);
    assertThat(toApp(broker, asked, Optional.of(Duration.ofDays(3_000))).expiresAt())
        .isEqualTo(end);
  }

  @OnBothDatabases
  void aTokenLivesOneHourUnlessAskedAndNeverMoreThanADay(Databases.Kind kind) {
    TestBroker broker = TestBroker.shared(kind);
    Caller owner = Persons.ownerWithKey(broker);
    GrantRequests.Requested asked = TestGrants.request(broker, owner, "");
    TestGrants.approve(broker, owner, asked, "{'expiresInSeconds':864000}");
    Instant now = broker.clock().instant().truncatedTo(ChronoUnit.SECONDS);
    assertThat(toApp(broker, asked, DEFAULT).expiresAt()).isEqualTo(now.plusSeconds(3_600));
    assertThat(toApp(broker, asked, seconds(864_000)).expiresAt())
        .isEqualTo(now.plus(Duration.ofDays(1)));
  }

  @OnBothDatabases
  void theDatabaseKeepsIdAndDigestAndNotTheToken(Databases.Kind kind) {
    TestBroker broker = TestBroker.shared(kind);
    Caller owner = Persons.ownerWithKey(broker);
    GrantView grant = TestGrants.approved(broker, owner, "");
    String token = issuer(broker).toOwner(grant.id(), owner, DEFAULT).token().reveal();
    VerifiedToken verified = broker.get(AccessTokens.class).verify(new SecretText(token));
    List<Object> row =
        broker
            .sql("SELECT jti, digest FROM access_token WHERE grant_id = ?", grant.id().value())
            .get(0);
    assertThat(row.get(0)).hasToString(verified.id().value());
    assertThat((byte[]) row.get(1)).isEqualTo(Sha256.of(token.getBytes(StandardCharsets.US_ASCII)));
    String dump = broker.dump();
    assertThat(dump).doesNotContain(token.split("\\.")[1]).doesNotContain(token.split("\\.")[2]);
  }

  private static AccessTokenIssuer.Issued toApp(
      TestBroker broker, GrantRequests.Requested asked, Optional<Duration> lifetime) {
    return issuer(broker).toApp(asked.grant().id(), asked.claimToken(), lifetime);
  }

  private static AccessTokenIssuer issuer(TestBroker broker) {
    return broker.get(AccessTokenIssuer.class);
  }

  private static GrantView inForce(TestBroker broker, SecretText token) {
    AccessTokens tokens = broker.get(AccessTokens.class);
    return tokens.grantInForce(tokens.verify(token));
  }

  private static Optional<Duration> seconds(long seconds) {
    return Optional.of(Duration.ofSeconds(seconds));
  }
}
