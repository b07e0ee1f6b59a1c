package org.aipassport.metering;

import java.time.DayOfWeek;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZonedDateTime;
import java.time.temporal.ChronoUnit;
import java.time.temporal.TemporalAdjusters;
import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;

/** How long a limit counts before it begins anew; weeks begin on Mondays. */
public enum Period {
  HOUR,
  DAY,
  WEEK,
  MONTH,
  /** It never begins anew. */
  TOTAL;

  /** The name on the wire and in the database. */
  public String wireName() {
    return name().toLowerCase(Locale.ROOT);
  }

  public static Optional<Period> ofWireName(String name) {
    return Arrays.stream(values()).filter(one -> one.wireName().equals(name)).findFirst();
  }

  /** When the window began that {@code at} lies in, by that zone's clocks. */
  Instant start(Instant at, ZoneId zone) {
    return this == TOTAL ? Instant.EPOCH : start(at.atZone(zone)).toInstant();
  }

  /** When the window ends that {@code at} lies in; never, of a total. */
  Optional<Instant> end(Instant at, ZoneId zone) {
    ZonedDateTime start = start(at.atZone(zone));
    return switch (this) {
      case HOUR -> Optional.of(start.plusHours(1).toInstant());
      case DAY -> Optional.of(start.plusDays(1).toInstant());
      case WEEK -> Optional.of(start.plusWeeks(1).toInstant());
      case MONTH -> Optional.of(start.plusMonths(1).toInstant());
      case TOTAL -> Optional.empty();
    };
  }

  private ZonedDateTime start(ZonedDateTime at) {
    ZonedDateTime day = at.truncatedTo(ChronoUnit.DAYS);
    return switch (this) {
      case HOUR -> at.truncatedTo(ChronoUnit.HOURS);
      case DAY, TOTAL -> day;
      case WEEK -> day.with(TemporalAdjusters.previousOrSame(DayOfWeek.MONDAY));
      case MONTH -> day.with(TemporalAdjusters.firstDayOfMonth());
    };
  }
}
