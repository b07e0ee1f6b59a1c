package org.aipassport.crypto;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.US_ASCII;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.nimbusds.jose.jwk.Curve;
import com.nimbusds.jose.jwk.ECKey;
import java.math.BigInteger;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.Signature;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.aipassport.problems.Refusal;
import org.aipassport.problems.RefusalException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Each attack on a token's header is signed with the right key, so only the header is wrong. */
class CompactTokensAttackTest {
  private static final String TYP = "at+jwt";

  private final Es256Key key = Es256Key.generate();
  private final Es256Key attacker = Es256Key.generate();
  private final String token = CompactTokens.sign(key, TYP, Forge.PAYLOAD.getBytes(UTF_8));
  private final List<String> asked = new ArrayList<>();

  @Test
  void algorithmNoneWithAndWithoutSignatureIsRefused() {
    String header = header("none");
    refuses(Forge.token(key, header));
    String input = Base64Url.encode(header.getBytes(UTF_8)) + ".eyJzdWIiOiJnMSJ9";
    refuses(input + ".");
    refuses(input);
    refuses(input + ".AA");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"None", "NONE", "es256", "ES256K", "ES384", "ES512", "EdDSA", "PS256", ""})
  void otherAlgorithmNameIsRefused(String algorithm) {
    refuses(Forge.token(key, header(algorithm)));
  }

  @Test
  void hs256WithThePublicKeyAsSecretIsRefused() throws Exception {
    String input = Base64Url.encode(header("HS256").getBytes(UTF_8)) + ".eyJzdWIiOiJnMSJ9";
    byte[] encoded = ECKey.parse(key.publicJwk()).toECPublicKey().getEncoded();
    for (byte[] secret : List.of(key.publicJwk().getBytes(UTF_8), encoded)) {
      Mac mac = Mac.getInstance("HmacSHA256");
      mac.init(new SecretKeySpec(secret, "HmacSHA256"));
      refuses(input + "." + Base64Url.encode(mac.doFinal(input.getBytes(US_ASCII))));
    }
  }

  @Test
  void rs256WithAKeyOfTheAttackerIsRefused() throws Exception {
    KeyPairGenerator generator = KeyPairGenerator.getInstance("RSA");
    generator.initialize(2048);
    KeyPair pair = generator.generateKeyPair();
    String input = Base64Url.encode(header("RS256").getBytes(UTF_8)) + ".eyJzdWIiOiJnMSJ9";
    Signature signature = Signature.getInstance("SHA256withRSA");
    signature.initSign(pair.getPrivate());
    signature.update(input.getBytes(US_ASCII));
    refuses(input + "." + Base64Url.encode(signature.sign()));
  }

  @Test
  void keyOfTheAttackerUnderOurKidIsRefused() {
    refuses(Forge.token(attacker, header("ES256")));
  }

  @Test
  void embeddedKeyOfTheAttackerIsRefused() {
    String member = "\"jwk\":" + attacker.publicJwk();
    refuses(Forge.token(attacker, header("ES256").replace("}", "," + member + "}")));
    refuses(Forge.token(key, header("ES256").replace("}", "," + member + "}")));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "\"jku\":\"https://evil.example/keys\"",
        "\"x5u\":\"https://evil.example/cert\"",
        "\"x5c\":[\"AAAA\"]",
        "\"x5t\":\"AAAA\"",
        "\"crit\":[\"exp\"],\"exp\":1",
        "\"crit\":[]",
        "\"b64\":false",
        "\"b64\":false,\"crit\":[\"b64\"]",
        "\"zip\":\"DEF\"",
        "\"cty\":\"JWT\"",
        "\"enc\":\"A256GCM\"",
        "\"anything\":null"
      })
  void furtherMemberIsRefusedWhereverItStands(String member) {
    String header = header("ES256");
    refuses(Forge.token(key, header.replace("}", "," + member + "}")));
    refuses(Forge.token(key, "{" + member + "," + header.substring(1)));
  }

  @Test
  void memberThatStandsTwiceIsRefused() {
    String header = header("ES256");
    refuses(Forge.token(key, header.replace("}", ",\"alg\":\"none\"}")));
    refuses(Forge.token(key, header.replace("}", ",\"alg\":\"ES256\"}")));
    refuses(Forge.token(key, header.replace("\"alg\"", "\"alg\":\"none\",\"alg\"")));
    refuses(Forge.token(key, "{\"kid\":\"" + key.kid() + "\"," + header.substring(1)));
    refuses(Forge.token(key, header.replace("}", ",\"kid\":\"" + attacker.kid() + "\"}")));
    refuses(Forge.token(key, header.replace("}", ",\"typ\":\"JWT\"}")));
  }

  @Test
  void sameHeaderWrittenInAnotherWayIsRefused() {
    String header = header("ES256");
    refuses(Forge.token(key, header.replace(",", ", ")));
    refuses(Forge.token(key, header + "\n"));
    refuses(Forge.token(key, "\ufeff" + header));
    refuses(Forge.token(key, header.replace("alg", "\\u0061lg")));
    refuses(Forge.token(key, header.replace("alg", "ALG")));
    refuses(Forge.token(key, header + "{}"));
    refuses(
        Forge.token(key, "{\"alg\":\"ES256\",\"typ\":\"at+jwt\",\"kid\":\"" + key.kid() + "\"}"));
  }

  @Test
  void headerThatIsNoJsonIsRefused() {
    refuses(Forge.token(key, "x"));
    refuses(Forge.token(key, "{}"));
    refuses(Forge.token(key, "[]"));
    refuses(Forge.token(key, "null"));
    refuses(Forge.token(key, new byte[] {(byte) 0xff, (byte) 0xfe}, Forge.PAYLOAD));
    refuses(Forge.token(key, "[".repeat(2000)));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "../../../../../../../../dev/null",
        "' OR 1=1 --",
        "https://evil.example/key",
        "",
        "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA",
        "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA",
        "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA/"
      })
  void kidOfAnotherFormIsRefusedBeforeAnybodyIsAsked(String kid) {
    refuses(Forge.token(key, header("ES256").replace(key.kid(), kid)));
    assertThat(asked).isEmpty();
  }

  @Test
  void unknownKidIsRefused() {
    refuses(CompactTokens.sign(attacker, TYP, Forge.PAYLOAD.getBytes(UTF_8)));
    assertThat(asked).containsExactly(attacker.kid());
  }

  @Test
  void keyFoundUnderAnotherKidIsNotUsed() {
    String token = Forge.token(key, header("ES256").replace(key.kid(), attacker.kid()));
    refusedWith(token, TYP, key.verificationKey());
  }

  @Test
  void tokenOfAnotherTypeIsRefused() {
    byte[] payload = Forge.PAYLOAD.getBytes(UTF_8);
    for (String typ : List.of("JWT", "dpop+jwt", "AT+JWT", "at+jwtx")) {
      refuses(CompactTokens.sign(key, typ, payload));
    }
    refuses(Forge.token(key, "{\"kid\":\"" + key.kid() + "\",\"alg\":\"ES256\"}"));
    refuses(Forge.token(key, header("ES256").replace("at+jwt", "application/at+jwt")));
  }

  @Test
  void tokenCutAnywhereIsRefused() {
    for (int length = 0; length < token.length(); length++) {
      refuses(token.substring(0, length));
    }
  }

  @Test
  void partTooManyOrTooFewIsRefused() {
    refuses(token + ".");
    refuses(token + ".AAAA");
    refuses("AAAA." + token);
    refuses("." + token);
    refuses(token.substring(token.indexOf('.') + 1));
    refuses(token.replaceFirst("\\.[^.]*\\.", ".."));
  }

  @Test
  void paddingWhitespaceAndForeignCharactersAreRefused() {
    for (String extra : List.of("=", "==", " ", "\n", "\r\n", "\t", "\0", "%20", "+", "/")) {
      refuses(token + extra);
      refuses(extra + token);
      refuses(token.replaceFirst("\\.", extra + "."));
    }
  }

  @Test
  void unusedBitsThatAreSetAreRefusedInEveryPart() {
    String[] parts = token.split("\\.", -1);
    String header = parts[0];
    String payload = parts[1];
    assertThat(header.length() % 4).isNotZero();
    refuses(Forge.signed(key, nextLetter(header) + "." + payload));
    String odd = Base64Url.encode("{\"sub\":\"g12\"}".getBytes(UTF_8));
    assertThat(odd.length() % 4).isNotZero();
    refuses(Forge.signed(key, header + "." + nextLetter(odd)));
    refuses(header + "." + payload + "." + nextLetter(parts[2]));
  }

  @Test
  void tokenOfMoreThan4096CharactersIsRefusedThoughItsSignatureHolds() {
    refuses(Forge.token(key, header("ES256").getBytes(UTF_8), "x".repeat(3000)));
  }

  @Test
  void derEncodedSignatureIsRefused() {
    String input = token.replaceFirst("\\.[^.]*\\z", "");
    refuses(input + "." + Base64Url.encode(Forge.signature(key, input, "SHA256withECDSA")));
  }

  @Test
  void signatureOfZerosIsRefused() { // CVE-2022-21449
    refuses(withSignature(new byte[64]));
  }

  @Test
  void rOrSThatIsZeroOrOutOfRangeIsRefused() {
    byte[] good = signature();
    BigInteger order = Curve.P_256.toECParameterSpec().getOrder();
    BigInteger most = BigInteger.ONE.shiftLeft(256).subtract(BigInteger.ONE);
    for (BigInteger value : List.of(BigInteger.ZERO, order, order.add(BigInteger.ONE), most)) {
      refuses(withSignature(replaced(good, 0, value)));
      refuses(withSignature(replaced(good, 32, value)));
      refuses(withSignature(replaced(replaced(good, 0, value), 32, value)));
    }
  }

  @Test
  void signatureOfAnotherLengthIsRefused() {
    byte[] good = signature();
    refuses(withSignature(Arrays.copyOf(good, 63)));
    refuses(withSignature(Arrays.copyOf(good, 65)));
    refuses(withSignature(Arrays.copyOf(good, 96)));
    byte[] padded = new byte[66];
    System.arraycopy(good, 0, padded, 1, 32);
    System.arraycopy(good, 32, padded, 34, 32);
    refuses(withSignature(padded));
  }

  @Test
  void signatureWithAnySingleBitFlippedIsRefused() {
    byte[] good = signature();
    for (int bit = 0; bit < good.length * Byte.SIZE; bit++) {
      byte[] flipped = good.clone();
      flipped[bit / Byte.SIZE] ^= (byte) (1 << (bit % Byte.SIZE));
      refuses(withSignature(flipped));
    }
  }

  @Test
  void changedPayloadIsRefused() {
    String[] parts = token.split("\\.", -1);
    String other = Base64Url.encode("{\"sub\":\"g2\"}".getBytes(UTF_8));
    refuses(parts[0] + "." + other + "." + parts[2]);
  }

  @Test
  void refusalDoesNotShowTheToken() {
    String token = Forge.token(attacker, header("ES256"));
    RefusalException refusal = refusedWith(token, TYP, key.verificationKey());
    assertThat(refusal.detail()).isEqualTo("The token is not valid.");
    assertThat(refusal).hasNoCause();
  }

  private String header(String algorithm) {
    return "{\"kid\":\"%s\",\"typ\":\"at+jwt\",\"alg\":\"%s\"}".formatted(key.kid(), algorithm);
  }

  private byte[] signature() {
    return Base64Url.decode(token.substring(token.lastIndexOf('.') + 1)).orElseThrow();
  }

  private String withSignature(byte[] signature) {
    return token.substring(0, token.lastIndexOf('.') + 1) + Base64Url.encode(signature);
  }

  private static byte[] replaced(byte[] signature, int from, BigInteger value) {
    byte[] changed = signature.clone();
    byte[] bytes = value.toByteArray();
    Arrays.fill(changed, from, from + 32, (byte) 0);
    int length = Math.min(32, bytes.length);
    System.arraycopy(bytes, bytes.length - length, changed, from + 32 - length, length);
    return changed;
  }

  /** The same bytes with one unused bit set. */
  private static String nextLetter(String canonical) {
    byte[] bytes = canonical.getBytes(ISO_8859_1);
    bytes[bytes.length - 1]++;
    String other = new String(bytes, ISO_8859_1);
    assertThat(Base64.getUrlDecoder().decode(other))
        .isEqualTo(Base64.getUrlDecoder().decode(canonical));
    return other;
  }

  private void refuses(String token) {
    RefusalException refusal =
        catchThrowableOfType(
            RefusalException.class,
            () ->
                CompactTokens.verify(
                    token,
                    TYP,
                    kid -> {
                      asked.add(kid);
                      return Optional.of(key.verificationKey())
                          .filter(known -> known.kid().equals(kid));
                    }));
    assertThat(refusal).as(token).isNotNull();
    assertThat(refusal.reason()).isEqualTo(Refusal.CREDENTIALS_INVALID);
  }

  private static RefusalException refusedWith(String token, String typ, VerificationKey any) {
    RefusalException refusal =
        catchThrowableOfType(
            RefusalException.class,
            () -> CompactTokens.verify(token, typ, kid -> Optional.of(any)));
    assertThat(refusal).isNotNull();
    return refusal;
  }
}
