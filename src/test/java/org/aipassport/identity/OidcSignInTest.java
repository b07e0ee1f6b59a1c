package org.aipassport.identity;

import static org.aipassport.support.Refused.refused;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.nimbusds.oauth2.sdk.util.URLUtils;
import jakarta.persistence.EntityManager;
import jakarta.persistence.Query;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.aipassport.audit.AuditFact;
import org.aipassport.crypto.OpaqueSecrets;
import org.aipassport.crypto.SealBrokenException;
import org.aipassport.persistence.Transactions;
import org.aipassport.problems.Refusal;
import org.aipassport.support.Databases;
import org.aipassport.support.OnBothDatabases;
import org.aipassport.support.Persons;
import org.aipassport.support.Race;
import org.aipassport.support.TestGrants;
import org.aipassport.values.ProviderKeyId;
import org.aipassport.values.SecretText;

class OidcSignInTest {
  private final String subject = OidcWorld.subject("bob");

  @OnBothDatabases
  void somebodyNewSignsInAndIsAnOwnerWithAnAccountOfTheirOwn(Databases.Kind kind) {
    OidcWorld world = OidcWorld.shared(kind);
    world.issuer().claiming(claims -> claims.put("name", "Bob\u202e \u0000Builder"));
    OidcSignIn.Done done = world.enter(subject);
    Session session = world.session(done).orElseThrow();
    assertThat(session.method()).isEqualTo(SignInMethod.OIDC);
    assertThat(session.caller().username()).isEqualTo(subject);
    assertThat(session.caller().displayName()).contains("Bob Builder");
    assertThat(session.caller().roles()).containsExactly(Role.OWNER);
    assertThat(session.caller().account()).isNotEqualTo(world.broker().claim().account());
    assertThat(TestGrants.events(world.broker(), session.caller().id().value()))
        .containsExactly("person.created");
    assertThat(world.enter(subject).begun().session().caller().id())
        .isEqualTo(session.caller().id());
    assertThat(world.known(subject)).isEqualTo(1);
  }

  /** Whoever finds a browser unlocked that the provider knows only has to go there and back. */
  @OnBothDatabases
  void attackWithABrowserThatTheProviderKnows(Databases.Kind kind) {
    OidcWorld world = OidcWorld.shared(kind);
    Instant now = world.broker().clock().instant();
    Instant typed = now.minus(Duration.ofHours(1)).truncatedTo(ChronoUnit.SECONDS);
    world.issuer().claiming(claims -> claims.put("auth_time", typed.getEpochSecond()));
    Session session = world.session(world.enter(subject)).orElseThrow();
    assertThat(session.authenticatedAt()).isEqualTo(typed);
    assertThat(session.isFresh(now, Duration.ofMinutes(10))).isFalse();
    world.issuer().claiming(claims -> claims.remove("auth_time"));
    Session unsaid = world.session(world.enter(subject)).orElseThrow();
    assertThat(unsaid.isFresh(now, Duration.ofMinutes(10))).isFalse();
    world.issuer().claiming(claims -> claims.put("auth_time", now.getEpochSecond() + 3_600));
    Session ahead = world.session(world.enter(subject)).orElseThrow();
    assertThat(ahead.authenticatedAt()).isEqualTo(ahead.createdAt());
  }

  @OnBothDatabases
  void theRequestAsksForACodeWithPkceStateAndNonce(Databases.Kind kind) {
    OidcWorld world = OidcWorld.shared(kind);
    Map<String, List<String>> asked =
        URLUtils.parseParameters(world.start().provider().getRawQuery());
    assertThat(asked.get("response_type")).containsExactly("code");
    assertThat(asked.get("client_id")).containsExactly("broker");
    assertThat(asked.get("code_challenge_method")).containsExactly("S256");
    assertThat(asked.get("code_challenge").get(0)).hasSize(43);
    assertThat(asked.get("state").get(0)).hasSize(43);
    assertThat(asked.get("nonce").get(0)).hasSize(43);
    assertThat(asked.get("scope")).containsExactly("openid profile email");
    assertThat(asked.get("redirect_uri")).containsExactly("http://localhost:8080/ui/oidc/callback");
    assertThat(asked).doesNotContainKey("prompt");
  }

