package org.aipassport.persistence;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import jakarta.persistence.EntityManager;
import jakarta.persistence.PersistenceException;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BrokenBarrierException;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import org.aipassport.problems.Refusal;
import org.aipassport.problems.RefusalException;
import org.aipassport.support.Databases;
import org.aipassport.support.OnBothDatabases;
import org.junit.jupiter.api.AfterEach;

/** What happens when many want the same. */
class ContentionTest {
  private final ExecutorService threads = Executors.newFixedThreadPool(50);

  @AfterEach
  void stopThreads() {
    threads.shutdownNow();
  }

  @OnBothDatabases
  void oneOfTwoTransactionsInADeadlockIsRepeated(Databases.Kind kind) throws Exception {
    try (TestTable table = TestTable.open(kind)) {
      table.transactions().run(em -> insertBoth(em));
      CyclicBarrier bothHoldOne = new CyclicBarrier(2);
      AtomicInteger attempts = new AtomicInteger();
      Future<?> there = crossing(table, "a", "b", bothHoldOne, attempts);
      Future<?> back = crossing(table, "b", "a", bothHoldOne, attempts);
      there.get(20, TimeUnit.SECONDS);
      back.get(20, TimeUnit.SECONDS);
      assertThat(attempts.get()).isBetween(3, 5);
      assertThat(table.read("a") + table.read("b")).isEqualTo(4);
    }
  }

  @OnBothDatabases
  void aTransactionIsRepeatedThreeTimesAndNoMore(Databases.Kind kind) {
    try (TestTable table = TestTable.open(kind)) {
      AtomicInteger attempts = new AtomicInteger();
      assertThatThrownBy(() -> table.transactions().run(em -> loseAgain(attempts)))
          .satisfies(ContentionTest::isUnavailable);
      assertThat(attempts).hasValue(4);
    }
  }

  @OnBothDatabases
  void onlyTheOutermostCallIsRepeated(Databases.Kind kind) {
    try (TestTable table = TestTable.open(kind)) {
      AtomicInteger outer = new AtomicInteger();
      AtomicInteger inner = new AtomicInteger();
      assertThatThrownBy(
              () ->
                  table
                      .transactions()
                      .run(
                          em -> {
                            outer.incrementAndGet();
                            table.transactions().run(same -> loseAgain(inner));
                          }))
          .satisfies(ContentionTest::isUnavailable);
      assertThat(outer).hasValue(4);
      assertThat(inner).hasValue(4);
    }
  }

  @OnBothDatabases
  void aConditionalUpdateLetsExactlyOneOfFiftyThrough(Databases.Kind kind) throws Exception {
    try (TestTable table = TestTable.open(kind)) {
      table.transactions().run(em -> TestTable.insert(em, "a", 0));
      List<Future<Integer>> tries = new ArrayList<>();
      CyclicBarrier start = new CyclicBarrier(50);
      for (int i = 0; i < 50; i++) {
        tries.add(
            threads.submit(
                () -> {
                  await(start);
                  return table.transactions().call(em -> TestTable.increment(em, "a", 1));
                }));
      }
      int admitted = 0;
      for (Future<Integer> attempt : tries) {
        admitted += attempt.get(20, TimeUnit.SECONDS);
      }
      assertThat(admitted).isEqualTo(1);
      assertThat(table.read("a")).isEqualTo(1);
    }
  }

  @OnBothDatabases
  void withoutAFreeConnectionACallIsRefusedWithinThreeSeconds(Databases.Kind kind)
      throws SQLException {
    try (TestTable table = TestTable.open(kind)) {
      List<Connection> all = new ArrayList<>();
      try {
        for (int i = 0; i < table.pool().getMaximumPoolSize(); i++) {
          all.add(table.database().dataSource().getConnection());
        }
        Instant start = Instant.now();
        assertThatThrownBy(table::count).satisfies(ContentionTest::isUnavailable);
        assertThat(Duration.between(start, Instant.now())).isLessThan(Duration.ofSeconds(3));
        assertThat(new DatabaseHealth(table.database()::dataSource).healthy()).isFalse();
      } finally {
        for (Connection connection : all) {
          connection.close();
        }
      }
      assertThat(table.count()).isZero();
      assertThat(new DatabaseHealth(table.database()::dataSource).healthy()).isTrue();
    }
  }

  private Future<?> crossing(
      TestTable table, String first, String second, CyclicBarrier meet, AtomicInteger attempts) {
    AtomicInteger own = new AtomicInteger();
    return threads.submit(
        () ->
            table
                .transactions()
                .run(
                    em -> {
                      attempts.incrementAndGet();
                      TestTable.increment(em, first, 9);
                      if (own.incrementAndGet() == 1) {
                        await(meet);
                      }
                      TestTable.increment(em, second, 9);
                    }));
  }

  private static void insertBoth(EntityManager em) {
    TestTable.insert(em, "a", 0);
    TestTable.insert(em, "b", 0);
  }

  private static void loseAgain(AtomicInteger attempts) {
    attempts.incrementAndGet();
    throw new PersistenceException(new SQLException("could not serialize", "40001"));
  }

  private static void await(CyclicBarrier barrier) {
    try {
      barrier.await(10, TimeUnit.SECONDS);
    } catch (InterruptedException | BrokenBarrierException | TimeoutException e) {
      throw new IllegalStateException(e);
    }
  }

  private static void isUnavailable(Throwable thrown) {
    assertThat(thrown)
        .isInstanceOfSatisfying(
            RefusalException.class, e -> assertThat(e.reason()).isEqualTo(Refusal.UNAVAILABLE));
  }
}
