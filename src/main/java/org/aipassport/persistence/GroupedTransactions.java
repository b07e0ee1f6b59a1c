package org.aipassport.persistence;

import jakarta.persistence.EntityManager;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.stream.IntStream;
import org.aipassport.problems.RefusalException;
import org.jspecify.annotations.Nullable;

/**
 * Runs short works of many callers in few transactions: who comes while one is being stored waits,
 * and the next stores all who wait. Under load a commit, and the wait for a row that everybody
 * changes, is paid once for many; a work that is alone is stored at once.
 *
 * <p>To its caller each work is as if alone: it is durable when its call returns, and if it fails,
 * the others of its group are run again without it, so work must change nothing but the database.
 *
 * <p>A group changes rows in the order in which its works came, so two that change the same owner's
 * must never run side by side, or each would wait for rows of the other: the lane sees to that
 * within this process, a lock on the owner, taken first, between processes.
 */
public class GroupedTransactions {
  private static final int LANES = 8;
  private static final int MOST = 32;

  private final Transactions transactions;
  private final OwnerLocks owners = new OwnerLocks();
  private final List<Lane> lanes = IntStream.range(0, LANES).mapToObj(i -> new Lane()).toList();

  /** Stores groups by {@code transactions}. */
  public GroupedTransactions(Transactions transactions) {
    this.transactions = transactions;
  }

  /**
   * Runs work like {@link Transactions#call}, perhaps together with works of other callers.
   *
   * @param owner whose rows the work changes: works of one owner are never stored side by side, so
   *     that groups do not wait for each other's rows
   * @throws DuplicateRowException as {@link Transactions#call}
   * @throws RefusalException as {@link Transactions#call}
   */
  public <T> T call(String owner, Function<EntityManager, T> work) {
    if (transactions.isInside()) {
      return transactions.call(work);
    }
    Waiting<T> waiting = new Waiting<>(owner, work);
    lane(owner).await(waiting);
    return waiting.result();
  }

  private Lane lane(String owner) {
    return lanes.get(Math.floorMod(owner.hashCode(), LANES));
  }

  /**
   * Runs work in a transaction of its own like {@link Transactions#call}, but not beside any other
   * of that owner here: for work that changes many of the owner's rows.
   *
   * @throws DuplicateRowException as {@link Transactions#call}
   * @throws RefusalException as {@link Transactions#call}
   */
  public <T> T alone(String owner, Function<EntityManager, T> work) {
    if (transactions.isInside()) {
      return transactions.call(work);
    }
    Waiting<T> waiting = new Waiting<>(owner, work);
    lane(owner).alone(waiting);
    return waiting.result();
  }

  /**
   * As {@link #call}, for work without a result.
   *
   * @throws DuplicateRowException as {@link Transactions#call}
   * @throws RefusalException as {@link Transactions#call}
   */
  public void run(String owner, Consumer<EntityManager> work) {
    boolean unused =
        call(
            owner,
            em -> {
              work.accept(em);
              return true;
            });
  }

  private final class Lane {
    private final Queue<Waiting<?>> queue = new ConcurrentLinkedQueue<>();
    private final ReentrantLock storing = new ReentrantLock();

    /** Whoever gets the lane stores for all who wait; mostly somebody else has done it by then. */
    void await(Waiting<?> waiting) {
      queue.add(waiting);
      while (!waiting.isDone()) {
        storing.lock();
        try {
          if (!waiting.isDone()) {
            store(next());
          }
        } finally {
          storing.unlock();
        }
      }
    }

    void alone(Waiting<?> waiting) {
      storing.lock();
      try {
        store(List.of(waiting));
      } finally {
        storing.unlock();
      }
    }

    private List<Waiting<?>> next() {
      List<Waiting<?>> group = new ArrayList<>();
      for (Waiting<?> one = queue.poll(); one != null; one = queue.poll()) {
        group.add(one);
        if (group.size() == MOST) {
          break;
        }
      }
      return group;
    }
  }

  /** Leaves every one of the group done, whatever happens. */
  private void store(List<Waiting<?>> group) {
    if (group.size() > 1 && isStored(group)) {
      return;
    }
    group.stream().filter(one -> !one.isDone()).forEach(one -> one.runAlone(transactions, owners));
  }

  /** False if each has to be run alone, as one of them failed. */
  private boolean isStored(List<Waiting<?>> group) {
    Together together = new Together(group, owners);
    try {
      transactions.run(together);
    } catch (RefusalException e) {
      boolean isAway = !together.isRefused() && !Faults.isContention(e);
      if (isAway) { // each would wait for the database as long again
        group.forEach(one -> one.failed(e));
      }
      return isAway;
    } catch (RuntimeException | Error e) {
      return false;
    }
    group.forEach(Waiting::stored);
    return true;
  }

  /** The works of a group, one after the other in one transaction. */
  private static final class Together implements Consumer<EntityManager> {
    private final List<Waiting<?>> group;
    private final OwnerLocks owners;
    private boolean refused;

    Together(List<Waiting<?>> group, OwnerLocks owners) {
      this.group = group;
      this.owners = owners;
    }

    @Override
    public void accept(EntityManager em) {
      refused = false;
      group.stream().map(Waiting::owner).distinct().sorted().forEach(one -> owners.take(em, one));
      for (Waiting<?> one : group) {
        try {
          one.runIn(em);
        } catch (RefusalException e) {
          refused = true;
          throw e;
        }
      }
    }

    /** Whether it was one of the works that refused, and not the database. */
    boolean isRefused() {
      return refused;
    }
  }

  /** One caller's work, and what became of it. */
  private static final class Waiting<T> {
    private final String owner;
    private final Function<EntityManager, T> work;
    private @Nullable T value;
    private @Nullable Throwable failure;
    private volatile boolean done;

    Waiting(String owner, Function<EntityManager, T> work) {
      this.owner = owner;
      this.work = work;
    }

    String owner() {
      return owner;
    }

    boolean isDone() {
      return done;
    }

    /** Leaves nothing behind in the entity manager for the next one to lose. */
    void runIn(EntityManager em) {
      value = work.apply(em);
      em.flush();
      em.clear();
    }

    void stored() {
      done = true;
    }

    void failed(Throwable reason) {
      failure = reason;
      done = true;
    }

    void runAlone(Transactions transactions, OwnerLocks owners) {
      try {
        value =
            transactions.call(
                em -> {
                  owners.take(em, owner);
                  return work.apply(em);
                });
        stored();
      } catch (RuntimeException | Error e) {
        failed(e);
      }
    }

    T result() {
      if (failure instanceof Error error) {
        throw error;
      }
      if (failure instanceof RuntimeException exception) {
        throw exception;
      }
      return Objects.requireNonNull(value);
    }
  }
}
