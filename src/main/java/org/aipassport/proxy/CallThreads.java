package org.aipassport.proxy;

import jakarta.annotation.PreDestroy;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.aipassport.config.Settings;
import org.aipassport.problems.Refusal;
import org.aipassport.problems.RefusalException;

/**
 * Where proxied calls run: each on a virtual thread of its own from Java 24 on (before, a virtual
 * thread that waits inside a monitor pins its carrier), else on at most {@code
 * aipassport.call-threads} platform threads. The server's own threads are never held by a call.
 */
@ApplicationScoped
public class CallThreads {
  private static final int FIRST_WITHOUT_PINNING = 24;
  private static final long IDLE_SECONDS = 60;
  private static final int VIRTUAL_PER_GRANT = 1_000;
  private static final int VIRTUAL_PARKED = 500;

  private ExecutorService executor;
  private int mostPerGrant;
  private int mostParked;

  @SuppressWarnings("NullAway.Init")
  protected CallThreads() {} // for the CDI proxy

  @Inject
  CallThreads(Settings settings) {
    Optional<ExecutorService> virtual = virtual();
    int most = settings.limits().callThreads();
    this.executor = virtual.orElseGet(() -> bounded(most));
    this.mostPerGrant = virtual.isPresent() ? VIRTUAL_PER_GRANT : Math.max(1, most / 2);
    this.mostParked = virtual.isPresent() ? VIRTUAL_PARKED : Math.max(1, most / 4);
  }

  /** The product is compiled for Java 17, which has no virtual threads: looked up at run time. */
  private static Optional<ExecutorService> virtual() {
    if (Runtime.version().feature() < FIRST_WITHOUT_PINNING) {
      return Optional.empty();
    }
    try {
      return Optional.of(
          (ExecutorService)
              Executors.class.getMethod("newVirtualThreadPerTaskExecutor").invoke(null));
    } catch (ReflectiveOperationException e) {
      return Optional.empty();
    }
  }

  private static ExecutorService bounded(int most) {
    AtomicInteger number = new AtomicInteger();
    return new ThreadPoolExecutor(
        0,
        most,
        IDLE_SECONDS,
        TimeUnit.SECONDS,
        new SynchronousQueue<>(),
        task -> {
          // inherits nothing of the request that happens to start it
          Thread thread =
              new Thread(null, task, "aipassport-call-" + number.incrementAndGet(), 0, false);
          thread.setDaemon(true);
          return thread;
        });
  }

  /** How many calls one grant may have under way: half of the threads, or 1,000 virtual ones. */
  int mostPerGrant() {
    return mostPerGrant;
  }

  /** How many calls may wait for owners: a quarter of the threads, or 500 virtual ones. */
  int mostParked() {
    return mostParked;
  }

  /**
   * Runs a call.
   *
   * @throws RefusalException UNAVAILABLE if all threads are taken
   */
  void run(Runnable call) {
    try {
      executor.execute(call);
    } catch (RejectedExecutionException e) {
      throw RefusalException.because(Refusal.UNAVAILABLE, "Too many calls at once.", e);
    }
  }

  @PreDestroy
  void stop() {
    executor.shutdownNow();
  }
}
