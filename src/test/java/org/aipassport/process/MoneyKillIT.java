package org.aipassport.process;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.math.BigDecimal;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.aipassport.support.Arrival;
import org.aipassport.support.BrokerClient;
import org.aipassport.support.BrokerPlan;
import org.aipassport.support.BrokerProcess;
import org.aipassport.support.FakeProvider;
import org.aipassport.support.FirstLight;
import org.junit.jupiter.api.Test;

/**
 * Money through kills under load, seen by three histories that know nothing of each other: what
 * callers were answered, what the provider was asked and would bill by its own reading, and what
 * the broker's books say.
 */
class MoneyKillIT {
  private static final Duration LONGEST_START = Duration.ofSeconds(120);
  private static final Duration FOUND_DEAD = Duration.ofSeconds(90);
  private static final int THREADS = 6;
  private static final int ROUNDS = Homes.isFull() ? 20 : 2;
  private static final int CALLS_BEFORE_A_KILL = 60;
  private static final BigDecimal CAP = new BigDecimal("1000");
  private static final BigDecimal TOKEN_IN = new BigDecimal("0.001");
  private static final BigDecimal TOKEN_OUT = new BigDecimal("0.002");
  private static final int FAKE_OUTPUT = 5;
  private static final Pattern SAID = Pattern.compile("\"content\":\"([^\"]*)\"");
  private static final Pattern CHARGED = Pattern.compile("\"costUsd\":\"([0-9.]+)\"");
  private static final Pattern NEXT = Pattern.compile("\"next\":\"([^\"]+)\"");
  private static final String PRICES =
      "{\"version\":\"test\",\"models\":[{\"type\":\"openai\",\"names\":[\"gpt-fake\"],\"prices\":"
          + "[{\"rates\":{\"input\":1000000000000,\"output\":2000000000000}}]}]}";

  /** What callers were told that their calls cost. */
  private final Queue<BigDecimal> told = new ConcurrentLinkedQueue<>();

  @Test
  void threeHistoriesAgreeAfterKillsUnderLoad() throws Exception {
    Path home = Homes.fresh(MoneyKillIT.class);
    Path prices = Files.writeString(home.resolve("prices.json"), PRICES);
    try (FakeProvider fake = FakeProvider.start(0)) {
      BrokerPlan plan =
          BrokerProcess.plan(home)
              .provider(fake)
              .set("aipassport.prices.file", prices.toString().replace('\\', '/'));
      FirstLight light = null;
      FirstLight.Granted granted = null;
      for (int round = 0; round < ROUNDS; round++) {
        try (BrokerProcess broker = plan.start().awaitHealthy(LONGEST_START)) {
          light = light == null ? FirstLight.begin(broker) : light.at(broker);
          granted = granted == null ? capped(broker, light) : granted;
          loadUntilKilled(broker, granted.token(), told.size() + CALLS_BEFORE_A_KILL);
        }
      }
      try (BrokerProcess broker = plan.start().awaitHealthy(LONGEST_START)) {
        String token = granted.token();
        broker.await("no call left open", FOUND_DEAD, () -> reserved(broker, token) == 0);
        compare(broker, light, granted, fake.arrivals());
      }
    }
  }

  private static FirstLight.Granted capped(BrokerProcess broker, FirstLight light) {
    String ask =
        "{\"appName\":\"Notes\",\"appUrl\":\"https://notes.example\",\"reason\":\"To spend\",\"scope\":"
            + "{\"provider\":\"openai\",\"models\":[\"gpt-fake\"],\"capabilities\":[\"chat\"],"
            + "\"maxBudgetCents\":"
            + CAP.movePointRight(2)
            + "}}";
    BrokerClient.Reply asked = broker.post("/grant-requests", "", ask).expect(201);
    String id = asked.text("grant", "id");
    broker.post("/grants/" + id + "/approve", light.owner(), "{}").expect(200);
    String proof =
        "{\"grantId\":\"%s\",\"claimToken\":\"%s\"}".formatted(id, asked.text("claimToken"));
    return new FirstLight.Granted(id, broker.post("/tokens", "", proof).expect(201).text("token"));
  }

