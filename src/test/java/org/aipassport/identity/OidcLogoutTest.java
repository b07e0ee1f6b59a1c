package org.aipassport.identity;

import static org.aipassport.support.Refused.refused;
import static org.aipassport.support.Refused.refusedField;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;

import com.nimbusds.oauth2.sdk.util.URLUtils;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.aipassport.crypto.SealBrokenException;
import org.aipassport.crypto.Sha256;
import org.aipassport.persistence.Transactions;
import org.aipassport.problems.Refusal;
import org.aipassport.support.Databases;
import org.aipassport.support.FakeIssuer;
import org.aipassport.support.OnBothDatabases;
import org.aipassport.support.Race;
import org.aipassport.support.TestBroker;
import org.aipassport.support.TestGrants;
import org.aipassport.values.Ids;

class OidcLogoutTest {
  private static final Map<String, Object> EVENTS =
      Map.of("http://schemas.openid.net/event/backchannel-logout", Map.of());

  private final String subject = OidcWorld.subject("bob");

  @OnBothDatabases
  void theBrowserSignsOutAtTheProviderTooWithItsIdToken(Databases.Kind kind) {
    OidcWorld world = OidcWorld.shared(kind);
    Session session = world.enter(subject).begun().session();
    URI there = logout(world).provider(session).orElseThrow();
    assertThat(there.toString()).startsWith(world.issuer().issuer() + "/logout?");
    Map<String, List<String>> asked = URLUtils.parseParameters(there.getRawQuery());
    assertThat(asked.get("client_id")).containsExactly(FakeIssuer.CLIENT);
    assertThat(asked.get("post_logout_redirect_uri"))
        .containsExactly("http://localhost:8080/ui/signed-out");
    assertThat(asked.get("id_token_hint").get(0)).startsWith("eyJ");
  }

  @OnBothDatabases
  void attackWithTheSealedIdTokenOfAnotherSession(Databases.Kind kind) {
    OidcWorld world = OidcWorld.shared(kind);
    Session session = world.enter(subject).begun().session();
    Session other = world.enter(OidcWorld.subject("carol")).begun().session();
    Object sealed =
        world
            .broker()
            .sql("SELECT sealed FROM oidc_session WHERE session_id = ? ", other.id())
            .get(0)
            .get(0);
    assertThat(
            world
                .broker()
                .execute(
                    "UPDATE oidc_session SET sealed = ? WHERE session_id = ? ",
                    sealed,
                    session.id()))
        .isEqualTo(1);
    assertThatThrownBy(() -> logout(world).provider(session))
        .isInstanceOf(SealBrokenException.class);
  }

  @OnBothDatabases
  void aSessionThatBeganHereEndsHereOnly(Databases.Kind kind) {
    OidcWorld world = OidcWorld.shared(kind);
    Session elsewhere = world.enter(subject).begun().session();
    Session here =
        new Session(
            elsewhere.id(),
            elsewhere.caller(),
            SignInMethod.PASSWORD,
            elsewhere.createdAt(),
            elsewhere.authenticatedAt(),
            elsewhere.lastSeenAt(),
            elsewhere.expiresAt(),
            "",
            "");
    assertThat(logout(world).provider(here)).isEmpty();
  }

  @OnBothDatabases
  void signOutDoesNotDependOnTheProvider(Databases.Kind kind) {
    OidcWorld world = OidcWorld.shared(kind);
    Session session = world.enter(subject).begun().session();
    world.issuer().describing(Map.of("issuer", "https://evil.example"));
    world.broker().clock().advance(Duration.ofHours(2));
    assertThat(logout(world).provider(session)).isEmpty();
  }

  @OnBothDatabases
  void theProviderEndsTheSessionOfItsSidAndNoOther(Databases.Kind kind) {
    OidcWorld world = OidcWorld.shared(kind);
    OidcSignIn.Done ended = enter(world, "sid-a-" + subject);
    OidcSignIn.Done other = enter(world, "sid-b-" + subject);
    assertThat(logout(world).backChannel(token(world, Map.of("sid", "sid-a-" + subject))))
        .isEqualTo(1);
    assertThat(world.session(ended)).isEmpty();
    assertThat(world.session(other)).isPresent();
    assertThat(TestGrants.events(world.broker(), ended.begun().session().id()))
        .containsExactlyInAnyOrder("person.signed_in", "person.signed_out");
    assertThat(
            world
                .broker()
                .count("oidc_session WHERE session_id = ? ", ended.begun().session().id()))
        .isZero();
  }

