package org.aipassport.process;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.UncheckedIOException;
import java.math.BigDecimal;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.aipassport.config.DatabaseSettings;
import org.aipassport.support.Arrival;
import org.aipassport.support.BrokerClient;
import org.aipassport.support.BrokerPlan;
import org.aipassport.support.BrokerProcess;
import org.aipassport.support.FakeProvider;
import org.aipassport.support.Faults;
import org.aipassport.support.FirstLight;
import org.aipassport.support.TestPostgres;
import org.junit.jupiter.api.Test;

/**
 * Money on a PostgreSQL server that stops under load, and through a kill at each step of a call;
 * see {@link MoneyHistories}.
 */
class MoneyPostgresIT {
  private static final Duration LONGEST_START = Duration.ofSeconds(120);
  private static final Duration LONGEST_STEP = Duration.ofSeconds(30);
  private static final Duration FOUND_DEAD = Duration.ofSeconds(90);
  private static final Duration AWAY = Duration.ofSeconds(4);
  private static final int STOPS = Faults.isFull() ? 10 : 1;
  private static final int ENOUGH = 60;

  /** Where a call is when the broker is killed. */
  private enum Step {
    RESERVING("BEFORE INSERT ON usage_entry FOR EACH ROW", false),
    TAKING(
        "BEFORE UPDATE ON access_grant FOR EACH ROW WHEN (NEW.reserved_nanos > OLD.reserved_nanos)",
        false),
    DISPATCHING("BEFORE UPDATE OF dispatched ON usage_entry FOR EACH ROW", false),
    WAITING("", true),
    STREAMING("", true),
    SETTLING("BEFORE UPDATE OF state ON usage_entry FOR EACH ROW", true),
    BOOKING(
        "BEFORE UPDATE ON access_grant FOR EACH ROW WHEN (NEW.reserved_nanos < OLD.reserved_nanos)",
        true);

    final String held;
    final boolean wasSent;

    Step(String held, boolean wasSent) {
      this.held = held;
      this.wasSent = wasSent;
    }

    boolean isHeldByDatabase() {
      return !held.isEmpty();
    }

    String table() {
      return held.contains("usage_entry") ? "usage_entry" : "access_grant";
    }

    static List<Step> tried() {
      return Faults.isFull() ? List.of(values()) : List.of(DISPATCHING, SETTLING);
    }
  }

  /** A call that was killed, with what the provider had been asked by then. */
  private record Killed(Step step, MoneyHistories money, List<Arrival> arrivals) {}

  @Test
  void threeHistoriesAgreeAfterTheDatabaseStoppedAndAfterAKillAtEachStep() throws Exception {
    Path home = Homes.fresh(MoneyPostgresIT.class);
    try (FakeProvider fake = FakeProvider.start(0);
        TestPostgres postgres = TestPostgres.own()) {
      DatabaseSettings database = postgres.createEmptyDatabase();
      BrokerPlan plan =
          MoneyHistories.priced(Homes.onPostgres(home, database).provider(fake), home);
      FirstLight light;
      try (BrokerProcess broker = plan.start().awaitHealthy(LONGEST_START)) {
        light = FirstLight.begin(broker);
        stopUnderLoad(broker, light, fake, postgres);
      }
      List<Killed> killed = new ArrayList<>();
      for (Step step : Step.tried()) {
        try (BrokerProcess broker = plan.start().awaitHealthy(LONGEST_START)) {
          fake.clear();
          MoneyHistories money = MoneyHistories.begin(broker, light.at(broker));
          killAt(step, broker, money, fake, database);
          killed.add(new Killed(step, money, fake.arrivals()));
        }
      }
      try (BrokerProcess broker = plan.start().awaitHealthy(LONGEST_START)) {
        for (Killed one : killed) {
          broker.await("no call left open", FOUND_DEAD, () -> one.money().areSettled(broker));
          check(one, broker, light.at(broker));
        }
      }
    }
  }

