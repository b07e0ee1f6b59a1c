package org.aipassport.proxy;

import jakarta.annotation.Priority;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.context.Initialized;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Inject;
import java.time.Duration;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Semaphore;
import java.util.function.BooleanSupplier;
import org.aipassport.config.Background;

/**
 * Calls that ended while the database was too busy to put that on record. They are settled as soon
 * as it has time; the ledger's sweep would find them only after an hour.
 */
@ApplicationScoped
public class Unsettled {
  private static final Duration LOOK = Duration.ofSeconds(1);

  private static final int FEW = 10_000;

  private final Semaphore few = new Semaphore(FEW);
  private final Queue<BooleanSupplier> waiting = new ConcurrentLinkedQueue<>();

  private Background background;

  @SuppressWarnings("NullAway.Init")
  protected Unsettled() {} // for the CDI proxy

  @Inject
  Unsettled(Background background) {
    this.background = background;
  }

  void atStart(@Observes @Priority(800) @Initialized(ApplicationScoped.class) Object event) {
    background.every(LOOK, "settle what could not be settled", this::settle);
  }

  /**
   * Tries again later.
   *
   * @param settlement settles a call; whether it could
   */
  void add(BooleanSupplier settlement) {
    waiting.add(settlement);
  }

  /**
   * Tries again later what the ledger's sweep does as well: beyond 10,000 that wait, it is left to
   * that, so that an outage does not fill the memory.
   */
  void addIfFew(BooleanSupplier settlement) {
    if (few.tryAcquire()) {
      waiting.add(
          () -> {
            boolean isDone = settlement.getAsBoolean();
            if (isDone) {
              few.release();
            }
            return isDone;
          });
    }
  }

  /** Settles what waits, until the database is too busy again. */
  void settle() {
    for (BooleanSupplier next = waiting.peek(); next != null; next = waiting.peek()) {
      if (!next.getAsBoolean()) {
        return;
      }
      waiting.remove(next);
    }
  }
}
