package org.aipassport.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.aipassport.support.FakeProvider;
import org.aipassport.support.Faults;
import org.jboss.arquillian.junit5.container.annotation.ArquillianTest;
import org.junit.jupiter.api.Test;

/**
 * Callers who leave at any moment: 500 in the short form, 10,000 in the long one. Nothing of them
 * stays.
 */
@ArquillianTest
class AbortsIT {
  private static final FakeProvider UPSTREAM = TestServer.UPSTREAM;
  private static final boolean LONG = Faults.isFull();
  private static final int CALLS = LONG ? 10_000 : 500;
  private static final int AT_ONCE = 40;
  private static final Duration PATIENCE = Duration.ofSeconds(LONG ? 180 : 90);
  private static final List<String> MODELS =
      List.of("fake-endless", "fake-hang", "fake-hang-midstream", "fake-drip-20", "fake-json");

  private final long seed = Long.getLong("aipassport.seed", System.nanoTime());

  @Test
  void nothingStaysOfThoseWhoLeave() throws Exception {
    System.out.println("aborts: -Daipassport.seed=" + seed);
    List<TestGrant> grants =
        Stream.of("openai", "anthropic", "google")
            .map(provider -> TestGrant.of(provider, MODELS.toArray(String[]::new)))
            .toList();
    abort(grants, AT_ONCE); // what is made once is there
    assertSettled(grants);
    UPSTREAM.clear();
    Footprint before = Footprint.of(server());
    long used = grants.stream().mapToLong(TestGrant::used).sum();

    Instant start = Instant.now();
    abort(grants, CALLS);
    Instant left = Instant.now();

    assertSettled(grants);
    System.out.printf(
        "aborts: %d callers left within %s, all were settled %s later%n",
        CALLS, Duration.between(start, left), Duration.between(left, Instant.now()));
    assertThat(Wait.until(PATIENCE, () -> noneIsOpen())).as("upstream connections closed").isTrue();
    assertThat(grants.stream().mapToLong(TestGrant::used).sum() - used)
        .as("every call that was made was counted, and no other")
        .isEqualTo(UPSTREAM.arrivals().size());
    assertThat(Wait.until(PATIENCE, () -> Footprint.of(server()).isNear(before)))
        .as("before %s, now %s", before, Footprint.of(server()))
        .isTrue();
    System.out.printf("aborts: before %s, now %s%n", before, Footprint.of(server()));
    for (TestGrant grant : grants) {
      assertThat(Chat.proxy(grant, "fake-json").status()).isEqualTo(200);
    }
  }

  private void abort(List<TestGrant> grants, int calls) throws Exception {
    ExecutorService callers = Executors.newFixedThreadPool(AT_ONCE);
    try {
      List<Future<?>> all = new ArrayList<>();
      for (int i = 0; i < calls; i++) {
        Random random = new Random(seed + i);
        all.add(callers.submit(() -> abortOne(grants, random)));
      }
      for (Future<?> one : all) {
        one.get();
      }
    } finally {
      callers.shutdownNow();
    }
  }

  private static Void abortOne(List<TestGrant> grants, Random random)
      throws IOException, InterruptedException {
    OddCall call = OddCall.CHATS.get(random.nextInt(OddCall.CHATS.size()));
    TestGrant grant =
        grants.get(List.of("openai", "anthropic", "google").indexOf(call.patientProvider()));
    // only streams: who leaves another call is found at its answer
    String request = call.request(grant, MODELS.get(random.nextInt(MODELS.size())), true);
    boolean partly = random.nextInt(5) == 0;
    int length = partly ? random.nextInt(request.length()) : request.length();
    RawCall caller = RawCall.send(request, length);
    try {
      Thread.sleep(random.nextInt(60));
      if (!partly && caller.hears()) {
        caller.hear(random.nextInt(300));
      }
    } catch (IOException e) {
      // the answer has ended
    } finally {
      if (random.nextBoolean()) {
        caller.reset();
      } else {
        caller.close();
      }
    }
    return null;
  }

  private static void assertSettled(List<TestGrant> grants) {
    for (TestGrant grant : grants) {
      assertThat(Wait.until(PATIENCE, () -> isSettled(grant))).as("settled").isTrue();
    }
  }

  /** While thousands of calls are settled, the database may be too busy to tell. */
  private static boolean isSettled(TestGrant grant) {
    Answer answer = Http.get("/grants/self", Http.bearer(grant.claimToken()));
    return answer.status() != 503 && answer.json().at("/reserved/requests").asLong() == 0;
  }

  private static boolean noneIsOpen() {
    return UPSTREAM.arrivals().stream().noneMatch(one -> UPSTREAM.isOpen(one.connection()));
  }

  private static ProcessHandle server() {
    return ProcessHandle.current()
        .descendants()
        .filter(one -> one.info().commandLine().orElse("").contains("payara-micro"))
        .findFirst()
        .orElseThrow();
  }

  /**
   * What a process holds.
   *
   * @param threads how many of each name, which Linux cuts to 15 characters
   */
  private record Footprint(Map<String, Long> threads, long files) {
    private static final int FEW = 40;

    /** The server's own pool for requests, which grows to its limit and stays. */
    private static final String OF_THE_SERVER = "http-thread-poo";

    static Footprint of(ProcessHandle process) {
      Path proc = Path.of("/proc", Long.toString(process.pid()));
      assumeTrue(Files.isDirectory(proc), "SKIPPED, NOT PASSED: there is no /proc to count in");
      try (Stream<Path> tasks = Files.list(proc.resolve("task"));
          Stream<Path> files = Files.list(proc.resolve("fd"))) {
        return new Footprint(
            tasks.collect(
                Collectors.groupingBy(Footprint::name, TreeMap::new, Collectors.counting())),
            files.count());
      } catch (IOException e) {
        throw new AssertionError(e);
      }
    }

    private static String name(Path task) {
      try {
        return Files.readString(task.resolve("comm")).strip().replaceAll("[0-9#-]+$", "");
      } catch (IOException e) {
        return "gone";
      }
    }

    private long ours() {
      return threads.entrySet().stream()
          .filter(one -> !one.getKey().equals(OF_THE_SERVER))
          .mapToLong(Map.Entry::getValue)
          .sum();
    }

    /** The server's own pools breathe a little. */
    boolean isNear(Footprint before) {
      return ours() <= before.ours() + FEW && files <= before.files + FEW;
    }
  }
}
