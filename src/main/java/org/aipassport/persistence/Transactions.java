package org.aipassport.persistence;

import jakarta.persistence.EntityManager;
import jakarta.persistence.EntityManagerFactory;
import jakarta.persistence.EntityTransaction;
import java.sql.Connection;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Supplier;
import org.aipassport.problems.RefusalException;
import org.jspecify.annotations.Nullable;

/**
 * Runs work in database transactions: all of it is stored, or nothing.
 *
 * <p>Each transaction has one entity manager and one connection. A call within a call joins the
 * transaction around it. An exception rolls the transaction back and goes on to the caller; if an
 * inner call failed, the outer one cannot commit any more, even if it caught the exception.
 *
 * <p>A transaction that the database rolled back because of others (deadlock, serialization
 * failure) is repeated up to three times, so work must change nothing but the database.
 */
public class Transactions {
  private static final int REPEATS = 3;
  private static final long MAX_PAUSE_NANOS = 20_000_000;

  private final Supplier<EntityManagerFactory> factory;
  private final ThreadLocal<@Nullable EntityManager> current = new ThreadLocal<>();

  /** Asks for the factory at each transaction. */
  public Transactions(Supplier<EntityManagerFactory> factory) {
    this.factory = factory;
  }

  /**
   * As {@link #call}, for work without a result.
   *
   * @throws DuplicateRowException as {@link #call}
   * @throws RefusalException as {@link #call}
   */
  public void run(Consumer<EntityManager> work) {
    call(
        em -> {
          work.accept(em);
          return true;
        });
  }

  /**
   * Runs work and commits it, or, within another transaction, leaves that to it.
   *
   * @throws DuplicateRowException if a row with the same unique key exists; nothing was stored
   * @throws RefusalException {@code UNAVAILABLE} if the database cannot be reached or is too busy.
   *     Nothing was stored, unless the connection broke while it confirmed the commit
   * @throws IllegalStateException if an inner call failed and the work went on regardless, or the
   *     database refuses a value; nothing was stored
   */
  public <T extends @Nullable Object> T call(Function<EntityManager, T> work) {
    EntityManager joined = current.get();
    return joined == null ? repeatedly(work) : join(joined, work);
  }

  /** Whether the caller is in a transaction, which its calls would join. */
  boolean isInside() {
    return current.get() != null;
  }

  private static <T extends @Nullable Object> T join(
      EntityManager em, Function<EntityManager, T> work) {
    boolean done = false;
    try {
      T result = work.apply(em);
      done = true;
      return result;
    } finally {
      if (!done && em.getTransaction().isActive()) {
        em.getTransaction().setRollbackOnly();
      }
    }
  }

  private <T extends @Nullable Object> T repeatedly(Function<EntityManager, T> work) {
    for (int repeats = 0; ; repeats++) {
      try {
        return once(work);
      } catch (RuntimeException e) {
        if (repeats == REPEATS || !Faults.mayBeRepeated(e)) {
          throw Faults.translate(e);
        }
        letOthersFinish();
      }
    }
  }

  /** Who repeats at once takes the row from the one that waits for it, and both lose again. */
  private static void letOthersFinish() {
    LockSupport.parkNanos(ThreadLocalRandom.current().nextLong(MAX_PAUSE_NANOS));
  }

  private <T extends @Nullable Object> T once(Function<EntityManager, T> work) {
    EntityManager em = factory.get().createEntityManager();
    try {
      begin(em);
      current.set(em);
      return commit(em, work);
    } finally {
      current.remove();
      em.close();
    }
  }

  /**
   * Takes the transaction's one connection at once: if there is none to be had, there is nothing to
   * roll back, and EclipseLink would wait a second time for one to do that with.
   */
  private static void begin(EntityManager em) {
    em.getTransaction().begin();
    em.unwrap(Connection.class);
  }

  private static <T extends @Nullable Object> T commit(
      EntityManager em, Function<EntityManager, T> work) {
    EntityTransaction transaction = em.getTransaction();
    try {
      T result = work.apply(em);
      if (transaction.getRollbackOnly()) {
        throw new IllegalStateException("A part of the transaction failed; none of it is stored.");
      }
      transaction.commit();
      return result;
    } catch (RuntimeException | Error e) {
      rollBack(transaction, e);
      throw e;
    }
  }

  private static void rollBack(EntityTransaction transaction, Throwable reason) {
    try {
      if (transaction.isActive()) {
        transaction.rollback();
      }
    } catch (RuntimeException e) { // a lost connection; the database rolls back by itself
      reason.addSuppressed(e);
    }
  }
}
