package org.aipassport.crypto;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.aipassport.support.Refused.refused;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.nimbusds.jose.JOSEObjectType;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.JWSObject;
import com.nimbusds.jose.JWSSigner;
import com.nimbusds.jose.Payload;
import com.nimbusds.jose.crypto.ECDSASigner;
import com.nimbusds.jose.crypto.MACSigner;
import com.nimbusds.jose.crypto.RSASSASigner;
import com.nimbusds.jose.jwk.Curve;
import com.nimbusds.jose.jwk.ECKey;
import com.nimbusds.jose.jwk.JWK;
import com.nimbusds.jose.jwk.JWKSet;
import com.nimbusds.jose.jwk.KeyUse;
import com.nimbusds.jose.jwk.OctetSequenceKey;
import com.nimbusds.jose.jwk.RSAKey;
import com.nimbusds.jose.jwk.gen.ECKeyGenerator;
import com.nimbusds.jose.jwk.gen.RSAKeyGenerator;
import java.net.URI;
import java.util.Base64;
import java.util.List;
import java.util.Set;
import org.aipassport.problems.Refusal;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ForeignTokensTest {
  private static final String CLAIMS = "{\"iss\":\"https://id.example\"}";

  private static RSAKey rsa;
  private static RSAKey otherRsa;
  private static ECKey p256;
  private static ECKey p384;
  private static ECKey p521;
  private static ForeignKeys keys;

  @BeforeAll
  static void makeKeys() throws Exception {
    rsa = new RSAKeyGenerator(2048).keyID("r").generate();
    otherRsa = new RSAKeyGenerator(2048).keyID("r").generate();
    p256 = new ECKeyGenerator(Curve.P_256).keyID("e256").generate();
    p384 = new ECKeyGenerator(Curve.P_384).keyID("e384").generate();
    p521 = new ECKeyGenerator(Curve.P_521).keyID("e521").generate();
    keys = publicSet(rsa, p256, p384, p521);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"RS256", "RS384", "RS512", "PS256", "PS384", "PS512", "ES256", "ES384", "ES512"})
  void aTokenOfEveryListedAlgorithmIsRead(String alg) throws Exception {
    JWK key =
        switch (alg) {
          case "ES256" -> p256;
          case "ES384" -> p384;
          case "ES512" -> p521;
          default -> rsa;
        };
    ForeignTokens.Verified verified = ForeignTokens.verify(keys, signed(alg, key));
    assertThat(new String(verified.claims(), UTF_8)).isEqualTo(CLAIMS);
    assertThat(verified.alg()).isEqualTo(alg);
    assertThat(verified.typ()).isEmpty();
  }

  @Test
  void theTypeIsToldWithoutItsPrefixAndInLowerCase() throws Exception {
    JWSHeader header =
        new JWSHeader.Builder(JWSAlgorithm.RS256)
            .keyID("r")
            .type(new JOSEObjectType("application/Logout+JWT"))
            .build();
    assertThat(ForeignTokens.verify(keys, signed(header, new RSASSASigner(rsa))).typ())
        .isEqualTo("logout+jwt");
  }

  @Test
  void attackWithAlgorithmNone() {
    String none = b64("{\"alg\":\"none\",\"kid\":\"r\"}") + "." + b64(CLAIMS) + ".";
    refusedToken(none);
    refusedToken(none + "AAAA");
    refusedToken(b64("{\"alg\":\"NONE\",\"kid\":\"r\"}") + "." + b64(CLAIMS) + ".AAAA");
  }

  @Test
  void attackWithAMacUnderThePublicKey() throws Exception {
    JWSHeader header = new JWSHeader.Builder(JWSAlgorithm.HS256).keyID("r").build();
    for (byte[] secret :
        List.of(
            rsa.toRSAPublicKey().getEncoded(),
            pem(rsa.toRSAPublicKey().getEncoded()).getBytes(UTF_8),
            rsa.toPublicJWK().toJSONString().getBytes(UTF_8))) {
      refusedToken(signed(header, new MACSigner(secret)));
    }
  }

  @Test
  void attackWithASecretInTheSet() throws Exception {
    byte[] secret = new byte[32];
    OctetSequenceKey oct = new OctetSequenceKey.Builder(secret).keyID("s").build();
    ForeignKeys withSecret =
        ForeignKeys.ofJwkSet(new JWKSet(List.of(oct, rsa.toPublicJWK())).toString(false));
    JWSHeader header = new JWSHeader.Builder(JWSAlgorithm.HS256).keyID("s").build();
    String token = signed(header, new MACSigner(secret));
    refused(Refusal.CREDENTIALS_INVALID, () -> ForeignTokens.verify(withSecret, token));
  }

  @Test
  void attackWithAnotherKeyOfTheSameKid() throws Exception {
    refusedToken(signed("RS256", otherRsa));
  }

  @Test
  void attackWithAKeyOfItsOwnInTheHeader() throws Exception {
    JWSHeader header =
        new JWSHeader.Builder(JWSAlgorithm.RS256)
            .keyID("r")
            .jwk(otherRsa.toPublicJWK())
            .jwkURL(URI.create("https://evil.example/keys"))
            .x509CertURL(URI.create("https://evil.example/cert"))
            .build();
    refusedToken(signed(header, new RSASSASigner(otherRsa)));
  }

  @Test
  void attackWithAnExtensionThatMustBeUnderstood() throws Exception {
    JWSHeader header =
        new JWSHeader.Builder(JWSAlgorithm.RS256)
            .keyID("r")
            .criticalParams(Set.of("exp"))
            .customParam("exp", 1)
            .build();
    refusedToken(signed(header, new RSASSASigner(rsa)));
  }

  @Test
  void attackWithAnUnencodedPayload() throws Exception {
    JWSHeader header =
        new JWSHeader.Builder(JWSAlgorithm.RS256)
            .keyID("r")
            .base64URLEncodePayload(false)
            .criticalParams(Set.of("b64"))
            .build();
    JWSObject object = new JWSObject(header, new Payload(b64(CLAIMS)));
    object.sign(new RSASSASigner(rsa));
    refusedToken(header.toBase64URL() + "." + b64(CLAIMS) + "." + object.getSignature());
  }

  @Test
  void attackWithTheAlgorithmOfAnotherCurveOrType() throws Exception {
    String token = signed("ES256", p256);
    for (String header :
        List.of(
            "{\"alg\":\"ES384\",\"kid\":\"e256\"}",
            "{\"alg\":\"ES256\",\"kid\":\"e384\"}",
            "{\"alg\":\"RS256\",\"kid\":\"e256\"}",
            "{\"alg\":\"ES256\",\"kid\":\"r\"}",
            "{\"alg\":\"ES256K\",\"kid\":\"e256\"}",
            "{\"alg\":\"EdDSA\",\"kid\":\"e256\"}")) {
      refusedToken(b64(header) + token.substring(token.indexOf('.')));
    }
  }

  @Test
  void attackWithAnAllZeroSignature() throws Exception {
    String token = signed("ES256", p256);
    String zeros = Base64.getUrlEncoder().withoutPadding().encodeToString(new byte[64]);
    refusedToken(token.substring(0, token.lastIndexOf('.') + 1) + zeros);
  }

  @Test
  void attackWithOtherClaimsUnderAGoodSignature() throws Exception {
    String[] parts = signed("RS256", rsa).split("\\.");
    refusedToken(parts[0] + "." + b64("{\"iss\":\"https://evil.example\"}") + "." + parts[2]);
  }

  @Test
  void attackWithAKeyForEncryption() throws Exception {
    RSAKey forEncryption = new RSAKey.Builder(rsa).keyUse(KeyUse.ENCRYPTION).build();
    assertThatThrownBy(() -> publicSet(forEncryption)).isInstanceOf(IllegalArgumentException.class);
    ForeignKeys both = publicSet(forEncryption, p256);
    String token = signed("RS256", rsa);
    refused(Refusal.CREDENTIALS_INVALID, () -> ForeignTokens.verify(both, token));
  }

  @Test
  void attackWithTheWrongAlgorithmForAKeyThatNamesOne() throws Exception {
    ForeignKeys only = publicSet(new RSAKey.Builder(rsa).algorithm(JWSAlgorithm.PS256).build());
    String token = signed("RS256", rsa);
    refused(Refusal.CREDENTIALS_INVALID, () -> ForeignTokens.verify(only, token));
    assertThat(ForeignTokens.verify(only, signed("PS256", rsa))).isNotNull();
  }

  @Test
  void aTokenWithoutKidIsReadOnlyIfOneKeyFits() throws Exception {
    JWSHeader header = new JWSHeader(JWSAlgorithm.RS256);
    String token = signed(header, new RSASSASigner(rsa));
    assertThat(ForeignTokens.verify(keys, token)).isNotNull();
    ForeignKeys two = publicSet(rsa, new RSAKey.Builder(otherRsa).keyID("q").build());
    refused(Refusal.CREDENTIALS_INVALID, () -> ForeignTokens.verify(two, token));
  }

  @Test
  void aKidThatNobodyHasMayMeanANewKey() throws Exception {
    ForeignKeys without = publicSet(p256);
    assertThat(ForeignTokens.mayBeBy(without, signed("RS256", rsa))).isFalse();
    assertThat(ForeignTokens.mayBeBy(keys, signed("RS256", rsa))).isTrue();
    refused(Refusal.CREDENTIALS_INVALID, () -> ForeignTokens.mayBeBy(without, "x"));
  }

  @Test
  void whatIsNoTokenIsRefused() throws Exception {
    String good = signed("RS256", rsa);
    for (String bad :
        List.of(
            "",
            ".",
            "..",
            "a.b",
            good + ".x",
            good + "=",
            " " + good,
            good.replace('.', ':'),
            "x".repeat(40_000),
            b64("[]") + "." + b64("{}") + ".AAAA",
            b64("{\"alg\":\"RS256\",\"kid\":\"r\",\"p\":\"" + "x".repeat(9_000) + "\"}")
                + good.substring(good.indexOf('.')))) {
      refusedToken(bad);
    }
  }

  @Test
  void smallKeysAndPrivateKeysVerifyNothing() throws Exception {
    RSAKey small = new RSAKeyGenerator(1024, true).keyID("small").generate();
    assertThatThrownBy(() -> publicSet(small)).isInstanceOf(IllegalArgumentException.class);
    String withPrivate = new JWKSet(rsa).toString(false);
    assertThatThrownBy(() -> ForeignKeys.ofJwkSet(withPrivate))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageNotContaining(rsa.getPrivateExponent().toString());
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "x", "{", "{}", "{\"keys\":[]}", "{\"keys\":1}", "[]"})
  void whatIsNoSetIsRefused(String text) {
    assertThatThrownBy(() -> ForeignKeys.ofJwkSet(text))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> ForeignKeys.ofText(text)).isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void keysAreReadInEveryFormThatMicroProfileNames() throws Exception {
    for (String text :
        List.of(
            pem(rsa.toRSAPublicKey().getEncoded()),
            pem(rsa.toRSAPublicKey().getEncoded()).replace("\n", ""),
            rsa.toPublicJWK().toJSONString(),
            new JWKSet(rsa.toPublicJWK()).toString(true))) {
      assertThat(ForeignTokens.verify(ForeignKeys.ofText(text), signed("RS256", rsa))).isNotNull();
    }
    String ec = pem(p256.toECPublicKey().getEncoded());
    assertThat(ForeignTokens.verify(ForeignKeys.ofText(ec), signed("ES256", p256))).isNotNull();
    assertThatThrownBy(() -> ForeignKeys.ofText(pem(new byte[] {1, 2, 3})))
        .isInstanceOf(IllegalArgumentException.class);
  }

  /** The example of OpenID Connect Core, appendix A.3. */
  @Test
  void halfHashIsThatOfTheStandard() {
    var rs256 = new ForeignTokens.Verified("", "RS256", new byte[0]);
    String token = "jHkWEdUXMU1BwAsC4vtUsZwnNvTIxEl0z9K3vx5KF0Y";
    assertThat(rs256.halfHashIs("77QmUPtjPfzWtF2AnpK9RQ", token)).isTrue();
    assertThat(rs256.halfHashIs("77QmUPtjPfzWtF2AnpK9RR", token)).isFalse();
    assertThat(rs256.halfHashIs("", token)).isFalse();
    var es384 = new ForeignTokens.Verified("", "ES384", new byte[0]);
    assertThat(es384.halfHashIs("77QmUPtjPfzWtF2AnpK9RQ", token)).isFalse();
  }

  private static void refusedToken(String token) {
    refused(Refusal.CREDENTIALS_INVALID, () -> ForeignTokens.verify(keys, token));
  }

  private static ForeignKeys publicSet(JWK... all) {
    return ForeignKeys.ofJwkSet(
        new JWKSet(java.util.Arrays.stream(all).map(JWK::toPublicJWK).toList()).toString(true));
  }

  private static String signed(String alg, JWK key) throws Exception {
    JWSHeader header = new JWSHeader.Builder(JWSAlgorithm.parse(alg)).keyID(key.getKeyID()).build();
    return signed(
        header, key instanceof ECKey ec ? new ECDSASigner(ec) : new RSASSASigner(key.toRSAKey()));
  }

  private static String signed(JWSHeader header, JWSSigner signer) throws Exception {
    JWSObject object = new JWSObject(header, new Payload(CLAIMS));
    object.sign(signer);
    return object.serialize();
  }

  private static String b64(String text) {
    return Base64.getUrlEncoder().withoutPadding().encodeToString(text.getBytes(UTF_8));
  }

  private static String pem(byte[] der) {
    return "-----BEGIN PUBLIC KEY-----\n"
        + Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(der)
        + "\n-----END PUBLIC KEY-----\n";
  }
}
