package org.aipassport.tokens;

import static org.aipassport.support.Refused.refused;
import static org.aipassport.support.Refused.refusedField;
import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Optional;
import org.aipassport.grants.GrantLifecycle;
import org.aipassport.grants.GrantReports;
import org.aipassport.grants.GrantStatus;
import org.aipassport.grants.GrantView;
import org.aipassport.grants.Grants;
import org.aipassport.grants.Stop;
import org.aipassport.grants.ToolAsk;
import org.aipassport.identity.Caller;
import org.aipassport.json.Json;
import org.aipassport.json.JsonObject;
import org.aipassport.problems.Refusal;
import org.aipassport.support.Databases;
import org.aipassport.support.OnBothDatabases;
import org.aipassport.support.Persons;
import org.aipassport.support.TestBroker;
import org.aipassport.support.TestGrants;
import org.aipassport.values.ProviderKeyId;
import org.aipassport.values.SecretText;

class ToolKeysTest {
  private static final String SCOPE =
      "'scope':{'provider':'openai','models':['gpt-a'],'capabilities':['chat'],'maxRequests':9}";

  @OnBothDatabases
  void aToolsKeyIsAGrantInForceAndATokenThatLivesAsLong(Databases.Kind kind) {
    TestBroker broker = TestBroker.shared(kind);
    Caller owner = Persons.owner(broker);
    ProviderKeyId key = Persons.key(broker, owner);
    ToolKeys.Created created =
        keys(broker).create(owner, ask("{'name':'Claude Code','notes':'laptop'," + SCOPE + "}"));
    GrantView grant = created.grant();
    assertThat(grant.status()).isEqualTo(GrantStatus.APPROVED);
    assertThat(grant.isTool()).isTrue();
    assertThat(grant.clientId()).isEqualTo("tool:" + grant.id());
    assertThat(grant.appName()).isEqualTo("Claude Code");
    assertThat(grant.appUrl()).isEmpty();
    assertThat(grant.appHost()).isEmpty();
    assertThat(grant.appOrigin()).isEmpty();
    assertThat(grant.key()).contains(key);
    assertThat(grant.account()).contains(owner.account());
    assertThat(grant.maxRequests()).hasValue(9);
    assertThat(grant.notes()).contains("laptop");
    assertThat(grant.expiresAt()).isEqualTo(broker.clock().instant().plus(Duration.ofDays(30)));
    Instant end = grant.expiresAt().truncatedTo(ChronoUnit.SECONDS);
    assertThat(created.key().expiresAt()).isEqualTo(end);
    assertThat(inForce(broker, created.key().token())).isEqualTo(grant);
    assertThat(broker.get(Grants.class).list(owner)).containsExactly(grant);
    assertThat(TestGrants.events(broker, grant.id().value()))
        .containsExactlyInAnyOrder("grant.created", "token.issued");
  }

  @OnBothDatabases
  void revocationEndsALongTokenAtOnce(Databases.Kind kind) {
    TestBroker broker = TestBroker.shared(kind);
    Caller owner = Persons.ownerWithKey(broker);
    ToolAsk longest = ask("{'name':'A','expiresInSeconds':7776000," + SCOPE + "}");
    ToolKeys.Created one = keys(broker).create(owner, longest);
    ToolKeys.Created two = keys(broker).create(owner, longest);
    broker.clock().advance(Duration.ofDays(89));
    broker.get(AccessTokenIssuer.class).forgetExpired();
    inForce(broker, one.key().token());
    inForce(broker, two.key().token());
    broker.get(GrantLifecycle.class).revoke(owner, one.grant().id());
    refused(Refusal.CREDENTIALS_INVALID, () -> inForce(broker, one.key().token()));
    inForce(broker, two.key().token());
    broker.get(Stop.class).everything(owner);
    refused(Refusal.CREDENTIALS_INVALID, () -> inForce(broker, two.key().token()));
    refused(
        Refusal.WRONG_STATE,
        () ->
            broker.get(AccessTokenIssuer.class).toOwner(two.grant().id(), owner, Optional.empty()));
  }

  @OnBothDatabases
  void aLostKeyIsMadeAnewForTheRestOfTheGrant(Databases.Kind kind) {
    TestBroker broker = TestBroker.shared(kind);
    Caller owner = Persons.ownerWithKey(broker);
    ToolKeys.Created created = keys(broker).create(owner, ask("{'name':'A'," + SCOPE + "}"));
    broker.clock().advance(Duration.ofDays(10));
    AccessTokenIssuer.Issued again =
        broker.get(AccessTokenIssuer.class).toOwner(created.grant().id(), owner, Optional.empty());
    assertThat(again.expiresAt()).isEqualTo(created.key().expiresAt());
  }

  @OnBothDatabases
  void nobodyHoldsAClaimTokenOfATool(Databases.Kind kind) {
    TestBroker broker = TestBroker.shared(kind);
    Caller owner = Persons.ownerWithKey(broker);
    GrantView grant = keys(broker).create(owner, ask("{'name':'A'," + SCOPE + "}")).grant();
    refused(
        Refusal.WRONG_STATE, () -> broker.get(GrantReports.class).report(owner, grant.id(), ""));
    assertThat(inState(broker, grant)).isEqualTo(GrantStatus.APPROVED);
    assertThat(
            broker.count(
                "access_grant WHERE id = ? AND app_origin IS NULL AND app_host IS NULL",
                grant.id().value()))
        .isEqualTo(1);
  }