  @OnBothDatabases
  void attackWithTheNameOfALocalAccount(Databases.Kind kind) {
    OidcWorld world = OidcWorld.shared(kind);
    Caller alice = world.broker().claim();
    world.issuer().claiming(claims -> claims.put("preferred_username", "ALICE"));
    Caller other = world.enter(subject).begun().session().caller();
    assertThat(other.id()).isNotEqualTo(alice.id());
    assertThat(other.account()).isNotEqualTo(alice.account());
    assertThat(other.username()).startsWith("ALICE-");
    assertThat(other.roles()).containsExactly(Role.OWNER);
  }

  @OnBothDatabases
  void attackWithStateOfNobodyOrNone(Databases.Kind kind) {
    OidcWorld world = OidcWorld.shared(kind);
    OidcSignIn.Started started = world.start();
    Map<String, String[]> answer = world.issuer().signIn(started.provider(), subject);
    for (String state : List.of(OpaqueSecrets.next("").reveal(), "", "x")) {
      Map<String, String[]> other = new TreeMap<>(answer);
      other.put("state", new String[] {state});
      refused(Refusal.WRONG_STATE, () -> world.finish(started, other));
    }
    answer.remove("state");
    refused(Refusal.WRONG_STATE, () -> world.finish(started, answer));
    assertThat(world.known(subject)).isZero();
  }

  @OnBothDatabases
  void attackWithAnAnswerPlantedInAnotherBrowser(Databases.Kind kind) {
    OidcWorld world = OidcWorld.shared(kind);
    OidcSignIn.Started attackers = world.start();
    OidcSignIn.Started victims = world.start();
    Map<String, String[]> answer = world.issuer().signIn(attackers.provider(), "mallory");
    refused(Refusal.WRONG_STATE, () -> world.finish(victims, answer));
    refused(
        Refusal.WRONG_STATE,
        () -> world.signIn().finish(answer, Optional.empty(), OidcWorld.HERE, "test"));
    assertThat(world.session(world.finish(attackers, answer))).isPresent();
  }

  @OnBothDatabases
  void attackWithAnAnswerThatComesTwice(Databases.Kind kind) {
    OidcWorld world = OidcWorld.shared(kind);
    OidcSignIn.Started started = world.start();
    Map<String, String[]> answer = world.issuer().signIn(started.provider(), subject);
    Race<OidcSignIn.Done> race = Race.of(8, () -> world.finish(started, answer));
    assertThat(race.done()).hasSize(1);
    assertThat(race.refused()).hasSize(7);
    refused(Refusal.WRONG_STATE, () -> world.finish(started, answer));
  }

  /** The provider would redeem each of the codes: that the state is spent must be enough. */
  @OnBothDatabases
  void attackWithOneStateAndManyCodes(Databases.Kind kind) {
    OidcWorld world = OidcWorld.shared(kind);
    OidcSignIn.Started started = world.start();
    List<Map<String, String[]>> answers =
        Stream.generate(() -> world.issuer().signIn(started.provider(), subject)).limit(4).toList();
    Race<OidcSignIn.Done> race =
        Race.of(4, number -> () -> world.finish(started, answers.get(number)));
    assertThat(race.done()).hasSize(1);
    assertThat(race.reasons()).containsOnly(Refusal.WRONG_STATE);
    refused(
        Refusal.WRONG_STATE,
        () -> world.finish(started, world.issuer().signIn(started.provider(), subject)));
  }

