package org.aipassport.persistence;

import static org.aipassport.support.Refused.refused;
import static org.assertj.core.api.Assertions.assertThat;

import jakarta.persistence.EntityManager;
import jakarta.persistence.PersistenceException;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import java.util.stream.IntStream;
import org.aipassport.problems.Refusal;
import org.aipassport.problems.RefusalException;
import org.aipassport.support.Databases;
import org.aipassport.support.OnBothDatabases;

class GroupedTransactionsTest {
  private static final String OWNER = "owner";

  @OnBothDatabases
  void thoseWhoWaitAreStoredTogether(Databases.Kind kind) throws Exception {
    try (TestTable table = TestTable.open(kind);
        Crowd crowd = new Crowd(table.transactions())) {
      Set<EntityManager> used = ConcurrentHashMap.newKeySet();
      for (int i = 0; i < 10; i++) {
        String name = "n" + i;
        crowd.add(
            em -> {
              used.add(em);
              TestTable.insert(em, name, 1);
              return name;
            });
      }
      assertThat(crowd.outcomes()).hasSize(10).allMatch(String.class::isInstance);
      assertThat(used).hasSize(1);
      assertThat(table.count()).isEqualTo(10);
    }
  }

  @OnBothDatabases
  void aWorkThatFailsTakesNobodyWithIt(Databases.Kind kind) throws Exception {
    for (Function<EntityManager, Object> bad :
        List.<Function<EntityManager, Object>>of(
            GroupedTransactionsTest::refuse,
            GroupedTransactionsTest::insertTwice,
            GroupedTransactionsTest::fault)) {
      try (TestTable table = TestTable.open(kind);
          Crowd crowd = new Crowd(table.transactions())) {
        for (int i = 0; i < 3; i++) {
          String name = "n" + i;
          crowd.add(em -> inserted(em, name));
        }
        crowd.add(bad);
        crowd.add(em -> inserted(em, "last"));
        List<Object> outcomes = crowd.outcomes();
        assertThat(outcomes).filteredOn(String.class::isInstance).hasSize(4);
        assertThat(outcomes).filteredOn(Throwable.class::isInstance).hasSize(1);
        assertThat(outcomes.get(3))
            .isInstanceOfAny(
                RefusalException.class, DuplicateRowException.class, AssertionError.class);
        assertThat(table.count()).isEqualTo(4);
      }
    }
  }

  /** It comes from the database, like its being away, but each alone is not in anybody's way. */
  @OnBothDatabases
  void whoIsAlwaysInTheWayTakesNobodyWithIt(Databases.Kind kind) throws Exception {
    try (TestTable table = TestTable.open(kind);
        Crowd crowd = new Crowd(table.transactions())) {
      crowd.add(em -> inserted(em, "first"));
      crowd.add(
          em -> {
            throw new PersistenceException(new SQLException("a deadlock", "40001"));
          });
      crowd.add(em -> inserted(em, "last"));
      List<Object> outcomes = crowd.outcomes();
      assertThat(outcomes.get(0)).isEqualTo("first");
      assertThat(outcomes.get(1)).isInstanceOf(RefusalException.class);
      assertThat(outcomes.get(2)).isEqualTo("last");
      assertThat(table.count()).isEqualTo(2);
    }
  }

