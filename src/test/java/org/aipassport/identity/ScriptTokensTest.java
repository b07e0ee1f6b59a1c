package org.aipassport.identity;

import static org.aipassport.support.Refused.refused;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.aipassport.problems.Refusal;
import org.aipassport.problems.RefusalException;
import org.aipassport.support.Databases;
import org.aipassport.support.FakeIssuer;
import org.aipassport.support.OnBothDatabases;
import org.aipassport.support.TestBroker;
import org.aipassport.support.TestClock;
import org.aipassport.support.TestGrants;
import org.aipassport.values.SecretText;
import org.assertj.core.util.Throwables;
import org.junit.jupiter.api.Test;

class ScriptTokensTest {
  private static final Map<Databases.Kind, TestBroker> BROKERS =
      new EnumMap<>(Databases.Kind.class);
  private static final Map<Databases.Kind, FakeIssuer> ISSUERS =
      new EnumMap<>(Databases.Kind.class);

  private final String subject = OidcWorld.subject("script");

  /** One broker for all tests, where the groups people and ops decide. */
  private static synchronized TestBroker broker(Databases.Kind kind) {
    TestBroker broker =
        BROKERS.computeIfAbsent(
            kind,
            k -> {
              TestClock clock = new TestClock();
              FakeIssuer issuer = FakeIssuer.start(clock);
              ISSUERS.put(k, issuer);
              TestBroker fresh =
                  TestBroker.start(
                      k,
                      clock,
                      "mp.jwt.verify.issuer",
                      issuer.issuer(),
                      "mp.jwt.verify.publickey.location",
                      issuer.keysUrl(),
                      "mp.jwt.verify.audiences",
                      "broker,other-name",
                      "aipassport.oidc.allow-private",
                      "true",
                      "aipassport.oidc.owner-groups",
                      "people",
                      "aipassport.oidc.operator-groups",
                      "ops");
              fresh.claim();
              warmUp(fresh, issuer);
              Runtime.getRuntime()
                  .addShutdownHook(
                      new Thread(
                          () -> {
                            fresh.close();
                            issuer.close();
                          }));
              return fresh;
            });
    broker.clock().advance(Duration.ofMinutes(2));
    ISSUERS.get(kind).honest();
    return broker;
  }

  /** On a busy machine the first call takes longer than issuers are given. */
  private static void warmUp(TestBroker broker, FakeIssuer issuer) {
    for (int tries = 0; tries < 5; tries++) {
      try {
        authenticate(broker, new SecretText(issuer.token("", Map.of("aud", "broker"))));
      } catch (RefusalException e) {
        if (e.reason() == Refusal.CREDENTIALS_INVALID) {
          return; // the keys are there, and the token names nobody
        }
        broker.clock().advance(Duration.ofMinutes(1));
      }
    }
  }

  @OnBothDatabases
  void aTokenNamesSomebodyByIssuerAndSubject(Databases.Kind kind) {
    TestBroker broker = broker(kind);
    Caller first = come(broker, kind, Map.of());
    assertThat(first.username()).isEqualTo(subject);
    assertThat(first.roles()).containsExactly(Role.OWNER);
    assertThat(come(broker, kind, Map.of("upn", "another-name"))).isEqualTo(first);
    assertThat(TestGrants.events(broker, first.id().value())).containsExactly("person.created");
  }

  @OnBothDatabases
  void attackWithTokensThatDoNotHold(Databases.Kind kind) {
    TestBroker broker = broker(kind);
    long now = broker.clock().instant().getEpochSecond();
    for (Map<String, Object> lie :
        List.<Map<String, Object>>of(
            Map.of("iss", "https://evil.example"),
            Map.of("iss", ""),
            Map.of("aud", "elsewhere"),
            Map.of("aud", ""),
            Map.of("exp", now - 60),
            Map.of("exp", ""),
            Map.of("iat", ""),
            Map.of("iat", now + 61),
            Map.of("sub", ""),
            Map.of("nonce", "an ID token"),
            Map.of("events", Map.of("a logout token", 1)))) {
      refused(Refusal.CREDENTIALS_INVALID, () -> come(broker, kind, lie));
    }
    for (FakeIssuer.Signature signature : FakeIssuer.Signature.values()) {
      if (signature != FakeIssuer.Signature.HONEST) {
        ISSUERS.get(kind).signing(signature);
        refused(Refusal.CREDENTIALS_INVALID, () -> come(broker, kind, Map.of()));
      }
    }
    assertThat(broker.count("person WHERE username = ? ", subject)).isZero();
  }

