package org.aipassport.values;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.Serializable;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SecretTextTest {
  private static final String CANARY = "sk-canary-5f2a91";

  private record Holder(SecretText key, Optional<SecretText> other) {}

  @Test
  void secretIsNeverPrinted() {
    SecretText secret = new SecretText(CANARY);
    Holder holder = new Holder(secret, Optional.of(secret));
    assertThat(secret).hasToString("[hidden]");
    assertThat(List.of(secret.toString(), holder.toString(), Map.of("k", secret).toString()))
        .allSatisfy(text -> assertThat(text).contains("[hidden]").doesNotContain("canary"));
    assertThat(String.format("%s", secret)).doesNotContain("canary");
  }

  @Test
  void secretIsNotSerialised() {
    assertThat(new SecretText(CANARY)).isNotInstanceOf(Serializable.class);
  }

  @Test
  void hashTellsNothing() {
    assertThat(new SecretText("a")).hasSameHashCodeAs(new SecretText(CANARY));
  }

  @Test
  void equalTextIsEqual() {
    assertThat(new SecretText(CANARY)).isEqualTo(new SecretText(CANARY));
    assertThat(new SecretText(CANARY)).isNotEqualTo(new SecretText(CANARY + "x"));
    assertThat(new SecretText(CANARY).equals(null)).isFalse();
    assertThat(new SecretText(CANARY).reveal()).isEqualTo(CANARY);
  }

  @ParameterizedTest
  @CsvSource(
      nullValues = "null",
      value = {"'',''", "abcd,''", "abcdefghijk,''", "abcdefghijkl,ijkl", "sk-proj-12345678,5678"})
  void lastFourOfAShortSecretWouldBeTooMuchOfIt(String secret, String shown) {
    assertThat(new SecretText(secret).lastFour()).isEqualTo(shown);
  }
}
