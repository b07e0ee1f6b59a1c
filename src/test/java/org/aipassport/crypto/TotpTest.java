package org.aipassport.crypto;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class TotpTest {
  private static final byte[] SECRET = "12345678901234567890".getBytes(US_ASCII);

  @ParameterizedTest // RFC 6238 appendix B, the rows of SHA-1
  @CsvSource({
    "59, 94287082",
    "1111111109, 07081804",
    "1111111111, 14050471",
    "1234567890, 89005924",
    "2000000000, 69279037",
    "20000000000, 65353130"
  })
  void vectorsOfTheStandardHold(long seconds, String code) {
    assertThat(Totp.code(SECRET, seconds / 30, 8)).isEqualTo(code);
    assertThat(Totp.match(SECRET, code.substring(2), Instant.ofEpochSecond(seconds), -1))
        .hasValue(seconds / 30);
  }

  @ParameterizedTest // RFC 4226 appendix D
  @CsvSource({
    "0, 755224",
    "1, 287082",
    "2, 359152",
    "3, 969429",
    "4, 338314",
    "5, 254676",
    "6, 287922",
    "7, 162583",
    "8, 399871",
    "9, 520489"
  })
  void vectorsOfHotpHold(long counter, String code) {
    assertThat(Totp.code(SECRET, counter, 6)).isEqualTo(code);
  }

  @Test
  void neighboursOfAStepAreAcceptedAndNoOthers() {
    Instant now = Instant.ofEpochSecond(30 * 1_000 + 29);
    for (long step = 995; step <= 1_005; step++) {
      boolean near = step >= 999 && step <= 1_001;
      assertThat(Totp.match(SECRET, Totp.code(SECRET, step, 6), now, -1).isPresent())
          .as("step " + step)
          .isEqualTo(near);
    }
  }

  @Test
  void stepsThatWereUsedAreNotAccepted() {
    Instant now = Instant.ofEpochSecond(30 * 1_000);
    String code = Totp.code(SECRET, 1_000, 6);
    assertThat(Totp.match(SECRET, code, now, 999)).hasValue(1_000);
    assertThat(Totp.match(SECRET, code, now, 1_000)).isEmpty();
    assertThat(Totp.match(SECRET, Totp.code(SECRET, 1_001, 6), now, 1_000)).hasValue(1_001);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"", "12345", "1234567", "12345a", "١٢٣٤٥٦", " 12345", "-12345", "123456\n"})
  void whatIsNotSixDigitsHasNotTheForm(String text) {
    assertThat(Totp.hasForm(text)).isFalse();
    assertThat(Totp.match(SECRET, text, Instant.EPOCH, -1)).isEmpty();
  }

  @Test
  void secretsHave160RandomBits() {
    assertThat(Totp.secret()).hasSize(20).isNotEqualTo(Totp.secret());
  }
}
