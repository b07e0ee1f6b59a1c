package org.aipassport.web;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Locale;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TimesTest {
  private static final Instant NOON = Instant.parse("2030-01-01T12:00:00Z");

  private static Times times(Locale locale) {
    return new Times(new Texts(Language.of(locale)), Clock.fixed(NOON, ZoneOffset.UTC));
  }

  @ParameterizedTest
  @CsvSource({
    "PT0S, in a moment",
    "PT29.999S, in a moment",
    "PT30S, in 1 minute",
    "PT1M29S, in 1 minute",
    "PT1M30S, in 2 minutes",
    "PT59M59S, in 60 minutes",
    "PT1H59M29S, in 119 minutes",
    "PT1H59M30S, in 2 hours",
    "PT2H29M59S, in 2 hours",
    "PT2H30M, in 3 hours",
    "PT23H59M59S, in 24 hours",
    "PT47H29M59S, in 47 hours",
    "PT47H30M, in 2 days",
    "PT59H59M59S, in 2 days",
    "PT60H, in 3 days",
    "P30D, in 30 days",
    "PT719H59M59.999S, in 30 days",
    "PT-29S, a moment ago",
    "PT-30S, 1 minute ago",
    "PT-59M-59S, 60 minutes ago",
    "PT-47H-30M, 2 days ago",
  })
  void distancesAreRoundedToTheNearestUnit(Duration distance, String told) {
    assertThat(times(Locale.ENGLISH).near(NOON.plus(distance))).isEqualTo(told);
  }

  @Test
  void clockTimesAreInUtcAndSaySo() {
    assertThat(times(Locale.GERMAN).full(NOON)).isEqualTo("01.01.2030, 12:00 UTC");
  }
}