  private static void stopUnderLoad(
      BrokerProcess broker, FirstLight light, FakeProvider fake, TestPostgres postgres)
      throws Exception {
    MoneyHistories money = MoneyHistories.begin(broker, light);
    try (MoneyLoad load = MoneyLoad.start(broker, money)) {
      for (int stop = 0; stop < STOPS; stop++) {
        int before = money.answers() + ENOUGH;
        broker.await("busy", LONGEST_START, () -> money.answers() >= before);
        int refused = load.unavailable();
        postgres.stop();
        Thread.sleep(AWAY.toMillis());
        assertThat(load.unavailable()).as("told that it is away").isGreaterThan(refused);
        postgres.startAgain();
        int after = money.answers() + ENOUGH;
        broker.await("busy again", LONGEST_START, () -> money.answers() >= after);
      }
      load.stop();
    }
    broker.await("no call left open", FOUND_DEAD, () -> money.areSettled(broker));
    money.compare(STOPS + " stops of the database", broker, light, fake.arrivals());
  }

  private static void killAt(
      Step step,
      BrokerProcess broker,
      MoneyHistories money,
      FakeProvider fake,
      DatabaseSettings database)
      throws SQLException {
    if (step.isHeldByDatabase()) {
      execute(
          database,
          "CREATE OR REPLACE FUNCTION hold() RETURNS trigger AS"
              + " 'BEGIN PERFORM pg_sleep(600); RETURN NEW; END' LANGUAGE plpgsql",
          "CREATE TRIGGER hold " + step.held + " EXECUTE FUNCTION hold()");
    }
    CompletableFuture<Void> caller = CompletableFuture.runAsync(() -> call(step, broker, money));
    broker.await(
        "at the step " + step,
        LONGEST_STEP,
        () -> step.isHeldByDatabase() ? isHeld(database) : fake.arrivals().size() == 1);
    broker.kill9();
    caller.join();
    if (step.isHeldByDatabase()) {
      execute(
          database,
          "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
              + " WHERE datname = current_database() AND pid <> pg_backend_pid()",
          "DROP TRIGGER hold ON " + step.table());
    }
  }

  private static void call(Step step, BrokerProcess broker, MoneyHistories money) {
    try {
      if (step == Step.STREAMING) {
        try (BrokerClient.Events events = money.stream(broker, "fake-hang-midstream")) {
          events.rest();
        }
      } else {
        money.call(broker, step == Step.WAITING ? "fake-hang" : "gpt-fake");
      }
    } catch (UncheckedIOException e) {
      // killed
    }
  }

  private static boolean isHeld(DatabaseSettings database) {
    try (Connection connection = open(database);
        Statement statement = connection.createStatement();
        ResultSet found =
            statement.executeQuery(
                "SELECT count(*) FROM pg_stat_activity WHERE wait_event = 'PgSleep'")) {
      return found.next() && found.getInt(1) > 0;
    } catch (SQLException e) {
      throw new IllegalStateException(e);
    }
  }

  private static void execute(DatabaseSettings database, String... statements) throws SQLException {
    try (Connection connection = open(database);
        Statement statement = connection.createStatement()) {
      for (String sql : statements) {
        statement.execute(sql);
      }
    }
  }

  private static Connection open(DatabaseSettings database) throws SQLException {
    return DriverManager.getConnection(
        database.url().orElseThrow(), database.user().orElseThrow(), "postgres");
  }

  private static void check(Killed one, BrokerProcess broker, FirstLight light) {
    one.money().compare("a kill while " + one.step(), broker, light, one.arrivals());
    assertThat(one.arrivals()).as("%s", one.step()).hasSize(one.step().wasSent ? 1 : 0);
    BigDecimal spent = one.money().spent(broker);
    if (one.step().wasSent) {
      assertThat(spent).as("charged at its bound").isGreaterThan(MoneyHistories.COST);
    } else {
      assertThat(spent).as("given back").isEqualByComparingTo(BigDecimal.ZERO);
    }
  }
}
