package org.aipassport.identity;

import static org.aipassport.support.Refused.refused;
import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.aipassport.problems.Refusal;
import org.aipassport.support.Databases;
import org.aipassport.support.FakeIssuer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Everything that the provider, or somebody in its place, can say that does not hold. */
class LyingProviderTest {
  private final String subject = OidcWorld.subject("victim");
  private OidcWorld world;

  @BeforeEach
  void begin() {
    world = OidcWorld.shared(Databases.Kind.DERBY);
    assertThat(world.enter(OidcWorld.subject("honest"))).isNotNull();
  }

  @AfterEach
  void nobodyCameIn() {
    world.issuer().honest();
    assertThat(world.known(subject)).isZero();
  }

  @Test
  void attackWithTheNonceOfAnotherSignIn() {
    isUntrue(claims -> claims.put("nonce", "x".repeat(43)));
    isUntrue(claims -> claims.remove("nonce"));
    isUntrue(claims -> claims.put("nonce", List.of(claims.get("nonce"))));
  }

  @Test
  void attackWithATokenForAnotherClient() {
    isUntrue(claims -> claims.put("aud", "other"));
    isUntrue(claims -> claims.put("aud", List.of("other", "another")));
    isUntrue(claims -> claims.put("aud", List.of()));
    isUntrue(claims -> claims.remove("aud"));
  }

  @Test
  void attackWithATokenThatWasIssuedToAnotherClient() {
    isUntrue(claims -> claims.put("azp", "other"));
    isUntrue(claims -> claims.put("aud", List.of("broker", "other")));
    isUntrue(claims -> claims.put("azp", List.of("broker")));
  }

  @Test
  void attackWithATokenOfAnotherIssuer() {
    isUntrue(claims -> claims.put("iss", "https://evil.example"));
    isUntrue(claims -> claims.put("iss", world.issuer().issuer() + "/"));
    isUntrue(claims -> claims.remove("iss"));
  }

  @Test
  void attackWithAnExpiredToken() {
    long now = world.broker().clock().instant().getEpochSecond();
    isUntrue(claims -> claims.put("exp", now - 60));
    isUntrue(claims -> claims.remove("exp"));
    isUntrue(claims -> claims.put("exp", Long.toString(now + 300)));
    isUntrue(claims -> claims.put("exp", -1));
  }

  @Test
  void attackWithATokenOfTheFuture() {
    long now = world.broker().clock().instant().getEpochSecond();
    isUntrue(claims -> claims.put("iat", now + 61));
    isUntrue(claims -> claims.put("nbf", now + 61));
    isUntrue(claims -> claims.remove("iat"));
  }

  @Test
  void attackWithAnotherAccessToken() {
    isUntrue(claims -> claims.put("at_hash", "77QmUPtjPfzWtF2AnpK9RQ"));
    isUntrue(claims -> claims.put("at_hash", ""));
    world.issuer().claiming(claims -> {});
    world.issuer().answering(answer -> answer.put("access_token", "another"));
    refusedWith(Refusal.UPSTREAM_FAILED);
    world.issuer().answering(answer -> answer.remove("access_token"));
    refusedWith(Refusal.UPSTREAM_FAILED);
  }

  @Test
  void attackWithoutASubject() {
    isUntrue(claims -> claims.remove("sub"));
    isUntrue(claims -> claims.put("sub", ""));
    isUntrue(claims -> claims.put("sub", "x".repeat(256)));
    isUntrue(claims -> claims.put("sub", 7));
  }

  @Test
  void attackWithALogoutTokenInPlaceOfAnIdToken() {
    isUntrue(claims -> claims.put("events", Map.of("x", Map.of())));
  }

  @Test
  void attackWithoutAnIdToken() {
    world.issuer().answering(answer -> answer.remove("id_token"));
    refusedWith(Refusal.UPSTREAM_FAILED);
    world.issuer().answering(answer -> answer.put("id_token", "x.y.z"));
    refusedWith(Refusal.UPSTREAM_FAILED);
    world.issuer().answering(answer -> answer.put("id_token", 7));
    refusedWith(Refusal.UPSTREAM_FAILED);
  }

