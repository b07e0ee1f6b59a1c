package org.aipassport.crypto;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class CompactTokensTest {
  private static final String TYP = "at+jwt";
  private static final byte[] PAYLOAD = Forge.PAYLOAD.getBytes(UTF_8);

  private final Es256Key key = Es256Key.generate();

  @Test
  void whatIsSignedIsVerified() {
    String token = CompactTokens.sign(key, TYP, PAYLOAD);
    assertThat(CompactTokens.verify(token, TYP, kid -> Optional.of(key.verificationKey())))
        .isEqualTo(PAYLOAD);
  }

  @Test
  void headerIsOfTheOneForm() {
    String token = CompactTokens.sign(key, TYP, PAYLOAD);
    assertThat(Base64Url.decode(token.substring(0, token.indexOf('.'))))
        .hasValueSatisfying(
            header ->
                assertThat(new String(header, UTF_8))
                    .isEqualTo(
                        "{\"kid\":\"" + key.kid() + "\",\"typ\":\"at+jwt\",\"alg\":\"ES256\"}"));
  }

  @Test
  void tokenOfAnotherProgramInThatFormIsVerified() {
    String header = "{\"kid\":\"" + key.kid() + "\",\"typ\":\"at+jwt\",\"alg\":\"ES256\"}";
    assertThat(
            CompactTokens.verify(
                Forge.token(key, header), TYP, kid -> Optional.of(key.verificationKey())))
        .isEqualTo(PAYLOAD);
  }

  @Test
  void keyIsAskedForByItsKid() {
    String token = CompactTokens.sign(key, TYP, PAYLOAD);
    CompactTokens.verify(
        token,
        TYP,
        kid -> {
          assertThat(kid).isEqualTo(key.kid());
          return Optional.of(key.verificationKey());
        });
  }

  @Test
  void tokenTooLongToBeAcceptedIsNotIssued() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> CompactTokens.sign(key, TYP, new byte[3000]));
  }

  @Test
  void tokenWithoutPayloadIsNotIssued() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> CompactTokens.sign(key, TYP, new byte[0]));
  }

  @Test
  void typeThatWouldBreakTheHeaderIsNotIssued() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> CompactTokens.sign(key, "a\",\"b\":\"c", PAYLOAD));
  }

  @Test
  void issuedTokenLooksLikeOne() {
    assertThat(CompactTokens.looksLikeToken(CompactTokens.sign(key, TYP, PAYLOAD))).isTrue();
  }

  @Test
  void textOf4096CharactersMayBeATokenAndOneMoreMayNot() {
    assertThat(CompactTokens.looksLikeToken("a.b." + "c".repeat(4092))).isTrue();
    assertThat(CompactTokens.looksLikeToken("a.b." + "c".repeat(4093))).isFalse();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "", ".", "..", "a.b", "a.b.", ".b.c", "a..c", "a.b.c.d", "a.b.c=", "a.b.c\n", "a b.c.d"
      })
  void otherTextDoesNotLookLikeAToken(String text) {
    assertThat(CompactTokens.looksLikeToken(text)).isFalse();
  }
}
