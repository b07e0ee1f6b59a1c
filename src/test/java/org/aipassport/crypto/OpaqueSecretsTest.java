package org.aipassport.crypto;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HexFormat;
import java.util.stream.IntStream;
import org.aipassport.values.SecretText;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class OpaqueSecretsTest {
  private static final String PREFIX = "aip_pat_";
  private static final String BODY = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLM-_09";

  @Test
  void freshSecretHasTheFormOfItsKind() {
    String secret = OpaqueSecrets.next(PREFIX).reveal();
    assertThat(secret).hasSize(PREFIX.length() + 43).startsWith(PREFIX);
    assertThat(OpaqueSecrets.hasForm(secret, PREFIX)).isTrue();
    assertThat(OpaqueSecrets.hasForm(secret, "aip_rt_")).isFalse();
  }

  @Test
  void secretsDoNotRepeat() {
    assertThat(IntStream.range(0, 1000).mapToObj(i -> OpaqueSecrets.next(PREFIX).reveal()))
        .doesNotHaveDuplicates();
  }

  @Test
  void secretIsNotPrinted() {
    assertThat(OpaqueSecrets.next(PREFIX)).hasToString("[hidden]");
  }

  @Test
  void wholeAlphabetHasTheForm() {
    assertThat(OpaqueSecrets.hasForm(PREFIX + BODY, PREFIX)).isTrue();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "aip_pat_",
        "aip_pat_abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLM-_0",
        "aip_pat_abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLM-_09A",
        "aip_pat_abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLM-_0=",
        "aip_pat_abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLM+_09",
        "aip_pat_abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLM-_0\n",
        "AIP_PAT_abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLM-_09",
        "aip_pat_abcdefghijklmnopqrstuvwxyzABCDEFGHIJKL\u00e9-_09"
      })
  void otherTextDoesNotHaveTheForm(String text) {
    assertThat(OpaqueSecrets.hasForm(text, PREFIX)).isFalse();
  }

  @Test
  void digestIsTheSha256OfTheText() {
    assertThat(HexFormat.of().formatHex(OpaqueSecrets.digest(new SecretText("abc"))))
        .isEqualTo("ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
  }
}
