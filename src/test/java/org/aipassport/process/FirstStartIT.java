package org.aipassport.process;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.aipassport.support.BrokerPlan;
import org.aipassport.support.BrokerProcess;
import org.aipassport.support.FakeProvider;
import org.aipassport.support.Faults;
import org.aipassport.support.FirstLight;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The very first start can be killed at any moment; whoever starts again notices nothing. */
class FirstStartIT {
  private static final Duration LONGEST_START = Duration.ofSeconds(60);
  private static final int STEPS = 20;

  private static FakeProvider fake;

  /** When to kill: returns at that moment. */
  private record Moment(String name, Waiting waiting) {
    @Override
    public String toString() {
      return name;
    }
  }

  @FunctionalInterface
  private interface Waiting {
    void await(BrokerProcess broker) throws IOException, InterruptedException;
  }

  @BeforeAll
  static void startProvider() {
    fake = FakeProvider.start(0);
  }

  @AfterAll
  static void stopProvider() {
    fake.close();
  }

  static Stream<Moment> moments() {
    return Faults.isFull() ? steps() : stages();
  }

  /** Told by what lies in the data directory, so that a slow machine changes nothing. */
  private static Stream<Moment> stages() {
    return Stream.of(
        new Moment("the data directory appears", when(Files::exists)),
        new Moment("a database is being created", when(data -> tables(data, "db*") > 10)),
        new Moment("the database is there and its schema is being made", FirstStartIT::migrating));
  }

  /** The whole time from the first file to the first answer, in equal steps. */
  private static Stream<Moment> steps() {
    long whole = wholeStartMillis();
    System.out.println("A first start works on its data directory for " + whole + " ms.");
    return IntStream.range(0, STEPS)
        .mapToLong(step -> step * whole / STEPS)
        .mapToObj(
            millis ->
                new Moment(
                    millis + " ms after the data directory appeared",
                    broker -> {
                      when(Files::exists).await(broker);
                      TimeUnit.MILLISECONDS.sleep(millis);
                    }));
  }

  private static long wholeStartMillis() {
    try (BrokerProcess broker = plan().start()) {
      when(Files::exists).await(broker);
      long start = System.nanoTime();
      broker.awaitHealthy(LONGEST_START);
      return TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - start);
    } catch (IOException | InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  @FunctionalInterface
  private interface State {
    boolean of(Path data) throws IOException;
  }

  private static Waiting when(State state) {
    return broker -> broker.await("that far", LONGEST_START, () -> state.of(broker.plan().data()));
  }

  private static void migrating(BrokerProcess broker) throws IOException, InterruptedException {
    Path data = broker.plan().data();
    when(unused -> Files.exists(data.resolve("db"))).await(broker);
    long created = tables(data, "db");
    when(unused -> tables(data, "db") > created + 10).await(broker);
  }

  /** How many tables and indexes there are: each has a file of its own. */
  private static long tables(Path data, String database) throws IOException {
    if (Files.notExists(data)) {
      return 0;
    }
    long count = 0;
    try (var databases = Files.newDirectoryStream(data, database)) {
      for (Path found : databases) {
        count += names(found.resolve("seg0")).size();
      }
    }
    return count;
  }

  private static List<String> names(Path directory) throws IOException {
    if (!Files.isDirectory(directory)) {
      return List.of();
    }
    try (Stream<Path> children = Files.list(directory)) {
      return children.map(child -> child.getFileName().toString()).sorted().toList();
    }
  }

  private static BrokerPlan plan() {
    return BrokerProcess.plan(Homes.fresh(FirstStartIT.class)).provider(fake);
  }

  @ParameterizedTest(name = "killed when {0}")
  @MethodSource("moments")
  void brokerKilledInItsFirstStartIsHealthyAtTheNext(Moment moment) throws Exception {
    BrokerPlan plan = plan();
    try (BrokerProcess first = plan.start()) {
      moment.waiting().await(first);
      first.kill9();
    }
    System.out.println("Killed when " + moment + ": " + names(plan.data()));
    try (BrokerProcess second = plan.start().awaitHealthy(LONGEST_START)) {
      second.get("/health/ready", "").expect(200);
      FirstLight.begin(second).walk();
      assertThat(names(plan.data())).doesNotHaveDuplicates().noneMatch(n -> n.startsWith("db.new"));
    }
  }

  @Test
  void secondProcessOnTheSameDataIsRefusedAndTheFirstGoesOn() throws Exception {
    try (BrokerProcess first = plan().start().awaitHealthy(LONGEST_START)) {
      String secret = first.setupSecret();
      Path data = first.plan().data();
      try (BrokerProcess second = plan().data(data).start()) {
        second.awaitLog(" ready in ", LONGEST_START);
        assertThat(second.log())
            .contains(
                "Another process uses the database in " + data + ". Stop it, or give this broker");
        assertThat(second.get("/health", "").status()).isNotEqualTo(200);
      }
      assertThat(first.setupSecret()).isEqualTo(secret);
      FirstLight.begin(first).walk();
    }
  }
}
