package org.aipassport.values;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class NanoUsdTest {
  @ParameterizedTest
  @CsvSource({
    "0, 0",
    "1, 0.000000001",
    "10000000, 0.01",
    "1000000000, 1",
    "10000000000, 10",
    "12500000, 0.0125",
    "9223372036854775807, 9223372036.854775807"
  })
  void isWrittenExactlyAndShort(long nanos, String text) {
    assertThat(new NanoUsd(nanos).decimal()).isEqualTo(text);
    assertThat(NanoUsd.ofDecimal(text)).isEqualTo(new NanoUsd(nanos));
  }

  @Test
  void centsAreRoundedUp() {
    assertThat(new NanoUsd(0).toCentsUp()).isZero();
    assertThat(new NanoUsd(1).toCentsUp()).isEqualTo(1);
    assertThat(NanoUsd.ofCents(7).toCentsUp()).isEqualTo(7);
    assertThat(new NanoUsd(Long.MAX_VALUE).toCentsUp()).isEqualTo(922_337_203_686L);
  }

  @Test
  void whatDoesNotFitIsNoAmount() {
    NanoUsd most = new NanoUsd(Long.MAX_VALUE);
    assertThatThrownBy(() -> most.plus(new NanoUsd(1))).isInstanceOf(ArithmeticException.class);
    assertThatThrownBy(() -> NanoUsd.ofCents(Long.MAX_VALUE))
        .isInstanceOf(ArithmeticException.class);
    assertThatThrownBy(() -> NanoUsd.ofCents(-1)).isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> NanoUsd.ofDecimal("0.0000000001"))
        .isInstanceOf(ArithmeticException.class);
    assertThatThrownBy(() -> NanoUsd.ofDecimal("9223372037"))
        .isInstanceOf(ArithmeticException.class);
    assertThatThrownBy(() -> new NanoUsd(-1)).isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void nothingIsLeftOfLess() {
    assertThat(new NanoUsd(3).less(new NanoUsd(5))).isEqualTo(NanoUsd.ZERO);
    assertThat(new NanoUsd(5).less(new NanoUsd(3))).isEqualTo(new NanoUsd(2));
  }
}