  @OnBothDatabases
  void whoIsInNoneOfTheGroupsIsRefused(Databases.Kind kind) {
    TestBroker broker = broker(kind);
    refused(Refusal.FORBIDDEN, () -> come(broker, kind, Map.of("groups", List.of("x"))));
    refused(Refusal.FORBIDDEN, () -> come(broker, kind, Map.of("groups", "")));
  }

  @OnBothDatabases
  void theLossOfAllGroupsCountsOnlyIfTheTokenSaysSo(Databases.Kind kind) {
    TestBroker broker = broker(kind);
    String id = come(broker, kind, Map.of()).id().value();
    broker.clock().advance(Duration.ofSeconds(5));
    refused(Refusal.FORBIDDEN, () -> authenticate(broker, tokenWithoutGroups(kind)));
    assertThat(broker.one("SELECT roles FROM person WHERE id = ? ", id)).isEqualTo("OWNER");
    SecretText old = token(broker, kind, Map.of());
    broker.clock().advance(Duration.ofSeconds(5));
    refused(Refusal.FORBIDDEN, () -> come(broker, kind, Map.of("groups", List.of())));
    assertThat(broker.one("SELECT roles FROM person WHERE id = ? ", id)).isEqualTo("");
    assertThat(authenticate(broker, old).roles()).isEmpty();
  }

  @OnBothDatabases
  void whoIsDisabledIsRefused(Databases.Kind kind) {
    TestBroker broker = broker(kind);
    Caller caller = come(broker, kind, Map.of());
    broker.execute("UPDATE person SET disabled_at = 1 WHERE id = ? ", caller.id().value());
    refused(Refusal.FORBIDDEN, () -> come(broker, kind, Map.of()));
    broker.clock().advance(Duration.ofSeconds(5));
    refused(Refusal.FORBIDDEN, () -> come(broker, kind, Map.of()));
  }

  @OnBothDatabases
  void attackWithAnOlderTokenOfWhenTheyWereOperators(Databases.Kind kind) {
    TestBroker broker = broker(kind);
    SecretText old = token(broker, kind, Map.of("groups", List.of("people", "ops")));
    assertThat(authenticate(broker, old).roles()).contains(Role.OPERATOR);
    broker.clock().advance(Duration.ofSeconds(5));
    assertThat(come(broker, kind, Map.of("groups", List.of("people"))).roles())
        .containsExactly(Role.OWNER);
    Caller again = authenticate(broker, old);
    assertThat(again.roles()).containsExactly(Role.OWNER);
    assertThat(broker.one("SELECT roles FROM person WHERE id = ? ", again.id().value()))
        .isEqualTo("OWNER");
  }

  @OnBothDatabases
  void anOlderTokenGivesNoMoreThanItSays(Databases.Kind kind) {
    TestBroker broker = broker(kind);
    SecretText old = token(broker, kind, Map.of("groups", List.of("people")));
    authenticate(broker, old);
    broker.clock().advance(Duration.ofSeconds(5));
    assertThat(come(broker, kind, Map.of("groups", List.of("people", "ops"))).roles())
        .containsExactlyInAnyOrder(Role.OWNER, Role.OPERATOR);
    assertThat(authenticate(broker, old).roles()).containsExactly(Role.OWNER);
  }

  @OnBothDatabases
  void attackWithAPersonalTokenThatOutlivesTheSignedOne(Databases.Kind kind) {
    TestBroker broker = broker(kind);
    Instant end = broker.clock().instant().plusSeconds(90).truncatedTo(ChronoUnit.SECONDS);
    SecretText token = token(broker, kind, Map.of("exp", end.getEpochSecond()));
    Presented by = broker.get(ScriptTokens.class).authenticate(token);
    PersonalTokens.Issued issued =
        broker.get(PersonalTokens.class).issue(by, "script", Optional.empty());
    assertThat(issued.view().expiresAt()).contains(end);
    assertThat(issued.capped()).isTrue();
  }

