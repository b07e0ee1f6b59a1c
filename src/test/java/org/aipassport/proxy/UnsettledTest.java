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

  private boolean settles(String call) {
    tries.add(call);
    return !busy;
  }
}
