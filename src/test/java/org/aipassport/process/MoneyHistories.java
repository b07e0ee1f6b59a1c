package org.aipassport.process;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.math.BigDecimal;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.aipassport.support.Arrival;
import org.aipassport.support.BrokerClient;
import org.aipassport.support.BrokerPlan;
import org.aipassport.support.BrokerProcess;
import org.aipassport.support.FirstLight;

/**
 * The money of one grant, seen by three histories that know nothing of each other: what callers
 * were answered, what the provider was asked and would bill by its own reading, and what the
 * broker's books say.
 */
final class MoneyHistories {
  /** What one call of {@link #call} costs. */
  static final BigDecimal COST = new BigDecimal("0.015");

  private static final BigDecimal CAP = new BigDecimal("1000");
  private static final BigDecimal TOKEN_IN = new BigDecimal("0.001");
  private static final BigDecimal TOKEN_OUT = new BigDecimal("0.002");
  private static final int FAKE_OUTPUT = 5;
  private static final String CHAT = "/v1/chat/completions";
  private static final Pattern SAID = Pattern.compile("\"content\":\"([^\"]*)\"");
  private static final Pattern CHARGED = Pattern.compile("\"costUsd\":\"([0-9.]+)\"");
  private static final Pattern NEXT = Pattern.compile("\"next\":\"([^\"]+)\"");
  private static final String PRICES =
      "{\"version\":\"test\",\"models\":[{\"type\":\"openai\",\"names\":[\"gpt-fake\",\"fake-hang\","
          + "\"fake-hang-midstream\"],\"prices\":"
          + "[{\"rates\":{\"input\":1000000000000,\"output\":2000000000000}}]}]}";

  private final FirstLight.Granted granted;

  /** What callers were told that their calls cost. */
  private final Queue<BigDecimal> told = new ConcurrentLinkedQueue<>();

  private MoneyHistories(FirstLight.Granted granted) {
    this.granted = granted;
  }

  /** A broker by whose prices a token in costs 0.001 US dollars and one out 0.002. */
  static BrokerPlan priced(BrokerPlan plan, Path home) {
    try {
      Path prices = Files.writeString(home.resolve("prices.json"), PRICES);
      return plan.set("aipassport.prices.file", prices.toString().replace('\\', '/'));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The histories of a new grant with a cap of 1,000 US dollars. */
  static MoneyHistories begin(BrokerProcess broker, FirstLight light) {
    String ask =
        "{\"appName\":\"Notes\",\"appUrl\":\"https://notes.example\",\"reason\":\"To spend\",\"scope\":"
            + "{\"provider\":\"openai\",\"models\":[\"gpt-fake\",\"fake-hang\",\"fake-hang-midstream\"],"
            + "\"capabilities\":[\"chat\"],\"maxBudgetCents\":"
            + CAP.movePointRight(2)
            + "}}";
    BrokerClient.Reply asked = broker.post("/grant-requests", "", ask).expect(201);
    String id = asked.text("grant", "id");
    broker.post("/grants/" + id + "/approve", light.owner(), "{}").expect(200);
    String proof =
        "{\"grantId\":\"%s\",\"claimToken\":\"%s\"}".formatted(id, asked.text("claimToken"));
    String token = broker.post("/tokens", "", proof).expect(201).text("token");
    return new MoneyHistories(new FirstLight.Granted(id, token));
  }

  /** How many callers were told what their calls cost. */
  int answers() {
    return told.size();
  }

  /** One call; notes what it cost if it was answered with 200. */
  BrokerClient.Reply call(BrokerProcess broker, String model) {
    String body =
        "{\"model\":\"%s\",\"max_completion_tokens\":9,\"messages\":[{\"role\":\"user\",\"content\":\"hello\"}]}"
            .formatted(model);
    BrokerClient.Reply reply = broker.post(CHAT, granted.token(), body);
    if (reply.status() == 200) {
      told.add(new BigDecimal(reply.headers().firstValue("aipassport-cost-usd").orElseThrow()));
    }
    return reply;
  }

  /** A call whose answer comes as events. */
  BrokerClient.Events stream(BrokerProcess broker, String model) {
    String body =
        "{\"model\":\"%s\",\"max_completion_tokens\":9,\"stream\":true,\"messages\":[{\"role\":\"user\",\"content\":\"hello\"}]}"
            .formatted(model);
    return broker.stream(CHAT, granted.token(), body);
  }

  /** Whether calls are under way, as far as the broker knows. */
  boolean areSettled(BrokerProcess broker) {
    return self(broker).number("reserved", "requests") == 0;
  }

  /** What the grant has spent, as the broker says. */
  BigDecimal spent(BrokerProcess broker) {
    return new BigDecimal(self(broker).text("used", "usd"));
  }

  private BrokerClient.Reply self(BrokerProcess broker) {
    return broker.get("/grants/self", granted.token()).expect(200);
  }

  /**
   * Asserts what must be so when nothing is under way any more: what was answered had been asked,
   * what was asked is on record, the rows add up to what the grant has spent, and that is neither
   * less than what the provider bills nor more than the cap.
   *
   * @param through what the calls went through, for the figures that are printed
   */
  void compare(String through, BrokerProcess broker, FirstLight light, List<Arrival> arrivals) {
    List<BigDecimal> charged = charged(broker, light);
    BigDecimal spent = spent(broker);
    BigDecimal billed = sum(arrivals.stream().map(MoneyHistories::trueCost).toList());
    System.out.printf(
        "Money through %s: %d answers told %s USD, %d arrivals billed %s USD, %d calls charged"
            + " %s USD, the grant spent %s of %s USD%n",
        through,
        told.size(),
        sum(List.copyOf(told)),
        arrivals.size(),
        billed,
        charged.size(),
        sum(charged),
        spent,
        CAP);
    assertThat(arrivals.size())
        .as("what was answered had been asked")
        .isGreaterThanOrEqualTo(told.size());
    assertThat(charged.size())
        .as("what was asked is on record")
        .isGreaterThanOrEqualTo(arrivals.size());
    assertThat(sum(charged)).as("rows and counter agree").isEqualByComparingTo(spent);
    assertThat(spent).as("never less than what the provider bills").isGreaterThanOrEqualTo(billed);
    assertThat(spent).as("never more than the cap").isLessThanOrEqualTo(CAP);
    assertThat(self(broker).text("reserved", "usd")).isEqualTo("0");
    assertThat(told).allSatisfy(cost -> assertThat(cost).isEqualByComparingTo(COST));
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
  private List<BigDecimal> charged(BrokerProcess broker, FirstLight light) {
    List<BigDecimal> all = new ArrayList<>();
    String cursor = "";
    do {
      String page =
          broker
              .get("/api/grants/" + granted.id() + "/calls?limit=100" + cursor, light.owner())
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
