package org.aipassport.support;

import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Supplier;
import org.aipassport.persistence.Transactions;

/** Makes those meet who would rarely do so: PostgreSQL only. */
public final class Gate {
  private static final long PATIENCE = Duration.ofMinutes(1).toNanos();
  private static final long PAUSE = Duration.ofMillis(10).toNanos();

  /** Databases that were copied from one template have tables of the same number. */
  private static final String WAITING =
      "SELECT COUNT(*) FROM pg_locks l JOIN pg_database d ON d.oid = l.database"
          + " WHERE d.datname = current_database() AND NOT l.granted AND l.relation = ?::regclass";

  private Gate() {}

  /** Runs the work; whoever writes to the table waits until that many do. */
  public static <T> T holdWriters(TestBroker broker, String table, int all, Supplier<T> work) {
    CompletableFuture<T> running =
        broker
            .get(Transactions.class)
            .call(
                em -> {
                  lock(em.unwrap(Connection.class), table);
                  CompletableFuture<T> begun = CompletableFuture.supplyAsync(work);
                  await(broker, table, all, begun);
                  return begun;
                });
    return running.join();
  }

  private static void lock(Connection connection, String table) {
    try (var statement = connection.createStatement()) {
      statement.execute("LOCK TABLE " + table + " IN SHARE MODE");
    } catch (SQLException e) {
      throw new IllegalStateException(e);
    }
  }

  private static void await(TestBroker broker, String table, int all, CompletableFuture<?> work) {
    long start = System.nanoTime();
    while (Long.parseLong(broker.one(WAITING, table)) < all) {
      if (work.isDone() || System.nanoTime() - start > PATIENCE) {
        throw new AssertionError("fewer than " + all + " wait to write to " + table);
      }
      LockSupport.parkNanos(PAUSE);
    }
  }
}