  /**
   * Of two brokers one has the rows of an owner at a time: else each would wait for what the other
   * has, and one of them begin again.
   */
  @OnBothDatabases
  void groupsOfTwoBrokersDoNotWaitForEachOther(Databases.Kind kind) throws Exception {
    if (kind == Databases.Kind.DERBY) {
      return; // no second broker lives on it
    }
    try (TestTable table = TestTable.open(kind);
        Crowd one = new Crowd(table.transactions(), neighbour(1));
        Crowd other = new Crowd(table.transactions(), neighbour(2))) {
      table.transactions().run(em -> TestTable.insert(em, "a", 0));
      table.transactions().run(em -> TestTable.insert(em, "b", 0));
      AtomicInteger runs = new AtomicInteger();
      CountDownLatch both = new CountDownLatch(2);
      for (Crowd crowd : List.of(one, other)) {
        List<String> rows = crowd == one ? List.of("a", "b") : List.of("b", "a");
        crowd.add(
            em -> {
              runs.incrementAndGet();
              int changed = TestTable.increment(em, rows.get(0), 100);
              both.countDown();
              awaitShortly(both); // in vain, if the other waits for the owner
              return changed;
            });
        crowd.add(em -> TestTable.increment(em, rows.get(1), 100));
      }
      one.begin();
      other.begin();
      assertThat(one.outcomes()).containsExactly(1, 1);
      assertThat(other.outcomes()).containsExactly(1, 1);
      assertThat(runs).as("nobody began again").hasValue(2);
    }
  }

  /** Another owner in the same lane. */
  private static String neighbour(int number) {
    return IntStream.iterate(0, i -> i + 1)
        .mapToObj(i -> "neighbour " + i)
        .filter(name -> Math.floorMod(name.hashCode() - OWNER.hashCode(), 8) == 0)
        .skip(number)
        .findFirst()
        .orElseThrow();
  }