  @OnBothDatabases
  void aSignInThatTookTooLongIsOver(Databases.Kind kind) {
    OidcWorld world = OidcWorld.shared(kind);
    OidcSignIn.Started started = world.start();
    Map<String, String[]> answer = world.issuer().signIn(started.provider(), subject);
    world.broker().clock().advance(OidcSignIn.LIFETIME);
    refused(Refusal.WRONG_STATE, () -> world.finish(started, answer));
    world.start();
    assertThat(world.broker().count("oidc_attempt")).isEqualTo(1);
  }

  @OnBothDatabases
  void whatNobodyCameBackFromIsSweptAway(Databases.Kind kind) {
    OidcWorld world = OidcWorld.shared(kind);
    world.start();
    world.broker().clock().advance(OidcSignIn.LIFETIME.minusMillis(1));
    world.broker().get(ExpiredSignIns.class).sweep();
    assertThat(world.broker().count("oidc_attempt")).isEqualTo(1);
    world.broker().clock().advance(Duration.ofMillis(1));
    world.broker().get(ExpiredSignIns.class).sweep();
    assertThat(world.broker().count("oidc_attempt")).isZero();
  }

  @OnBothDatabases
  void twoTabsOfOneBrowserSignInBesideEachOther(Databases.Kind kind) {
    OidcWorld world = OidcWorld.shared(kind);
    OidcSignIn.Started first = world.start();
    OidcSignIn.Started second =
        world.signIn().start("/ui/inbox", false, Optional.of(first.browser()), OidcWorld.HERE);
    assertThat(second.browser()).isEqualTo(first.browser());
    assertThat(world.finish(second, world.issuer().signIn(second.provider(), subject)).returnPath())
        .isEqualTo("/ui/inbox");
    assertThat(world.finish(first, world.issuer().signIn(first.provider(), subject)).returnPath())
        .isEmpty();
  }

  @OnBothDatabases
  void attackWithACookieOfTheAttackersForm(Databases.Kind kind) {
    OidcWorld world = OidcWorld.shared(kind);
    SecretText planted = new SecretText("aip_oidc_short");
    assertThat(world.signIn().start("", false, Optional.of(planted), OidcWorld.HERE).browser())
        .isNotEqualTo(planted);
  }

  @OnBothDatabases
  void attackWithTheSealedRowOfAnotherSignIn(Databases.Kind kind) {
    OidcWorld world = OidcWorld.shared(kind);
    OidcSignIn.Started started = world.start();
    OidcSignIn.Started other = world.start();
    Object sealed =
        world
            .broker()
            .sql("SELECT sealed FROM oidc_attempt WHERE digest = ? ", digest(other))
            .get(0)
            .get(0);
    assertThat(
            world
                .broker()
                .execute(
                    "UPDATE oidc_attempt SET sealed = ? WHERE digest = ? ",
                    sealed,
                    digest(started)))
        .isEqualTo(1);
    assertThatThrownBy(
            () -> world.finish(started, world.issuer().signIn(started.provider(), subject)))
        .isInstanceOf(SealBrokenException.class);
  }

  private static byte[] digest(OidcSignIn.Started started) {
    String state = URLUtils.parseParameters(started.provider().getRawQuery()).get("state").get(0);
    return OpaqueSecrets.digest(new SecretText(state));
  }

  /** What somebody at the same address begins and never ends must not keep others there out. */
  @OnBothDatabases
  void ofOneAddressTheOldestIsGivenUp(Databases.Kind kind) {
    OidcWorld world = OidcWorld.shared(kind);
    world.broker().clock().advance(OidcSignIn.LIFETIME); // what others began is over
    OidcSignIn.Started oldest = world.start();
    world.broker().clock().advance(Duration.ofSeconds(1));
    OidcSignIn.Started second = world.start();
    world.broker().clock().advance(Duration.ofSeconds(1));
    for (int i = 0; i < 99; i++) {
      world.start();
    }
    assertThat(world.broker().count("oidc_attempt")).isEqualTo(100);
    assertThat(isUnderWay(world, oldest)).isFalse();
    assertThat(isUnderWay(world, second)).isTrue();
    world.finish(second, world.issuer().signIn(second.provider(), subject));
  }

