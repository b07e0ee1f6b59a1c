package org.aipassport.crypto;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.HashSet;
import java.util.Locale;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class Base32Test {
  @ParameterizedTest // RFC 4648 section 10, without padding
  @CsvSource({
    "'', ''",
    "f, MY",
    "fo, MZXQ",
    "foo, MZXW6",
    "foob, MZXW6YQ",
    "fooba, MZXW6YTB",
    "foobar, MZXW6YTBOI"
  })
  void vectorsOfTheStandardHold(String text, String encoded) {
    assertThat(Base32.encode(text.getBytes(US_ASCII))).isEqualTo(encoded);
  }

  @Test
  void bytesOfEveryValueAreEncoded() {
    byte[] bytes = new byte[20];
    Arrays.fill(bytes, (byte) 0xff);
    assertThat(Base32.encode(bytes)).isEqualTo("7".repeat(32));
  }

  @Test
  void codesAreReadAsPeopleTypeThem() {
    Set<String> codes = new HashSet<>();
    for (int i = 0; i < 1_000; i++) {
      String code = Base32.code();
      assertThat(code).matches("([0-9A-HJKMNP-TV-Z]{5}-){3}[0-9A-HJKMNP-TV-Z]{5}");
      String letters = code.replace("-", "");
      assertThat(Base32.readCode(code)).contains(letters);
      assertThat(Base32.readCode(" " + code.toLowerCase(Locale.ROOT).replace('-', ' ') + "\n"))
          .contains(letters);
      assertThat(Base32.readCode(letters.replace('0', 'o').replace('1', 'l'))).contains(letters);
      codes.add(code);
    }
    assertThat(codes).hasSize(1_000);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "AAAAA-AAAAA-AAAAA-AAAA",
        "AAAAA-AAAAA-AAAAA-AAAAAA",
        "AAAAA-AAAAA-AAAAA-AAAAU"
      })
  void whatIsNoCodeIsNotRead(String text) {
    assertThat(Base32.readCode(text)).isEmpty();
    assertThat(Base32.readCode("A".repeat(100_000))).isEmpty();
  }
}