  @Test
  void attackWithAlgorithmNone() {
    signedBy(FakeIssuer.Signature.NONE);
  }

  @Test
  void attackWithAMacUnderThePublicKey() {
    signedBy(FakeIssuer.Signature.MAC_WITH_THE_PUBLIC_KEY);
  }

  @Test
  void attackWithAnotherKeyOfTheSameKid() {
    signedBy(FakeIssuer.Signature.ANOTHER_KEY_OF_THE_SAME_KID);
  }

  @Test
  void attackWithAKeyThatTheProviderDoesNotShow() {
    signedBy(FakeIssuer.Signature.A_KEY_THAT_IT_DOES_NOT_SHOW);
  }

  @Test
  void unknownKidsAskTheProviderOnceAMinute() {
    world.issuer().signing(FakeIssuer.Signature.A_KEY_THAT_IT_DOES_NOT_SHOW);
    world.broker().clock().advance(Duration.ofMinutes(1));
    int before = world.issuer().keyFetches();
    for (int i = 0; i < 5; i++) {
      refusedWith(Refusal.UPSTREAM_FAILED);
    }
    assertThat(world.issuer().keyFetches() - before).isEqualTo(1);
    world.broker().clock().advance(Duration.ofMinutes(1));
    refusedWith(Refusal.UPSTREAM_FAILED);
    assertThat(world.issuer().keyFetches() - before).isEqualTo(2);
  }

  @Test
  void aNewKeyOfTheProviderIsFetched() {
    world.broker().clock().advance(Duration.ofMinutes(1));
    world.issuer().rotate();
    assertThat(world.enter(OidcWorld.subject("honest"))).isNotNull();
  }

  @Test
  void attackWithARedirectOfTheTokenEndpoint() {
    world.issuer().behaving(FakeIssuer.Manner.REDIRECTING);
    refusedWith(Refusal.UPSTREAM_FAILED);
    assertThat(world.issuer().redirectsFollowed()).isZero();
  }

  @Test
  void attackWithAnAnswerWithoutEnd() {
    world.issuer().behaving(FakeIssuer.Manner.OVERSIZED);
    refusedWith(Refusal.UNAVAILABLE);
  }

