package org.aipassport.web;

import jakarta.enterprise.context.RequestScoped;
import jakarta.inject.Inject;
import jakarta.inject.Named;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.format.FormatStyle;

/**
 * Times as people read them; {@code time} in pages. Without a script nobody knows the reader's time
 * zone, so clock times are UTC and say so, and a distance from now stands beside them.
 */
@Named("time")
@RequestScoped
public class Times {
  private static final long MINUTE = 60;
  private static final long HOUR = 60 * MINUTE;
  private static final long DAY = 24 * HOUR;

  private Texts texts;
  private Clock clock;

  @SuppressWarnings("NullAway.Init")
  protected Times() {} // for the CDI proxy

  @Inject
  Times(Texts texts, Clock clock) {
    this.texts = texts;
    this.clock = clock;
  }

  /** Date and time, to the minute, in UTC. */
  public String full(Instant at) {
    return DateTimeFormatter.ofLocalizedDateTime(FormatStyle.MEDIUM, FormatStyle.SHORT)
            .withLocale(texts.locale())
            .format(at.atOffset(ZoneOffset.UTC))
        + " UTC";
  }

  /** How far from now: {@code in 3 hours}, {@code 5 minutes ago}. */
  public String near(Instant at) {
    Duration distance = Duration.between(clock.instant(), at);
    String length = length(distance.abs());
    return texts.of(distance.isNegative() ? "time.ago" : "time.in", length);
  }

  /**
   * A length of time in its largest unit, rounded to the nearest: {@code 30 days}, also when a
   * second of them has passed.
   */
  private String length(Duration length) {
    long minutes = rounded(length, MINUTE);
    if (minutes == 0) {
      return texts.of("time.moment");
    }
    if (minutes < 2 * HOUR / MINUTE) {
      return texts.of("time.minutes", minutes);
    }
    long hours = rounded(length, HOUR);
    return hours < 2 * DAY / HOUR
        ? texts.of("time.hours", hours)
        : texts.of("time.days", rounded(length, DAY));
  }

  private static long rounded(Duration length, long unit) {
    return (length.toSeconds() + unit / 2) / unit;
  }

  /** The form that machines read, for {@code datetime}. */
  public String machine(Instant at) {
    return at.toString();
  }
}
