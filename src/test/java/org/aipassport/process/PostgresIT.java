package org.aipassport.process;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import java.util.function.Supplier;
import org.aipassport.config.DatabaseSettings;
import org.aipassport.support.BrokerClient;
import org.aipassport.support.BrokerPlan;
import org.aipassport.support.BrokerProcess;
import org.aipassport.support.FakeProvider;
import org.aipassport.support.Faults;
import org.aipassport.support.FirstLight;
import org.aipassport.support.TestPostgres;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** The broker on a PostgreSQL server: alone, without it for a while, and beside another broker. */
class PostgresIT {
  private static final Duration LONGEST_START = Duration.ofSeconds(60);
  private static final Duration LONGEST_REFUSAL = Duration.ofSeconds(3);
  private static final Duration LONGEST_CUT = Duration.ofSeconds(2);
  private static final int TRIALS = Faults.isFull() ? 100 : 20;

  private static FakeProvider fake;
  private static TestPostgres postgres;
  private static BrokerProcess broker;
  private static FirstLight light;
  private static DatabaseSettings database;

  @BeforeAll
  static void start() throws Exception {
    fake = FakeProvider.start(0);
    postgres = TestPostgres.own();
    database = postgres.createEmptyDatabase();
    broker = plan().start().awaitHealthy(LONGEST_START);
    light = FirstLight.begin(broker);
  }

  @AfterAll
  static void stop() {
    for (AutoCloseable closeable : new AutoCloseable[] {broker, postgres, fake}) {
      try {
        if (closeable != null) {
          closeable.close();
        }
      } catch (Exception e) {
        System.err.println("Left open: " + e);
      }
    }
  }

  private static BrokerPlan plan() {
    return Homes.onPostgres(Homes.fresh(PostgresIT.class), database).provider(fake);
  }

  @Test
  void wholeJourneyWorks() {
    light.walk();
    assertThat(broker.plan().data().resolve("db")).doesNotExist();
  }

  @Test
  void databaseThatStopsIsToldAtOnceAndMissedNoLongerWhenItIsBack() {
    FirstLight.Granted granted = light.grant("gpt-fake");
    light.call(granted.token()).expect(200);
    postgres.stop();
    try {
      for (int round = 0; round < 2; round++) { // with connections of before, and without any
        isRefusedSoon("a request", () -> light.ask("gpt-fake"));
        isRefusedSoon("a call", () -> light.call(granted.token()));
        isRefusedSoon("a look", () -> light.look(granted.id()));
        isRefusedSoon("readiness", () -> broker.get("/health/ready", ""));
        broker.get("/health/live", "").expect(200);
        broker.get("/health", "").expect(200);
      }
    } finally {
      postgres.startAgain();
    }
    broker.await(
        "ready again",
        Duration.ofSeconds(15),
        () -> broker.get("/health/ready", "").status() == 200);
    light.call(granted.token()).expect(200);
    light.walk();
  }

  private static void isRefusedSoon(String what, Supplier<BrokerClient.Reply> question) {
    long start = System.nanoTime();
    BrokerClient.Reply reply = question.get();
    Duration took = Duration.ofNanos(System.nanoTime() - start);
    assertThat(reply.status()).as(what + ": " + reply.body()).isEqualTo(503);
    assertThat(reply.headers().firstValue("Retry-After")).as(what).isPresent();
    assertThat(took).as(what).isLessThan(LONGEST_REFUSAL);
  }

  @Test
  void grantThatIsRevokedAtOneBrokerEndsAtOnceAtTheOther() throws Exception {
    BrokerPlan plan = plan();
    plan.set("aipassport.public-url", broker.plan().url())
        .set("aipassport.hosts", "localhost:" + plan.port())
        .set("aipassport.master-key.file", broker.plan().data().resolve("master.key").toString());
    try (BrokerProcess other = plan.start().awaitHealthy(LONGEST_START)) {
      FirstLight there = light.at(other);
      Duration longest = Duration.ZERO;
      for (int trial = 0; trial < TRIALS; trial++) {
        Duration took = revokeWhileStreaming(there);
        longest = took.compareTo(longest) > 0 ? took : longest;
      }
      System.out.println(
          "Longest life of a stream after the revocation elsewhere, of "
              + TRIALS
              + ": "
              + longest.toMillis()
              + " ms");
      assertThat(longest).isLessThan(LONGEST_CUT);
    }
  }

  /** From the reply to the revocation here to the end of the stream there. */
  private static Duration revokeWhileStreaming(FirstLight there) throws Exception {
    FirstLight.Granted granted = light.grant("gpt-fake", "fake-endless");
    there.call(granted.token()).expect(200); // the other broker knows the token
    int leftBefore = fake.closedByCaller();
    try (BrokerClient.Events events = there.stream(granted.token(), "fake-endless")) {
      assertThat(events.status()).isEqualTo(200);
      assertThat(events.next()).isPresent();
      light.revoke(granted.id()).expect(200);
      long revoked = System.nanoTime();
      there.call(granted.token()).expect(401);
      List<String> rest = events.rest();
      Duration took = Duration.ofNanos(System.nanoTime() - revoked);
      assertThat(rest).last().asString().contains("error"); // a cut stream never looks whole
      broker.await("leaving the provider", LONGEST_CUT, () -> fake.closedByCaller() > leftBefore);
      return took;
    }
  }
}