  @Test
  void attackWithAnAnswerThatDoesNotCome() {
    world.issuer().behaving(FakeIssuer.Manner.SLOW);
    long start = System.nanoTime();
    refusedWith(Refusal.UNAVAILABLE);
    assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(11));
  }

  @Test
  void attackWithAnAnswerThatTwoReadersReadDifferently() {
    world.issuer().behaving(FakeIssuer.Manner.TWICE_THE_SAME_MEMBER);
    refusedWith(Refusal.UPSTREAM_FAILED);
    world.issuer().behaving(FakeIssuer.Manner.NOT_JSON);
    refusedWith(Refusal.UPSTREAM_FAILED);
  }

  @Test
  void aProviderThatFailsSignsNobodyIn() {
    world.issuer().behaving(FakeIssuer.Manner.FAILING);
    refusedWith(Refusal.UPSTREAM_FAILED);
  }

  @Test
  void attackWithTheAnswerOfAnotherProvider() {
    OidcSignIn.Started started = world.start();
    Map<String, String[]> answer = world.issuer().signIn(started.provider(), subject);
    answer.put("iss", new String[] {"https://evil.example"});
    refused(Refusal.UPSTREAM_FAILED, () -> world.finish(started, answer));
    OidcSignIn.Started second = world.start();
    Map<String, String[]> unnamed = world.issuer().signIn(second.provider(), subject);
    unnamed.remove("iss");
    refused(Refusal.UPSTREAM_FAILED, () -> world.finish(second, unnamed));
  }

  @Test
  void attackWithACodeOfAnotherSignIn() {
    OidcSignIn.Started attackers = world.start();
    Map<String, String[]> stolen = world.issuer().signIn(attackers.provider(), subject);
    OidcSignIn.Started own = world.start();
    Map<String, String[]> answer = world.issuer().signIn(own.provider(), "mallory");
    answer.put("code", stolen.get("code"));
    refused(Refusal.WRONG_STATE, () -> world.finish(own, answer)); // the PKCE verifier is another
  }

  @Test
  void aCodeThatNobodyIssuedIsRefused() {
    OidcSignIn.Started started = world.start();
    Map<String, String[]> answer = world.issuer().signIn(started.provider(), subject);
    answer.put("code", new String[] {"x"});
    refused(Refusal.WRONG_STATE, () -> world.finish(started, answer));
  }

  @Test
  void attackWithACodeWithoutEnd() {
    OidcSignIn.Started started = world.start();
    Map<String, String[]> answer = world.issuer().signIn(started.provider(), subject);
    answer.put("code", new String[] {"x".repeat(4_097)});
    refused(Refusal.MALFORMED, () -> world.finish(started, answer));
  }

  @Test
  void attackWithRepeatedParameters() {
    OidcSignIn.Started started = world.start();
    Map<String, String[]> answer = world.issuer().signIn(started.provider(), subject);
    answer.put("code", new String[] {answer.get("code")[0], "x"});
    refused(Refusal.MALFORMED, () -> world.finish(started, answer));
    refused(Refusal.WRONG_STATE, () -> world.finish(started, Map.of()));
  }

  @Test
  void anErrorOfTheProviderIsToldByItsCodeOnly() {
    OidcSignIn.Started started = world.start();
    Map<String, String[]> answer = world.issuer().signIn(started.provider(), subject);
    answer.remove("code");
    answer.put("error", new String[] {"access_denied"});
    answer.put("error_description", new String[] {"<b>call 0900</b>"});
    assertThat(refused(Refusal.FORBIDDEN, () -> world.finish(started, answer)).detail())
        .contains("access_denied")
        .doesNotContain("0900");
    OidcSignIn.Started second = world.start();
    Map<String, String[]> odd = world.issuer().signIn(second.provider(), subject);
    odd.remove("code");
    odd.put("error", new String[] {"<script>"});
    assertThat(refused(Refusal.FORBIDDEN, () -> world.finish(second, odd)).detail())
        .contains("unknown error")
        .doesNotContain("script");
  }

  @Test
  void attackWithMetadataThatNamesAnotherIssuerOrUnsafeAddresses() {
    for (Map<String, Object> lie :
        List.<Map<String, Object>>of(
            Map.of("issuer", "https://evil.example"),
            Map.of("issuer", world.issuer().issuer() + "/"),
            Map.of("token_endpoint", "http://10.0.0.1/token"),
            Map.of("token_endpoint", world.issuer().issuer() + "/token#x"),
            Map.of("authorization_endpoint", "javascript:alert(1)"),
            Map.of("jwks_uri", "file:///etc/passwd"),
            Map.of("jwks_uri", 7))) {
      world.broker().clock().advance(Duration.ofHours(2));
      world.issuer().describing(lie);
      refused(Refusal.UNAVAILABLE, () -> world.start());
    }
    world.issuer().honest();
    refused(Refusal.UNAVAILABLE, () -> world.start()); // it rests for five seconds
    world.broker().clock().advance(Duration.ofSeconds(5));
    assertThat(world.start()).isNotNull();
  }

  @Test
  void theProviderIsAskedBeforeBrowsersAreSentToIt() {
    world.start();
    int before = world.issuer().discoveries();
    world.start();
    world.start();
    assertThat(world.issuer().discoveries()).isEqualTo(before);
    world.broker().clock().advance(Duration.ofSeconds(10));
    world.start();
    assertThat(world.issuer().discoveries()).isEqualTo(before + 1);
  }

  private void isUntrue(Consumer<Map<String, Object>> lie) {
    world.issuer().claiming(lie);
    refusedWith(Refusal.UPSTREAM_FAILED);
  }

  private void signedBy(FakeIssuer.Signature signature) {
    world.issuer().signing(signature);
    refusedWith(Refusal.UPSTREAM_FAILED);
  }

  private void refusedWith(Refusal reason) {
    refused(reason, () -> world.enter(subject));
  }
}