  private void loadUntilKilled(BrokerProcess broker, String token, int answers) throws Exception {
    ExecutorService threads = Executors.newFixedThreadPool(THREADS);
    try {
      List<Future<?>> running = new ArrayList<>();
      for (int i = 0; i < THREADS; i++) {
        running.add(threads.submit(() -> load(broker, token)));
      }
      broker.await("busy", LONGEST_START, () -> told.size() >= answers);
      broker.kill9();
      for (Future<?> thread : running) {
        thread.get(60, TimeUnit.SECONDS);
      }
    } finally {
      threads.shutdownNow();
    }
  }

  /** Goes on until nobody answers any more; notes only what was answered. */
  private void load(BrokerProcess broker, String token) {
    String body =
        "{\"model\":\"gpt-fake\",\"max_completion_tokens\":9,"
            + "\"messages\":[{\"role\":\"user\",\"content\":\"hello\"}]}";
    try {
      while (true) {
        BrokerClient.Reply reply = broker.post("/v1/chat/completions", token, body);
        if (reply.status() == 503) { // so many at once on one grant are too many now and then
          continue;
        }
        reply.expect(200);
        told.add(new BigDecimal(reply.headers().firstValue("aipassport-cost-usd").orElseThrow()));
      }
    } catch (UncheckedIOException e) {
      // killed
    }
  }

  private static long reserved(BrokerProcess broker, String token) {
    return broker.get("/grants/self", token).expect(200).number("reserved", "requests");
  }

  private void compare(
      BrokerProcess broker, FirstLight light, FirstLight.Granted granted, List<Arrival> arrivals)
      throws IOException {
    List<BigDecimal> charged = charged(broker, light, granted.id());
    BrokerClient.Reply self = broker.get("/grants/self", granted.token()).expect(200);
    BigDecimal spent = new BigDecimal(self.text("used", "usd"));
    BigDecimal billed = sum(arrivals.stream().map(MoneyKillIT::trueCost).toList());
    System.out.printf(
        "Money through %d kills: %d answers told %s USD, %d arrivals billed %s USD, %d calls charged"
            + " %s USD, the grant spent %s of %s USD%n",
        ROUNDS,
        told.size(),
        sum(List.copyOf(told)),
        arrivals.size(),
        billed,
        charged.size(),
        sum(charged),
        spent,
        CAP);
    assertThat(told).hasSizeGreaterThanOrEqualTo(ROUNDS * CALLS_BEFORE_A_KILL);
    assertThat(arrivals.size())
        .as("what was answered had been asked")
        .isGreaterThanOrEqualTo(told.size());
    assertThat(charged.size())
        .as("what was asked is on record")
        .isGreaterThanOrEqualTo(arrivals.size());
    assertThat(sum(charged)).as("rows and counter agree").isEqualByComparingTo(spent);
    assertThat(spent).as("never less than what the provider bills").isGreaterThanOrEqualTo(billed);
    assertThat(spent).as("never more than the cap").isLessThanOrEqualTo(CAP);
    assertThat(self.text("reserved", "usd")).isEqualTo("0");
    assertThat(told).allSatisfy(cost -> assertThat(cost).isEqualByComparingTo("0.015"));
  }

  /** As the provider's books have it, which read requests in their own way. */
  private static BigDecimal trueCost(Arrival arrival) {
    Matcher said = SAID.matcher(arrival.text());
    long in = said.find() ? said.group(1).length() : 0;
    return TOKEN_IN
        .multiply(BigDecimal.valueOf(in))
        .add(TOKEN_OUT.multiply(BigDecimal.valueOf(FAKE_OUTPUT)));
  }

  /** What the owner is shown of every call that was charged. */
  private static List<BigDecimal> charged(BrokerProcess broker, FirstLight light, String grant) {
    List<BigDecimal> all = new ArrayList<>();
    String cursor = "";
    do {
      String page =
          broker
              .get("/api/grants/" + grant + "/calls?limit=100" + cursor, light.owner())
              .expect(200)
              .body();
      Matcher one = CHARGED.matcher(page);
      while (one.find()) {
        all.add(new BigDecimal(one.group(1)));
      }
      Matcher next = NEXT.matcher(page);
      cursor = next.find() ? "&cursor=" + next.group(1) : "";
    } while (!cursor.isEmpty());
    return all;
  }

  private static BigDecimal sum(List<BigDecimal> amounts) {
    return amounts.stream().reduce(BigDecimal.ZERO, BigDecimal::add);
  }
}