  /** Whoever has very many addresses gives up their own first. */
  @OnBothDatabases
  void ofAllAddressesTheOldestOfTheFullestIsGivenUp(Databases.Kind kind) {
    OidcWorld world = OidcWorld.shared(kind);
    world.broker().clock().advance(OidcSignIn.LIFETIME); // what others began is over
    OidcSignIn.Started oldest = world.start();
    world.broker().clock().advance(Duration.ofSeconds(1));
    world.broker().get(Transactions.class).run(em -> begin(em, 19_999, world));
    OidcSignIn.Started newest = world.start();
    assertThat(world.broker().count("oidc_attempt")).isEqualTo(20_000);
    assertThat(isUnderWay(world, oldest)).isTrue();
    assertThat(isUnderWay(world, newest)).isTrue();
    world.broker().clock().advance(OidcSignIn.LIFETIME);
    world.start();
    assertThat(world.broker().count("oidc_attempt")).isEqualTo(1);
  }

  private static boolean isUnderWay(OidcWorld world, OidcSignIn.Started started) {
    return world.broker().count("oidc_attempt WHERE digest = ? ", (Object) digest(started)) == 1;
  }

  private static void begin(EntityManager em, int many, OidcWorld world) {
    byte[] unknown = new byte[32];
    Query row =
        em.createNativeQuery(
                "INSERT INTO oidc_attempt (digest, browser, bucket, kek_id, sealed, expires_at)"
                    + " VALUES ( ? , ? , 'elsewhere', 'none', ? , ? )")
            .setParameter(2, unknown)
            .setParameter(3, unknown)
            .setParameter(4, world.broker().clock().instant().plusSeconds(60).toEpochMilli());
    for (int i = 0; i < many; i++) {
      row.setParameter(1, ByteBuffer.allocate(32).putInt(i).array()).executeUpdate();
    }
  }

  @OnBothDatabases
  void nobodySignsInBeforeTheFirstOwner(Databases.Kind kind) {
    try (OidcWorld world = OidcWorld.unclaimed(kind)) {
      refused(Refusal.WRONG_STATE, world::start);
    }
  }

  @OnBothDatabases
  void somebodyWhoIsDisabledIsRefused(Databases.Kind kind) {
    OidcWorld world = OidcWorld.shared(kind);
    Caller bob = world.enter(subject).begun().session().caller();
    world.broker().execute("UPDATE person SET disabled_at = 1 WHERE id = ? ", bob.id().value());
    refused(Refusal.FORBIDDEN, () -> world.enter(subject));
    world.broker().clock().advance(Duration.ofSeconds(5));
    refused(Refusal.FORBIDDEN, () -> world.enter(subject));
  }

  @OnBothDatabases
  void rolesFollowTheGroupsAtEachSignIn(Databases.Kind kind) {
    OidcWorld world = OidcWorld.sharedWithGroups(kind);
    world.issuer().claiming(claims -> claims.put("groups", List.of("people", "/ops", "x")));
    OidcSignIn.Done earlier = world.enter(subject);
    Caller bob = earlier.begun().session().caller();
    assertThat(bob.roles()).containsExactlyInAnyOrder(Role.OWNER, Role.OPERATOR);
    world.issuer().claiming(claims -> claims.put("groups", List.of("control")));
    world.broker().clock().advance(Duration.ofSeconds(2));
    assertThat(world.enter(subject).begun().session().caller().roles())
        .containsExactly(Role.AUDITOR);
    assertThat(world.session(earlier).orElseThrow().caller().roles()).containsExactly(Role.AUDITOR);
    assertThat(TestGrants.events(world.broker(), bob.id().value()))
        .containsExactlyInAnyOrder("person.created", "person.roles_changed");
    String first = world.broker().claim().id().value();
    assertThat(world.broker().one("SELECT roles FROM person WHERE id = ? ", first))
        .isEqualTo("OWNER,OPERATOR");
  }