  private static void awaitShortly(CountDownLatch latch) {
    try {
      boolean unused = latch.await(1, TimeUnit.SECONDS);
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  @OnBothDatabases
  void whatIsDoneAloneIsNotBesideAGroup(Databases.Kind kind) throws Exception {
    try (TestTable table = TestTable.open(kind);
        Crowd crowd = new Crowd(table.transactions())) {
      FutureTask<Object> alone =
          started(() -> crowd.grouped.alone(OWNER, em -> inserted(em, "alone")));
      awaitShortly(new CountDownLatch(1));
      assertThat(alone.isDone()).as("beside the one who holds the lane").isFalse();
      crowd.add(em -> inserted(em, "waits"));
      assertThat(crowd.outcomes()).containsExactly("waits");
      assertThat(alone.get(10, TimeUnit.SECONDS)).isEqualTo("alone");
      assertThat(table.count()).isEqualTo(2);
    }
  }

  private static Object inserted(EntityManager em, String name) {
    TestTable.insert(em, name, 1);
    return name;
  }

  private static Object refuse(EntityManager em) {
    TestTable.insert(em, "bad", 1);
    throw new RefusalException(Refusal.UNAVAILABLE, "refused by the work itself");
  }

  private static Object insertTwice(EntityManager em) {
    TestTable.insert(em, "bad", 1);
    TestTable.insert(em, "bad", 1);
    return "never";
  }

  private static Object fault(EntityManager em) {
    TestTable.insert(em, "bad", 1);
    throw new AssertionError("a fault of ours");
  }

  @OnBothDatabases
  void worksOfOneOwnerAreNeverSideBySide(Databases.Kind kind) throws Exception {
    try (TestTable table = TestTable.open(kind)) {
      table.transactions().run(em -> TestTable.insert(em, "sum", 0));
      GroupedTransactions grouped = new GroupedTransactions(table.transactions());
      AtomicInteger inside = new AtomicInteger();
      List<FutureTask<Object>> tasks = new ArrayList<>();
      for (int i = 0; i < 200; i++) {
        tasks.add(
            started(
                () ->
                    grouped.call(
                        OWNER,
                        em -> {
                          assertThat(inside.incrementAndGet()).isEqualTo(1);
                          int changed = TestTable.increment(em, "sum", 150);
                          inside.decrementAndGet();
                          return changed;
                        })));
      }
      int changed = 0;
      for (FutureTask<Object> task : tasks) {
        changed += (Integer) task.get(60, TimeUnit.SECONDS);
      }
      assertThat(changed).isEqualTo(150);
      assertThat(table.read("sum")).isEqualTo(150);
    }
  }

  /** It would keep its rows locked while it waits, and be stored without them. */
  @OnBothDatabases
  void aCallWithinATransactionJoinsItAtOnce(Databases.Kind kind) throws Exception {
    try (TestTable table = TestTable.open(kind);
        Crowd crowd = new Crowd(table.transactions())) {
      FutureTask<Object> within =
          started(
              () ->
                  table
                      .transactions()
                      .call(
                          outer ->
                              crowd.grouped.call(
                                  OWNER,
                                  inner -> {
                                    assertThat(inner).isSameAs(outer);
                                    return inserted(inner, "a");
                                  })));
      assertThat(within.get(10, TimeUnit.SECONDS)).isEqualTo("a");
      assertThat(table.count()).isEqualTo(1);
    }
  }

  /** Each alone would wait for a connection as long again. */
  @OnBothDatabases
  void whoWaitsForADatabaseThatIsAwayIsToldWithTheOthers(Databases.Kind kind) throws Exception {
    AtomicBoolean away = new AtomicBoolean();
    AtomicInteger asked = new AtomicInteger();
    try (TestTable table = TestTable.open(kind);
        Crowd crowd =
            new Crowd(
                new Transactions(
                    () -> {
                      asked.incrementAndGet();
                      if (away.get()) {
                        throw new PersistenceException("the database is away");
                      }
                      return table.database().factory();
                    }))) {
      for (int i = 0; i < 20; i++) {
        String name = "n" + i;
        crowd.add(em -> inserted(em, name));
      }
      away.set(true);
      assertThat(crowd.outcomes())
          .hasSize(20)
          .allSatisfy(
              outcome ->
                  refused(
                      Refusal.UNAVAILABLE,
                      () -> {
                        throw (RefusalException) outcome;
                      }));
      assertThat(asked).hasValue(2);
      assertThat(table.count()).isZero();
    }
  }

  private static FutureTask<Object> started(Callable<Object> task) {
    FutureTask<Object> future = new FutureTask<>(task);
    new Thread(future).start();
    return future;
  }

  /** Callers who wait while somebody else's work is stored. */
  private static final class Crowd implements AutoCloseable {
    private final GroupedTransactions grouped;
    private final CountDownLatch go = new CountDownLatch(1);
    private final List<FutureTask<Object>> tasks = new ArrayList<>();
    private final FutureTask<Object> first;

    Crowd(Transactions transactions) throws InterruptedException {
      this(transactions, OWNER);
    }

    /** They wait for {@code firstOwner}, who shares their lane and nothing else. */
    Crowd(Transactions transactions, String firstOwner) throws InterruptedException {
      this.grouped = new GroupedTransactions(transactions);
      CountDownLatch begun = new CountDownLatch(1);
      this.first =
          started(
              () ->
                  grouped.call(
                      firstOwner,
                      em -> {
                        begun.countDown();
                        return await(go);
                      }));
      assertThat(begun.await(10, TimeUnit.SECONDS)).isTrue();
    }

    private static boolean await(CountDownLatch latch) {
      try {
        return latch.await(60, TimeUnit.SECONDS);
      } catch (InterruptedException e) {
        throw new IllegalStateException(e);
      }
    }

    /** Returns when the caller waits. */
    void add(Function<EntityManager, Object> work) throws InterruptedException {
      FutureTask<Object> task = new FutureTask<>(() -> grouped.call(OWNER, work));
      Thread thread = new Thread(task);
      thread.start();
      tasks.add(task);
      while (thread.getState() != Thread.State.WAITING) {
        Thread.sleep(1);
      }
    }

    void begin() {
      go.countDown();
    }

    /** What each got, in the order in which they came. */
    List<Object> outcomes() throws Exception {
      begin();
      first.get(60, TimeUnit.SECONDS);
      List<Object> outcomes = new ArrayList<>();
      for (FutureTask<Object> task : tasks) {
        try {
          outcomes.add(task.get(60, TimeUnit.SECONDS));
        } catch (ExecutionException e) {
          outcomes.add(e.getCause());
        }
      }
      return outcomes;
    }

    @Override
    public void close() {
      go.countDown();
    }
  }
}
