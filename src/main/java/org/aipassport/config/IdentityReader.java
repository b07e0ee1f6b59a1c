package org.aipassport.config;

import java.time.Duration;

/** Reads how people sign in. */
final class IdentityReader {
  private static final Duration SHORTEST_IDLE = Duration.ofMinutes(5);
  private static final Duration SHORTEST_FRESH = Duration.ofMinutes(1);
  private static final Duration LONGEST = Duration.ofDays(30);

  private final Reading reading;

  IdentityReader(Reading reading) {
    this.reading = reading;
  }

  IdentitySettings read() {
    Duration lifetime =
        reading.required(Keys.SESSION_LIFETIME, Parsers.wholeSeconds(SHORTEST_IDLE, LONGEST));
    return new IdentitySettings(
        reading.required(Keys.LOCAL_ACCOUNTS, Parsers::flag),
        within(lifetime, Keys.SESSION_IDLE, SHORTEST_IDLE),
        lifetime,
        within(lifetime, Keys.SESSION_FRESH, SHORTEST_FRESH));
  }

  private Duration within(Duration lifetime, Key key, Duration least) {
    Duration duration = reading.required(key, Parsers.wholeSeconds(least, LONGEST));
    if (reading.sound(key, Keys.SESSION_LIFETIME) && duration.compareTo(lifetime) > 0) {
      reading.fault(
          key.name(),
          "is " + duration + ", longer than a session lives",
          "at most " + Keys.SESSION_LIFETIME.name() + " (" + lifetime + ")");
    }
    return duration;
  }
}