  @OnBothDatabases
  void whomTheGroupsMakeAnOwnerNoMoreHasNoGrantAnyMore(Databases.Kind kind) {
    OidcWorld world = OidcWorld.sharedWithGroups(kind);
    world.issuer().claiming(claims -> claims.put("groups", List.of("people")));
    Caller bob = world.enter(subject).begun().session().caller();
    ProviderKeyId unused = Persons.key(world.broker(), bob);
    String grant = TestGrants.approved(world.broker(), bob, "").id().value();
    world.broker().clock().advance(Duration.ofSeconds(2));
    world.enter(subject);
    assertThat(status(world, grant)).isEqualTo("APPROVED");
    world.issuer().claiming(claims -> claims.put("groups", List.of("control")));
    world.broker().clock().advance(Duration.ofSeconds(2));
    world.enter(subject);
    assertThat(status(world, grant)).isEqualTo("FROZEN");
    assertThat(
            world
                .broker()
                .one(
                    "SELECT actor FROM audit_event WHERE subject = ? AND type = 'grant.frozen'",
                    grant))
        .isEqualTo(AuditFact.BROKER);
  }

  @OnBothDatabases
  void whoIsInNoneOfTheGroupsAnyMoreHasNeitherGrantsNorSessionsAnyMore(Databases.Kind kind) {
    OidcWorld world = OidcWorld.sharedWithGroups(kind);
    world.issuer().claiming(claims -> claims.put("groups", List.of("people")));
    OidcSignIn.Done earlier = world.enter(subject);
    Caller bob = earlier.begun().session().caller();
    ProviderKeyId unused = Persons.key(world.broker(), bob);
    String grant = TestGrants.approved(world.broker(), bob, "").id().value();
    world.issuer().honest(); // says nothing of groups: there are none
    for (int again = 0; again < 2; again++) {
      world.broker().clock().advance(Duration.ofSeconds(2));
      refused(Refusal.FORBIDDEN, () -> world.enter(subject));
    }
    assertThat(status(world, grant)).isEqualTo("FROZEN");
    assertThat(roles(world, bob)).isEmpty();
    assertThat(world.session(earlier)).isEmpty();
    assertThat(TestGrants.events(world.broker(), bob.id().value()))
        .containsExactlyInAnyOrder(
            "person.created", "person.roles_changed", "person.signed_out_everywhere");
    assertThat(TestGrants.events(world.broker(), grant)).contains("grant.frozen");
    world.issuer().claiming(claims -> claims.put("groups", List.of("people")));
    world.broker().clock().advance(Duration.ofSeconds(2));
    assertThat(world.enter(subject).begun().session().caller().roles()).containsExactly(Role.OWNER);
    assertThat(status(world, grant)).isEqualTo("FROZEN");
  }

  @OnBothDatabases
  void withoutTheAuditLogTheLossOfAllGroupsEndsNothing(Databases.Kind kind) {
    OidcWorld world = OidcWorld.sharedWithGroups(kind);
    world.issuer().claiming(claims -> claims.put("groups", List.of("people")));
    OidcSignIn.Done earlier = world.enter(subject);
    Caller bob = earlier.begun().session().caller();
    ProviderKeyId unused = Persons.key(world.broker(), bob);
    String grant = TestGrants.approved(world.broker(), bob, "").id().value();
    world.issuer().claiming(claims -> claims.put("groups", List.of()));
    world.broker().clock().advance(Duration.ofSeconds(2));
    OidcSignIn.Started started = world.start();
    Map<String, String[]> answer = world.issuer().signIn(started.provider(), subject);
    world
        .broker()
        .withoutAuditLog(
            () ->
                assertThatThrownBy(() -> world.finish(started, answer))
                    .isInstanceOf(RuntimeException.class));
    assertThat(status(world, grant)).isEqualTo("APPROVED");
    assertThat(roles(world, bob)).isEqualTo("OWNER");
    assertThat(world.session(earlier)).isPresent();
  }