  @OnBothDatabases
  void aSidWithoutEndIsNotKept(Databases.Kind kind) {
    OidcWorld world = OidcWorld.shared(kind);
    for (int length : new int[] {500, 501}) {
      String sid = (subject + "x".repeat(length)).substring(0, length);
      OidcSignIn.Done done = enter(world, sid);
      assertThat(logout(world).backChannel(token(world, Map.of("sid", sid))))
          .isEqualTo(length == 500 ? 1 : 0);
      assertThat(world.session(done).isPresent()).isEqualTo(length > 500);
    }
  }

  @OnBothDatabases
  void theProviderEndsAllSessionsOfASubjectAndOfNobodyElse(Databases.Kind kind) {
    OidcWorld world = OidcWorld.shared(kind);
    OidcSignIn.Done first = world.enter(subject);
    OidcSignIn.Done second = world.enter(subject);
    OidcSignIn.Done stranger = world.enter(OidcWorld.subject("carol"));
    assertThat(logout(world).backChannel(token(world, Map.of("sub", subject)))).isEqualTo(2);
    assertThat(world.session(first)).isEmpty();
    assertThat(world.session(second)).isEmpty();
    assertThat(world.session(stranger)).isPresent();
  }

  /** Each of them may be the session that is meant; one that has another sid is not. */
  @OnBothDatabases
  void aSidEndsWhatWasNotedWithoutOneToo(Databases.Kind kind) {
    OidcWorld world = OidcWorld.shared(kind);
    for (Map<String, Object> said :
        List.<Map<String, Object>>of(
            Map.of("sid", "sid-a-" + subject, "sub", subject), Map.of("sid", "sid-a-" + subject))) {
      OidcSignIn.Done meant = enter(world, subject, "sid-a-" + subject);
      OidcSignIn.Done unnamed = enter(world, subject, "");
      OidcSignIn.Done another = enter(world, subject, "sid-b-" + subject);
      OidcSignIn.Done strangers = enter(world, OidcWorld.subject("carol"), "");
      assertThat(logout(world).backChannel(token(world, said))).isEqualTo(2);
      assertThat(world.session(meant)).isEmpty();
      assertThat(world.session(unnamed)).isEmpty();
      assertThat(world.session(another)).isPresent();
      assertThat(world.session(strangers)).isPresent();
    }
    OidcSignIn.Done unnamed = enter(world, subject, "");
    Map<String, Object> unknown = Map.of("sid", "sid-c-" + subject, "sub", subject);
    assertThat(logout(world).backChannel(token(world, unknown))).isEqualTo(1);
    assertThat(world.session(unnamed)).isEmpty();
  }

  @OnBothDatabases
  void attackWithALogoutTokenThatComesAgain(Databases.Kind kind) {
    OidcWorld world = OidcWorld.shared(kind);
    world.enter(subject);
    String token = token(world, Map.of("sub", subject));
    assertThat(logout(world).backChannel(token)).isEqualTo(1);
    OidcSignIn.Done later = world.enter(subject);
    refusedField("logout_token", () -> logout(world).backChannel(token));
    world.broker().clock().advance(Duration.ofMinutes(5).minusMillis(999));
    world.broker().get(ExpiredSignIns.class).sweep();
    refusedField("logout_token", () -> logout(world).backChannel(token));
    assertThat(world.session(later)).isPresent();
    world.broker().clock().advance(Duration.ofMinutes(1));
    world.broker().get(ExpiredSignIns.class).sweep();
    assertThat(world.broker().count("logout_token")).isZero();
    refusedField("logout_token", () -> logout(world).backChannel(token)); // too old
  }

  @OnBothDatabases
  void ofOneTokenAtManyBrokersAtOnceOneIsHeeded(Databases.Kind kind) {
    OidcWorld world = OidcWorld.shared(kind);
    world.enter(subject);
    String token = token(world, Map.of("sub", subject));
    Race<Integer> race = Race.of(8, () -> logout(world).backChannel(token));
    assertThat(race.done()).containsExactly(1);
    assertThat(race.reasons()).containsOnly(Refusal.INVALID_FIELD);
  }

  /** A token that is heeded once must not be spent by an attempt that ended nothing. */
  @OnBothDatabases
  void whatCouldNotBeDoneIsNotNoted(Databases.Kind kind) {
    OidcWorld world = OidcWorld.shared(kind);
    OidcSignIn.Done done = world.enter(subject);
    String token = token(world, Map.of("sub", subject));
    assertThat(
            catchThrowable(
                () -> world.broker().withoutAuditLog(() -> logout(world).backChannel(token))))
        .isNotNull();
    assertThat(world.session(done)).isPresent();
    assertThat(logout(world).backChannel(token)).isEqualTo(1);
  }