  @OnBothDatabases
  void aKeyThatCannotBeMadeLeavesNothing(Databases.Kind kind) {
    TestBroker broker = TestBroker.shared(kind);
    Caller owner = Persons.owner(broker);
    Caller operator = Persons.operator(broker);
    ToolAsk good = ask("{'name':'A'," + SCOPE + "}");
    refusedField("keyId", () -> keys(broker).create(owner, good));
    refused(Refusal.FORBIDDEN, () -> keys(broker).create(operator, good));
    ProviderKeyId foreign = Persons.key(broker, Persons.owner(broker));
    refusedField(
        "keyId",
        () ->
            keys(broker)
                .create(owner, ask("{'name':'A','keyId':'" + foreign + "'," + SCOPE + "}")));
    Persons.key(broker, owner);
    refusedField(
        "scope.provider",
        () ->
            keys(broker).create(owner, ask("{'name':'A'," + SCOPE.replace("openai", "no") + "}")));
    ToolAsk forever =
        new ToolAsk(
            "A",
            good.scope(),
            Duration.ofDays(91),
            Optional.empty(),
            Optional.empty(),
            Optional.empty());
    refusedField("expiresInSeconds", () -> keys(broker).create(owner, forever));
    assertThat(broker.get(Grants.class).list(owner)).isEmpty();
  }

  @OnBothDatabases
  void aLargeOneNeedsAFreshSignIn(Databases.Kind kind) {
    TestBroker broker = TestBroker.shared(kind);
    Caller owner = Persons.ownerWithKey(broker);
    ToolAsk large = ask("{'name':'A'," + SCOPE.replace(",'maxRequests':9", "") + "}");
    Instant now = broker.clock().instant();
    refused(
        Refusal.SIGN_IN_AGAIN,
        () -> keys(broker).create(owner, large.inSessionOf(now.minusSeconds(601))));
    keys(broker).create(owner, large.inSessionOf(now.minusSeconds(600)));
    keys(broker).create(owner, large);
  }

  @OnBothDatabases
  void theHundredAndFirstIsRefused(Databases.Kind kind) {
    TestBroker broker = TestBroker.shared(kind);
    Caller owner = Persons.ownerWithKey(broker);
    ToolAsk ask = ask("{'name':'A'," + SCOPE + "}");
    GrantView first = keys(broker).create(owner, ask).grant();
    for (int i = 1; i < 100; i++) {
      keys(broker).create(owner, ask);
    }
    refused(Refusal.WRONG_STATE, () -> keys(broker).create(owner, ask));
    broker.get(GrantLifecycle.class).revoke(owner, first.id());
    keys(broker).create(owner, ask);
  }

  @OnBothDatabases
  void theOperatorsLimitHolds(Databases.Kind kind) {
    try (TestBroker broker =
        TestBroker.start(
            kind, "aipassport.tool.max-lifetime", "P1D", "aipassport.token.max-ttl", "PT2H")) {
      Caller owner = Persons.ownerWithKey(broker);
      Duration longest = broker.settings().grants().toolMaxLifetime();
      ToolKeys.Created created =
          keys(broker).create(owner, ToolAsk.read(body("{'name':'A'," + SCOPE + "}"), longest));
      assertThat(created.grant().expiresAt())
          .isEqualTo(broker.clock().instant().plus(Duration.ofDays(1)));
      assertThat(created.key().expiresAt())
          .isEqualTo(created.grant().expiresAt().truncatedTo(ChronoUnit.SECONDS));
      refusedField(
          "expiresInSeconds",
          () -> ToolAsk.read(body("{'name':'A','expiresInSeconds':86401," + SCOPE + "}"), longest));
    }
  }

  @OnBothDatabases
  void aWishThatIsNotWellFormedIsRefusedByItsName(Databases.Kind kind) {
    refusedField("name", () -> ask("{'name':' '," + SCOPE + "}"));
    refusedField("name", () -> ask("{'name':'a\\u202eb'," + SCOPE + "}"));
    refusedField("name", () -> ask("{" + SCOPE + "}"));
    refusedField("scope", () -> ask("{'name':'A'}"));
    refusedField("notes", () -> ask("{'name':'A','notes':'a\\u0000'," + SCOPE + "}"));
    refusedField("keyId", () -> ask("{'name':'A','keyId':'x'," + SCOPE + "}"));
    refusedField("appUrl", () -> ask("{'name':'A','appUrl':'https://a.example'," + SCOPE + "}"));
  }

  private static ToolAsk ask(String json) {
    return ToolAsk.read(body(json), Duration.ofDays(90));
  }

  private static JsonObject body(String json) {
    return Json.parseObject(json.replace('\'', '"').getBytes(StandardCharsets.UTF_8));
  }

  private static ToolKeys keys(TestBroker broker) {
    return broker.get(ToolKeys.class);
  }

  private static GrantStatus inState(TestBroker broker, GrantView grant) {
    return broker.get(Grants.class).find(grant.id()).orElseThrow().status();
  }

  private static GrantView inForce(TestBroker broker, SecretText token) {
    AccessTokens tokens = broker.get(AccessTokens.class);
    return tokens.grantInForce(tokens.verify(token));
  }
}