  /** A provider with too many groups for a token names a place to ask; others may be at fault. */
  @OnBothDatabases
  void aTokenThatLeavesTheGroupsOpenIsRefusedAndEndsNothing(Databases.Kind kind) {
    OidcWorld world = OidcWorld.sharedWithGroups(kind);
    world.issuer().claiming(claims -> claims.put("groups", List.of("people")));
    Caller bob = world.enter(subject).begun().session().caller();
    for (Map<String, Object> gap :
        List.<Map<String, Object>>of(
            Map.of("_claim_names", Map.of("groups", "src1")),
            Map.of("groups", 7),
            Map.of("groups", Map.of()))) {
      world.issuer().claiming(claims -> claims.putAll(gap));
      world.broker().clock().advance(Duration.ofSeconds(2));
      refused(Refusal.FORBIDDEN, () -> world.enter(subject));
      assertThat(roles(world, bob)).as(gap.toString()).isEqualTo("OWNER");
    }
  }

  private static String status(OidcWorld world, String grant) {
    String query = "SELECT status FROM access_grant WHERE id = ? ";
    return world.broker().one(query, grant).toString();
  }

  private static String roles(OidcWorld world, Caller person) {
    String query = "SELECT roles FROM person WHERE id = ? ";
    return world.broker().one(query, person.id().value()).toString();
  }

  @OnBothDatabases
  void theLastOperatorStaysOneWhateverTheGroupsSay(Databases.Kind kind) {
    OidcWorld world = OidcWorld.sharedWithGroups(kind);
    String alice = world.broker().claim().id().value();
    world.issuer().claiming(claims -> claims.put("groups", List.of("people", "/ops")));
    Caller bob = world.enter(subject).begun().session().caller();
    String others = "UPDATE person SET roles = ? WHERE id <> ? AND roles LIKE '%OPERATOR%'";
    world.broker().execute(others, "OWNER", bob.id().value());
    try {
      world.issuer().claiming(claims -> claims.put("groups", List.of("people")));
      world.broker().clock().advance(Duration.ofSeconds(2));
      assertThat(world.enter(subject).begun().session().caller().roles())
          .containsExactlyInAnyOrder(Role.OWNER, Role.OPERATOR);
    } finally {
      world.broker().execute("UPDATE person SET roles = 'OWNER,OPERATOR' WHERE id = ? ", alice);
    }
    world.broker().clock().advance(Duration.ofSeconds(2));
    assertThat(world.enter(subject).begun().session().caller().roles()).containsExactly(Role.OWNER);
  }

  @OnBothDatabases
  void whoIsInNoneOfTheGroupsIsRefused(Databases.Kind kind) {
    OidcWorld world = OidcWorld.sharedWithGroups(kind);
    for (Object groups : new Object[] {List.of(), List.of("People"), "peopl", 7, Map.of()}) {
      world.issuer().claiming(claims -> claims.put("groups", groups));
      refused(Refusal.FORBIDDEN, () -> world.enter(subject));
    }
    assertThat(world.known(subject)).isZero();
  }

  @OnBothDatabases
  void rolesThatAnOperatorGaveStayWhereGroupsDoNotDecide(Databases.Kind kind) {
    OidcWorld world = OidcWorld.shared(kind);
    Caller bob = world.enter(subject).begun().session().caller();
    world
        .broker()
        .execute("UPDATE person SET roles = 'OWNER,OPERATOR' WHERE id = ? ", bob.id().value());
    world.broker().clock().advance(Duration.ofSeconds(2));
    assertThat(world.enter(subject).begun().session().caller().roles())
        .containsExactlyInAnyOrder(Role.OWNER, Role.OPERATOR);
  }