  @OnBothDatabases
  void tokensAreNotNotedWithoutEnd(Databases.Kind kind) {
    OidcWorld world = OidcWorld.shared(kind);
    world.broker().clock().advance(Duration.ofMinutes(6));
    HeededLogouts few = new HeededLogouts(world.broker().clock(), 2);
    Transactions transactions = world.broker().get(Transactions.class);
    Instant until = world.broker().clock().instant().plusSeconds(60);
    for (byte number = 0; number < 2; number++) {
      byte[] digest = Sha256.of(new byte[] {number});
      transactions.run(em -> few.note(em, digest, until));
    }
    byte[] third = Sha256.of(new byte[] {2});
    assertThat(
            refused(Refusal.UNAVAILABLE, () -> transactions.run(em -> few.note(em, third, until)))
                .retryAfter())
        .isPresent();
    world.broker().clock().advance(Duration.ofSeconds(60));
    transactions.run(em -> few.note(em, third, until.plusSeconds(60)));
    assertThat(world.broker().count("logout_token")).isEqualTo(1);
  }

  /** What began after the token was issued is not what it means. */
  @OnBothDatabases
  void aSessionThatBeganLaterGoesOn(Databases.Kind kind) {
    OidcWorld world = OidcWorld.shared(kind);
    String token = token(world, Map.of("sub", subject));
    world.broker().clock().advance(Duration.ofSeconds(61));
    OidcSignIn.Done later = world.enter(subject);
    assertThat(logout(world).backChannel(token)).isZero();
    assertThat(world.session(later)).isPresent();
  }

  @OnBothDatabases
  void attackWithTokensThatAreNoLogoutTokens(Databases.Kind kind) {
    OidcWorld world = OidcWorld.shared(kind);
    OidcSignIn.Done done = world.enter(subject);
    long now = world.broker().clock().instant().getEpochSecond();
    Map<String, Object> whole = Map.of("sub", subject);
    for (Map<String, Object> lie :
        List.<Map<String, Object>>of(
            Map.of("nonce", "x"),
            Map.of("events", Map.of()),
            Map.of("events", List.of("http://schemas.openid.net/event/backchannel-logout")),
            Map.of("events", ""),
            Map.of("iss", "https://evil.example"),
            Map.of("aud", "other"),
            Map.of("aud", ""),
            Map.of("iat", now - 301),
            Map.of("iat", now + 61),
            Map.of("exp", now - 60),
            Map.of("jti", ""),
            Map.of("jti", 7),
            Map.of("sid", "x", "sub", "x".repeat(256)),
            Map.of("sub", ""))) {
      Map<String, Object> claims = new HashMap<>(whole);
      claims.putAll(lie);
      String token = token(world, claims);
      refusedField("logout_token", () -> logout(world).backChannel(token));
    }
    String otherType = world.issuer().token("at+jwt", claims(whole));
    refusedField("logout_token", () -> logout(world).backChannel(otherType));
    for (FakeIssuer.Signature signature : FakeIssuer.Signature.values()) {
      if (signature != FakeIssuer.Signature.HONEST) {
        world.issuer().signing(signature);
        String token = token(world, whole);
        refusedField("logout_token", () -> logout(world).backChannel(token));
      }
    }
    refusedField("logout_token", () -> logout(world).backChannel("x"));
    assertThat(world.session(done)).isPresent();
  }

  @OnBothDatabases
  void withoutAProviderThereIsNoBackChannel(Databases.Kind kind) {
    TestBroker broker = TestBroker.shared(kind);
    refused(Refusal.NOT_FOUND, () -> broker.get(OidcLogout.class).backChannel("x.y.z"));
    assertThat(broker.get(OidcProvider.class).buttonText()).isEmpty();
  }

  private static OidcSignIn.Done enter(OidcWorld world, String sid) {
    return enter(world, OidcWorld.subject("dave"), sid);
  }

  /** With an ID token of that sid; of none, if that is empty. */
  private static OidcSignIn.Done enter(OidcWorld world, String who, String sid) {
    world
        .issuer()
        .claiming(
            claims -> {
              claims.put("sid", sid);
              claims.values().removeIf(""::equals);
            });
    return world.enter(who);
  }

  private static String token(OidcWorld world, Map<String, Object> claims) {
    return world.issuer().token("logout+jwt", claims(claims));
  }

  private static Map<String, Object> claims(Map<String, Object> some) {
    Map<String, Object> all = new HashMap<>();
    all.put("aud", FakeIssuer.CLIENT);
    all.put("jti", Ids.next());
    all.put("events", EVENTS);
    all.putAll(some);
    return all;
  }

  private static OidcLogout logout(OidcWorld world) {
    return world.broker().get(OidcLogout.class);
  }
}
