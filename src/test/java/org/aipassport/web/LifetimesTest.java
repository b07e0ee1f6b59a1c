package org.aipassport.web;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class LifetimesTest {
  @ParameterizedTest
  @CsvSource({
    "P365D, PT1H PT24H PT168H PT720H PT2160H",
    "P90D, PT1H PT24H PT168H PT720H PT2160H",
    "P14D, PT1H PT24H PT168H PT336H",
    "PT1H, PT1H",
    "PT10M, PT10M",
  })
  void usualOnesAreOfferedAsFarAsTheyAreAllowed(Duration longest, String offered) {
    assertThat(String.join(" ", Lifetimes.upTo(longest).stream().map(Duration::toString).toList()))
        .isEqualTo(offered);
  }
}
