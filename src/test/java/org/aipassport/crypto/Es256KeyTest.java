package org.aipassport.crypto;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class Es256KeyTest {
  private static final String X = "JQQsZ1nI60y6ULZ-SVOABRJyRbHvCNoVRL6sko9EKag";
  private static final String Y = "3dmNrBygOfy3AQrVEeEXd7W2wPlujo-JBjkcrKYWa8M";
  private static final String D = "kooO2XjQCbnMk0GTIEgHnJCgy4evUb_aaYekVLCC1_4";

  /** RFC 7638 thumbprint of that key, by another program. */
  private static final String THUMBPRINT = "P6xkmvxiK-gLI1982I7rRD4paTxYQ6oQMiakxdZI5KI";

  private static final String PUBLIC =
      "{\"kty\":\"EC\",\"crv\":\"P-256\",\"x\":\"" + X + "\",\"y\":\"" + Y + "\"";
  private static final String PRIVATE = PUBLIC + ",\"d\":\"" + D + "\"";

  @Test
  void kidIsTheThumbprint() {
    assertThat(Es256Key.fromPrivateJwk(PRIVATE + "}").kid()).isEqualTo(THUMBPRINT);
    assertThat(VerificationKey.fromPublicJwk(PUBLIC + "}").kid()).isEqualTo(THUMBPRINT);
  }

  @Test
  void kidOfTheFileIsNotTaken() {
    assertThat(Es256Key.fromPrivateJwk(PRIVATE + ",\"kid\":\"mine\"}").kid()).isEqualTo(THUMBPRINT);
  }

  @Test
  void publicHalfIsPublishedWithUseAndAlgorithm() {
    assertThat(Es256Key.fromPrivateJwk(PRIVATE + "}").publicJwk())
        .isEqualTo(PUBLIC + ",\"kid\":\"" + THUMBPRINT + "\",\"use\":\"sig\",\"alg\":\"ES256\"}");
  }

  @Test
  void privateJwkIsReadAgain() {
    Es256Key key = Es256Key.generate();
    Es256Key again = Es256Key.fromPrivateJwk(new String(key.privateJwk(), UTF_8));
    assertThat(again.kid()).isEqualTo(key.kid());
    assertThat(again.privateJwk()).isEqualTo(key.privateJwk());
    assertThat(VerificationKey.fromPublicJwk(key.publicJwk()).kid()).isEqualTo(key.kid());
  }

  @Test
  void keysAreFresh() {
    assertThat(Es256Key.generate().kid()).isNotEqualTo(Es256Key.generate().kid());
  }

  @Test
  void signatureOfRfc7515AppendixA3IsVerified() {
    VerificationKey key =
        VerificationKey.fromPublicJwk(
            "{\"kty\":\"EC\",\"crv\":\"P-256\","
                + "\"x\":\"f83OJ3D2xF1Bg8vub9tLe1gHMzV76e8Tus9uPHvRVEU\","
                + "\"y\":\"x_FEzRu9m36HLN_tue659LNpXW6pCyStikYjKIWI5a0\"}");
    String input =
        "eyJhbGciOiJFUzI1NiJ9.eyJpc3MiOiJqb2UiLA0KICJleHAiOjEzMDA4MTkzODAsDQogImh0dHA6Ly9leGFt"
            + "cGxlLmNvbS9pc19yb290Ijp0cnVlfQ";
    String signature =
        "DtEhU3ljbEg8L38VWAfUAqOyKAM6-Xx-F4GawxaepmXFCgfTjDxw5djxLa8ISlSApmWQxfKTUJqPP3-Kg6NU1Q";
    assertThat(key.verifies(input.getBytes(US_ASCII), signature)).isTrue();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "x",
        "null",
        "[]",
        "{}",
        "{\"kty\":\"oct\",\"k\":\"" + D + "\"}",
        "{\"kty\":\"OKP\",\"crv\":\"Ed25519\",\"x\":\"" + X + "\",\"d\":\"" + D + "\"}",
        "{\"kty\":\"EC\",\"crv\":\"P-256\",\"d\":\"" + D + "\"}",
        "{\"kty\":\"EC\",\"crv\":\"P-256\",\"x\":1,\"y\":2,\"d\":3}",
        PRIVATE + ",\"use\":\"enc\"}",
        PRIVATE + ",\"alg\":\"ES384\"}",
        PRIVATE + ",\"alg\":\"ECDH-ES\"}",
        PRIVATE + ",\"key_ops\":[\"deriveKey\"]}",
        PRIVATE + ",\"crv\":\"P-256\"}",
        PRIVATE + "} trailing",
        PUBLIC + "}",
        PUBLIC + ",\"d\":\"\"}",
        PUBLIC + ",\"d\":\"" + D + "A\"}",
        PUBLIC + ",\"d\":\"kooO2XjQCbnMk0GTIEgHnJCgy4evUb_aaYekVLCC1_5\"}",
        PUBLIC + ",\"d\":\"AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA\"}",
        PUBLIC + ",\"d\":\"AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAE\"}",
        PUBLIC + ",\"d\":\"__________________________________________8\"}"
      })
  void anythingElseIsRefusedAsAPrivateKey(String json) {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Es256Key.fromPrivateJwk(json))
        .withMessageMatching("This JWK cannot be used: [A-Za-z0-9,' -]+")
        .satisfies(e -> assertThat(e.getMessage()).doesNotContain(D, X))
        .withNoCause();
  }

  @Test
  void publicHalfOfAnotherKeyIsRefused() {
    refusesPrivate(
        PRIVATE
            .replace(X, "TlkF9v1IX85Sxmg0RImAskgMMNWgO6qnI3RE_YsQUeE")
            .replace(Y, "iFJpAZpgawYWV7Nnx1Ej94lzpLPQpc0DtFYHy7SMsnU"),
        "its public half does not belong to its private key");
  }

  @Test
  void pointThatIsNotOnTheCurveIsRefused() {
    refusesPrivate(PRIVATE.replace(Y, X), "a point on its curve");
  }

  @Test
  void keyOnAnotherCurveIsRefused() {
    refusesPrivate(
        "{\"kty\":\"EC\",\"crv\":\"P-384\","
            + "\"x\":\"6GuZXjUOTTEqlaa31djNzbRoL1iIAKHNbJcuHcsqWsONkARpUbA8yzsXmon9qIsb\","
            + "\"y\":\"SFufLB9EsN1Bzm48OmkLv6q-weH_Su-yRh_dpmKb7L1Dz3TBPYwaFiVhIkPwBGFI\","
            + "\"d\":\"AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAADA5\"",
        "not on the curve P-256");
  }

  @Test
  void privateKeyBeyondTheOrderIsRefusedThoughItWouldSign() {
    // n + 1, which stands for the same point as 1: the generator
    refusesPrivate(
        "{\"kty\":\"EC\",\"crv\":\"P-256\","
            + "\"x\":\"axfR8uEsQkf4vOblY6RA8ncDfYEt6zOg9KE5RdiYwpY\","
            + "\"y\":\"T-NC4v4af5uO5-tKfA-eFivOM1drMV7Oy7ZAaDe_UfU\","
            + "\"d\":\"_____wAAAAD__________7zm-q2nF56E87nKwvxjJVI\"",
        "its public half does not belong to its private key");
  }

  @Test
  void veryLongTextIsRefused() {
    refusesPrivate(PRIVATE + " ".repeat(8192), "too long");
  }

  @Test
  void veryDeepTextIsRefused() {
    refusesPrivate(PRIVATE + ",\"a\":" + "[".repeat(3000) + "]".repeat(3000), "not a JWK");
  }

  @Test
  void privateKeyIsRefusedWhereAPublicOneBelongs() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> VerificationKey.fromPublicJwk(PRIVATE + "}"))
        .withMessageContaining("private key where a public one belongs");
  }

  @Test
  void keyOfOurOwnFormIsUsableWithUseAlgorithmAndOperation() {
    String json = PRIVATE + ",\"use\":\"sig\",\"alg\":\"ES256\",\"key_ops\":[\"sign\"]}";
    assertThat(Es256Key.fromPrivateJwk(json).kid()).isEqualTo(THUMBPRINT);
  }

  @Test
  void keysPrintTheirKidOnly() {
    Es256Key key = Es256Key.fromPrivateJwk(PRIVATE + "}");
    assertThat(key).hasToString("Es256Key[" + THUMBPRINT + "]");
    assertThat(key.verificationKey()).hasToString("VerificationKey[" + THUMBPRINT + "]");
    assertThat(key.publicJwk()).doesNotContain(D);
  }

  private static void refusesPrivate(String open, String why) {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Es256Key.fromPrivateJwk(open + "}"))
        .withMessageContaining(why)
        .withNoCause();
  }
}
