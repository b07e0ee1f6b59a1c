package org.aipassport.metering;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.time.ZoneId;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PeriodTest {
  @ParameterizedTest
  @CsvSource({
    "HOUR,  UTC,           2026-11-26T10:59:59.999Z, 2026-11-26T10:00:00Z, 2026-11-26T11:00:00Z",
    "HOUR,  UTC,           2026-11-26T11:00:00Z,     2026-11-26T11:00:00Z, 2026-11-26T12:00:00Z",
    "HOUR,  Asia/Kolkata,  2026-11-26T10:10:00Z,     2026-11-26T09:30:00Z, 2026-11-26T10:30:00Z",
    "DAY,   UTC,           2026-11-26T00:00:00Z,     2026-11-26T00:00:00Z, 2026-11-27T00:00:00Z",
    "DAY,   Europe/Berlin, 2026-10-25T12:00:00Z,     2026-10-24T22:00:00Z, 2026-10-25T23:00:00Z",
    "DAY,   Europe/Berlin, 2026-03-29T12:00:00Z,     2026-03-28T23:00:00Z, 2026-03-29T22:00:00Z",
    "WEEK,  UTC,           2026-11-29T23:59:59Z,     2026-11-23T00:00:00Z, 2026-11-30T00:00:00Z",
    "WEEK,  UTC,           2026-11-30T00:00:00Z,     2026-11-30T00:00:00Z, 2026-12-07T00:00:00Z",
    "MONTH, UTC,           2028-02-29T12:00:00Z,     2028-02-01T00:00:00Z, 2028-03-01T00:00:00Z",
    "MONTH, America/Lima,  2027-01-01T04:59:59Z,     2026-12-01T05:00:00Z, 2027-01-01T05:00:00Z"
  })
  void windowIsThatOfTheZonesClocks(
      Period period, ZoneId zone, Instant at, Instant start, Instant end) {
    assertThat(period.start(at, zone)).isEqualTo(start);
    assertThat(period.end(at, zone)).contains(end);
  }

  @Test
  void totalHasOneWindow() {
    assertThat(Period.TOTAL.start(Instant.now(), ZoneId.of("UTC"))).isEqualTo(Instant.EPOCH);
    assertThat(Period.TOTAL.end(Instant.now(), ZoneId.of("UTC"))).isEqualTo(Optional.empty());
  }
}