  /** Clocks may differ by a minute; what would be over when it is made is not made. */
  @OnBothDatabases
  void aSignedTokenAtItsEndMakesNoPersonalToken(Databases.Kind kind) {
    TestBroker broker = broker(kind);
    long now = broker.clock().instant().getEpochSecond();
    SecretText token = token(broker, kind, Map.of("exp", now - 30));
    Presented by = broker.get(ScriptTokens.class).authenticate(token);
    refused(
        Refusal.CREDENTIALS_INVALID,
        () -> broker.get(PersonalTokens.class).issue(by, "script", Optional.empty()));
  }

  @Test
  void onlyWhatLooksLikeItsTokensIsReadHere() {
    ScriptTokens tokens = broker(Databases.Kind.DERBY).get(ScriptTokens.class);
    assertThat(tokens.mayBe(new SecretText("aip_pat_" + "x".repeat(43)))).isFalse();
    assertThat(tokens.mayBe(new SecretText("a.b.c"))).isTrue();
    ScriptTokens none = TestBroker.shared(Databases.Kind.DERBY).get(ScriptTokens.class);
    assertThat(none.mayBe(new SecretText("a.b.c"))).isFalse();
    refused(Refusal.CREDENTIALS_INVALID, () -> none.authenticate(new SecretText("a.b.c")));
  }

  @Test
  void keysGoOnForADayWithoutTheirIssuer() {
    TestClock clock = new TestClock();
    FakeIssuer issuer = FakeIssuer.start(clock);
    try (TestBroker broker =
        TestBroker.start(
            Databases.Kind.DERBY,
            clock,
            "mp.jwt.verify.issuer",
            issuer.issuer(),
            "mp.jwt.verify.publickey.location",
            issuer.keysUrl(),
            "mp.jwt.verify.audiences",
            "broker",
            "aipassport.oidc.allow-private",
            "true")) {
      broker.claim();
      clock.advance(Duration.ofHours(1));
      SecretText first = new SecretText(issuer.token("", Map.of("sub", "s", "aud", "broker")));
      assertThat(authenticate(broker, first).roles()).containsExactly(Role.OWNER);
      issuer.close();
      clock.advance(Duration.ofHours(23));
      SecretText second = new SecretText(issuer.token("", Map.of("sub", "s", "aud", "broker")));
      assertThat(authenticate(broker, second)).isNotNull();
      clock.advance(Duration.ofHours(1));
      SecretText third = new SecretText(issuer.token("", Map.of("sub", "s", "aud", "broker")));
      refused(Refusal.UNAVAILABLE, () -> authenticate(broker, third));
    }
  }

  @Test
  void aKeyThatCannotBeUsedStopsTheStart() {
    assertThatThrownBy(
            () ->
                TestBroker.start(
                    Databases.Kind.DERBY,
                    "mp.jwt.verify.issuer",
                    "scripts",
                    "mp.jwt.verify.audiences",
                    "broker",
                    "mp.jwt.verify.publickey",
                    "{\"kty\":\"oct\",\"k\":\"canary\"}"))
        .hasStackTraceContaining("mp.jwt.verify.publickey")
        .satisfies(e -> assertThat(Throwables.getStackTrace(e)).doesNotContain("canary"));
  }

  private Caller come(TestBroker broker, Databases.Kind kind, Map<String, Object> claims) {
    return authenticate(broker, token(broker, kind, claims));
  }

  private SecretText token(TestBroker broker, Databases.Kind kind, Map<String, Object> claims) {
    Map<String, Object> all = usual();
    all.putAll(claims);
    return new SecretText(ISSUERS.get(kind).token("JWT", all));
  }

  private SecretText tokenWithoutGroups(Databases.Kind kind) {
    Map<String, Object> all = usual();
    all.remove("groups");
    return new SecretText(ISSUERS.get(kind).token("JWT", all));
  }

  private Map<String, Object> usual() {
    Map<String, Object> all = new HashMap<>();
    all.put("sub", subject);
    all.put("aud", "broker");
    all.put("upn", subject);
    all.put("groups", List.of("people"));
    return all;
  }

  private static Caller authenticate(TestBroker broker, SecretText token) {
    return broker.get(ScriptTokens.class).authenticate(token).caller();
  }
}
