package org.aipassport.identity;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetAddress;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class BucketTest {
  @Test
  void fiveFailuresAreFreeThenPausesDoubleUpToAnHourAndADay() {
    Bucket bucket = new Bucket(Bucket.Kind.ACCOUNT, "alice");
    for (int failures = 0; failures <= 5; failures++) {
      assertThat(bucket.pause(failures)).isZero();
    }
    assertThat(bucket.pause(6)).isEqualTo(Duration.ofSeconds(1));
    assertThat(bucket.pause(7)).isEqualTo(Duration.ofSeconds(2));
    assertThat(bucket.pause(17)).isEqualTo(Duration.ofSeconds(2_048));
    assertThat(bucket.pause(18)).isEqualTo(Duration.ofHours(1));
    assertThat(bucket.pause(99)).isEqualTo(Duration.ofHours(1));
    assertThat(bucket.pause(100)).isEqualTo(Duration.ofDays(1));
    assertThat(bucket.pause(Integer.MAX_VALUE)).isEqualTo(Duration.ofDays(1));
  }

  @Test
  void addressesNeverWaitLongerThanAQuarterOfAnHour() {
    Bucket bucket = Bucket.of(InetAddress.getLoopbackAddress());
    assertThat(bucket.pause(20)).isZero();
    assertThat(bucket.pause(21)).isEqualTo(Duration.ofSeconds(1));
    assertThat(bucket.pause(1_000_000)).isEqualTo(Duration.ofMinutes(15));
  }

  @Test
  void kindsAndNamesAreApart() {
    assertThat(new Bucket(Bucket.Kind.ACCOUNT, "x").key())
        .isNotEqualTo(new Bucket(Bucket.Kind.CODE, "x").key())
        .isNotEqualTo(new Bucket(Bucket.Kind.ACCOUNT, "y").key())
        .hasSize(43);
  }
}