  @OnBothDatabases
  void peopleOfOneNameWhoComeAtOnceAllGetIn(Databases.Kind kind) {
    OidcWorld world = OidcWorld.shared(kind);
    world.issuer().claiming(claims -> claims.put("preferred_username", subject));
    Race<OidcSignIn.Done> race = Race.of(4, number -> () -> world.enter(subject + number));
    assertThat(race.refused()).isEmpty();
    assertThat(race.done())
        .extracting(done -> done.begun().session().caller().username())
        .containsExactlyInAnyOrder(subject, subject + "-2", subject + "-3", subject + "-4");
  }

  @OnBothDatabases
  void onePersonWhoComesTwiceAtOnceIsOnePerson(Databases.Kind kind) {
    OidcWorld world = OidcWorld.shared(kind);
    Race<OidcSignIn.Done> race = Race.of(4, () -> world.enter(subject));
    assertThat(race.refused()).isEmpty();
    assertThat(race.done())
        .extracting(done -> done.begun().session().caller().id())
        .containsOnly(race.done().get(0).begun().session().caller().id());
    assertThat(world.known(subject)).isEqualTo(1);
  }

  @OnBothDatabases
  void withoutTheAuditLogNobodyIsSignedIn(Databases.Kind kind) {
    OidcWorld world = OidcWorld.shared(kind);
    OidcSignIn.Started started = world.start();
    Map<String, String[]> answer = world.issuer().signIn(started.provider(), subject);
    long sessions = world.broker().count("user_session");
    world
        .broker()
        .withoutAuditLog(
            () ->
                assertThatThrownBy(() -> world.finish(started, answer))
                    .isInstanceOf(RuntimeException.class));
    assertThat(world.known(subject)).isZero();
    assertThat(world.broker().count("user_session")).isEqualTo(sessions);
  }

  @OnBothDatabases
  void neitherTokensNorStateNorNonceNorVerifierLieInTheDatabase(Databases.Kind kind) {
    OidcWorld world = OidcWorld.shared(kind);
    OidcSignIn.Started waiting = world.start();
    Map<String, List<String>> asked = URLUtils.parseParameters(waiting.provider().getRawQuery());
    world.enter(subject);
    assertThat(world.broker().dump())
        .doesNotContain(asked.get("state").get(0))
        .doesNotContain(asked.get("nonce").get(0))
        .doesNotContain(waiting.browser().reveal().substring(9))
        .doesNotContainPattern("eyJ[A-Za-z0-9_-]+\\.eyJ");
  }

  @OnBothDatabases
  void whoMustTypeTheirCredentialsIsAskedAndChecked(Databases.Kind kind) {
    OidcWorld world = OidcWorld.shared(kind);
    OidcSignIn.Started started = world.signIn().start("", true, Optional.empty(), OidcWorld.HERE);
    Map<String, List<String>> asked = URLUtils.parseParameters(started.provider().getRawQuery());
    assertThat(asked.get("prompt")).containsExactly("login");
    assertThat(asked.get("max_age")).containsExactly("0");
    assertThat(world.finish(started, world.issuer().signIn(started.provider(), subject)))
        .isNotNull();
    world
        .issuer()
        .claiming(claims -> claims.merge("auth_time", -3600L, (a, b) -> (Long) a + (Long) b));
    OidcSignIn.Started again = world.signIn().start("", true, Optional.empty(), OidcWorld.HERE);
    refused(
        Refusal.UPSTREAM_FAILED,
        () -> world.finish(again, world.issuer().signIn(again.provider(), subject)));
    world.issuer().claiming(claims -> claims.remove("auth_time"));
    OidcSignIn.Started third = world.signIn().start("", true, Optional.empty(), OidcWorld.HERE);
    refused(
        Refusal.UPSTREAM_FAILED,
        () -> world.finish(third, world.issuer().signIn(third.provider(), subject)));
  }
}
