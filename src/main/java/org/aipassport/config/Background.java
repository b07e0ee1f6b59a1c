package org.aipassport.config;

import jakarta.annotation.PreDestroy;
import jakarta.enterprise.context.ApplicationScoped;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/** The broker's one scheduler: two daemon threads, stopped when the application ends. */
@ApplicationScoped
public class Background {
  private static final Logger LOG = System.getLogger(Background.class.getName());
  private static final int THREADS = 2;
  private static final Duration TO_FINISH = Duration.ofSeconds(4);
  private static final Duration TO_GIVE_UP = Duration.ofSeconds(1);

  private final AtomicInteger threads = new AtomicInteger();
  private final Set<String> logged = ConcurrentHashMap.newKeySet();
  private final ScheduledThreadPoolExecutor scheduler =
      new ScheduledThreadPoolExecutor(THREADS, this::thread);

  /** Starts no thread before the first task. */
  public Background() {
    scheduler.setRemoveOnCancelPolicy(true);
    scheduler.setExecuteExistingDelayedTasksAfterShutdownPolicy(false);
  }

  /**
   * Runs the task again and again, first after one period, then one period after each end. A run
   * that fails does not end that; the log tells each kind of failure once.
   *
   * @param name tells in the log which task failed
   * @throws java.util.concurrent.RejectedExecutionException after the stop
   */
  public void every(Duration period, String name, Runnable task) {
    long nanos = period.toNanos();
    var unused =
        scheduler.scheduleWithFixedDelay(guarded(name, task), nanos, nanos, TimeUnit.NANOSECONDS);
  }

  /**
   * Runs the task once after the delay; not if the application ends before.
   *
   * @param name tells in the log which task failed
   * @throws java.util.concurrent.RejectedExecutionException after the stop
   */
  public void after(Duration delay, String name, Runnable task) {
    var unused = scheduler.schedule(guarded(name, task), delay.toNanos(), TimeUnit.NANOSECONDS);
  }

  /**
   * Starts no further run, lets running ones finish, interrupts them after 4 s; ends within 5 s.
   */
  @PreDestroy
  void stop() {
    scheduler.shutdown();
    try {
      if (!await(TO_FINISH)) {
        scheduler.shutdownNow();
        if (!await(TO_GIVE_UP)) {
          LOG.log(Level.WARNING, "a background task does not end");
        }
      }
    } catch (InterruptedException e) {
      scheduler.shutdownNow();
      Thread.currentThread().interrupt();
    }
  }

  private boolean await(Duration time) throws InterruptedException {
    return scheduler.awaitTermination(time.toNanos(), TimeUnit.NANOSECONDS);
  }

  private Runnable guarded(String name, Runnable task) {
    return () -> {
      try {
        task.run();
      } catch (Throwable e) { // an escaping one would silently end the schedule
        if (logged.add(name + " " + e.getClass().getName())) {
          LOG.log(Level.WARNING, "the background task " + name + " failed", e);
        }
      }
    };
  }

  private Thread thread(Runnable work) {
    String name = "aipassport-background-" + threads.incrementAndGet();
    Thread thread = new Thread(null, work, name, 0, false); // inherits nothing of a request
    thread.setDaemon(true);
    thread.setContextClassLoader(Background.class.getClassLoader());
    return thread;
  }
}
