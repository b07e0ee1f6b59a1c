package org.aipassport.process;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.aipassport.support.BrokerClient;
import org.aipassport.support.BrokerPlan;
import org.aipassport.support.BrokerProcess;
import org.aipassport.support.FakeProvider;
import org.aipassport.support.Faults;
import org.aipassport.support.FirstLight;
import org.junit.jupiter.api.Test;

/** What the broker has confirmed, it knows for ever: no kill takes it back. */
class KillUnderLoadIT {
  private static final Duration LONGEST_START = Duration.ofSeconds(60);
  private static final int THREADS = 5;
  private static final int CONFIRMED = Faults.isFull() ? 2_000 : 300;

  private final Queue<String> asked = new ConcurrentLinkedQueue<>();
  private final Queue<String> denied = new ConcurrentLinkedQueue<>();
  private final AtomicInteger calls = new AtomicInteger();

  @Test
  void nothingThatWasConfirmedIsLostByAKillUnderLoad() throws Exception {
    try (FakeProvider fake = FakeProvider.start(0)) {
      BrokerPlan plan = BrokerProcess.plan(Homes.fresh(KillUnderLoadIT.class)).provider(fake);
      FirstLight light;
      FirstLight.Granted granted;
      try (BrokerProcess broker = plan.start().awaitHealthy(LONGEST_START)) {
        light = FirstLight.begin(broker);
        granted = light.grant("gpt-fake");
        loadUntilKilled(broker, light, granted.token());
      }
      System.out.printf(
          "Confirmed before the kill: %d requests, %d denials, %d calls%n",
          asked.size(), denied.size(), calls.get());
      try (BrokerProcess broker = plan.start().awaitHealthy(LONGEST_START)) {
        allIsThere(light.at(broker), granted.id());
        light.at(broker).call(granted.token()).expect(200);
      }
    }
  }

  private void loadUntilKilled(BrokerProcess broker, FirstLight light, String token)
      throws Exception {
    ExecutorService threads = Executors.newFixedThreadPool(THREADS);
    try {
      List<Future<?>> running = new ArrayList<>();
      for (int i = 0; i < THREADS; i++) {
        running.add(threads.submit(() -> load(light, token)));
      }
      broker.await("busy", LONGEST_START, () -> asked.size() + calls.get() >= CONFIRMED);
      broker.kill9();
      for (Future<?> thread : running) {
        thread.get(60, TimeUnit.SECONDS);
      }
    } finally {
      threads.shutdownNow();
    }
  }

  /** Goes on until nobody answers any more; notes only what was answered. */
  private void load(FirstLight light, String token) {
    try {
      while (true) {
        String id = light.ask("gpt-fake").expect(201).text("grant", "id");
        asked.add(id);
        light.call(token).expect(200);
        calls.incrementAndGet();
        light.deny(id).expect(200); // or too many would wait for a decision
        denied.add(id);
      }
    } catch (UncheckedIOException e) {
      // killed
    }
  }

  private void allIsThere(FirstLight light, String grant) {
    assertThat(asked).isNotEmpty().doesNotHaveDuplicates();
    for (String id : asked) {
      BrokerClient.Reply found = light.look(id).expect(200);
      if (denied.contains(id)) {
        assertThat(found.text("status")).isEqualTo("denied");
      }
    }
    assertThat(light.look(grant).expect(200).number("usageCount"))
        .isGreaterThanOrEqualTo(calls.get());
  }
}
