package org.aipassport.config;

import java.time.DateTimeException;
import java.time.Duration;
import java.time.ZoneId;
import org.aipassport.values.NanoUsd;

/** Reads what is configured about money. */
final class MoneyReader {
  private static final long MOST_TOKENS = 10_000_000;
  private static final Duration LONGEST_DRAIN = Duration.ofMinutes(10);
  private static final Duration LONGEST_PARK = Duration.ofMinutes(15);

  private final Reading reading;

  MoneyReader(Reading reading) {
    this.reading = reading;
  }

  MoneySettings read() {
    return new MoneySettings(
        reading.required(Keys.MONEY_TIME_ZONE, MoneyReader::zone),
        reading.required(Keys.MONEY_USUAL_OUTPUT_TOKENS, Parsers.number(1, MOST_TOKENS)),
        reading.required(Keys.MONEY_DRAIN, Parsers.duration(Duration.ZERO, LONGEST_DRAIN)),
        reading.required(Keys.MONEY_PARK, Parsers.duration(Duration.ZERO, LONGEST_PARK)),
        reading.required(
            Keys.APPROVAL_FRESH_ABOVE_CENTS, Parsers.number(0, NanoUsd.MOST_CENTS_OF_A_LIMIT)));
  }

  private static ZoneId zone(String text) {
    try {
      return ZoneId.of(text);
    } catch (DateTimeException e) {
      throw new IllegalArgumentException("is no time zone that is known here", e);
    }
  }
}
