package org.aipassport.process;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Duration;
import org.aipassport.support.BrokerPlan;
import org.aipassport.support.BrokerProcess;
import org.aipassport.support.FakeProvider;
import org.aipassport.support.Faults;
import org.aipassport.support.FirstLight;
import org.junit.jupiter.api.Test;

/** Money through kills under load, on embedded Derby; see {@link MoneyHistories}. */
class MoneyKillIT {
  private static final Duration LONGEST_START = Duration.ofSeconds(120);
  private static final Duration FOUND_DEAD = Duration.ofSeconds(90);
  private static final int ROUNDS = Faults.isFull() ? 20 : 2;
  private static final int CALLS_BEFORE_A_KILL = 60;

  @Test
  void threeHistoriesAgreeAfterKillsUnderLoad() throws Exception {
    Path home = Homes.fresh(MoneyKillIT.class);
    try (FakeProvider fake = FakeProvider.start(0)) {
      BrokerPlan plan = MoneyHistories.priced(BrokerProcess.plan(home).provider(fake), home);
      FirstLight light = null;
      MoneyHistories money = null;
      for (int round = 0; round < ROUNDS; round++) {
        try (BrokerProcess broker = plan.start().awaitHealthy(LONGEST_START)) {
          light = light == null ? FirstLight.begin(broker) : light.at(broker);
          money = money == null ? MoneyHistories.begin(broker, light) : money;
          loadUntilKilled(broker, money);
        }
      }
      try (BrokerProcess broker = plan.start().awaitHealthy(LONGEST_START)) {
        MoneyHistories books = money;
        broker.await("no call left open", FOUND_DEAD, () -> books.areSettled(broker));
        assertThat(books.answers()).isGreaterThanOrEqualTo(ROUNDS * CALLS_BEFORE_A_KILL);
        books.compare(ROUNDS + " kills", broker, light.at(broker), fake.arrivals());
      }
    }
  }

  private static void loadUntilKilled(BrokerProcess broker, MoneyHistories money) throws Exception {
    int enough = money.answers() + CALLS_BEFORE_A_KILL;
    try (MoneyLoad load = MoneyLoad.start(broker, money)) {
      broker.await("busy", LONGEST_START, () -> money.answers() >= enough);
      load.kill();
    }
  }
}
