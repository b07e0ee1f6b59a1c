package org.aipassport.proxy;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.aipassport.config.Background;
import org.junit.jupiter.api.Test;

class UnsettledTest {
  private final Unsettled unsettled = new Unsettled(new Background());
  private final List<String> tries = new ArrayList<>();
  private boolean busy = true;

  @Test
  void whatCouldNotBeSettledIsTriedUntilItIs() {
    unsettled.add(() -> settles("first"));
    unsettled.add(() -> settles("second"));
    unsettled.settle();
    unsettled.settle();
    assertThat(tries).as("a busy database is not asked for each").containsExactly("first", "first");
    busy = false;
    tries.clear();
    unsettled.settle();
    unsettled.settle();
    assertThat(tries).containsExactly("first", "second");
  }

  /** Each would keep something of its call in memory for as long as an outage lasts. */
  @Test
  void whatTheSweepDoesAsWellDoesNotPileUp() {
    for (int i = 0; i < 10_001; i++) {
      unsettled.addIfFew(() -> settles("one"));
    }
    busy = false;
    unsettled.settle();
    assertThat(tries).hasSize(10_000);
    unsettled.addIfFew(() -> settles("later"));
    unsettled.settle();
    assertThat(tries).hasSize(10_001);
  }

  private boolean settles(String call) {
    tries.add(call);
    return !busy;
  }
}
