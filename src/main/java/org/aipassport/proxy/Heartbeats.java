package org.aipassport.proxy;

import jakarta.annotation.PreDestroy;
import jakarta.annotation.Priority;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.context.Initialized;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Inject;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import org.aipassport.config.Background;
import org.aipassport.config.Settings;
import org.aipassport.problems.RefusalException;

/**
 * Sends a sign of life on every stream that has been silent for {@code
 * aipassport.stream.heartbeat}, so that nothing between takes it for dead, and a caller that has
 * left is found. The scheduler only looks at clocks; the writing, which a slow caller may block, is
 * done on the calls' threads, or on a few of its own while those are taken.
 */
@ApplicationScoped
public class Heartbeats {
  /** How many looks there are in one silence; the second of two signs comes after one. */
  private static final int LOOKS = 15;

  private static final int SPARE_THREADS = 16;
  private static final long IDLE_SECONDS = 30;

  private final Set<Beat> beats = ConcurrentHashMap.newKeySet();

  private CallThreads threads;
  private Background background;
  private Duration silence;
  private ThreadPoolExecutor spare;

  @SuppressWarnings("NullAway.Init")
  protected Heartbeats() {} // for the CDI proxy

  @Inject
  Heartbeats(CallThreads threads, Background background, Settings settings) {
    this(threads, background, settings.limits().heartbeat());
  }

  Heartbeats(CallThreads threads, Background background, Duration silence) {
    this.threads = threads;
    this.background = background;
    this.silence = silence;
    this.spare =
        new ThreadPoolExecutor(
            0,
            SPARE_THREADS,
            IDLE_SECONDS,
            TimeUnit.SECONDS,
            new SynchronousQueue<>(),
            task -> {
              Thread thread = new Thread(null, task, "aipassport-heartbeat", 0, false);
              thread.setDaemon(true);
              return thread;
            });
  }

  void atStart(@Observes @Priority(800) @Initialized(ApplicationScoped.class) Object event) {
    background.every(silence.dividedBy(LOOKS), "show callers that streams live", this::look);
  }

  /**
   * Shows signs of life to {@code caller} until the beat is closed, if its form has any.
   *
   * @param onGone runs once when a sign finds nobody
   */
  Beat start(CallerStream caller, Runnable onGone) {
    Beat beat = new Beat(caller, onGone, beats::remove);
    if (caller.canShowLife()) {
      beats.add(beat);
    }
    return beat;
  }

  void look() {
    long now = System.nanoTime();
    Duration second = silence.dividedBy(LOOKS);
    for (Beat beat : beats) {
      if (beat.claim(now, silence, second)) {
        run(beat);
      }
    }
  }

  private void run(Beat beat) {
    try {
      threads.run(beat::send);
    } catch (RefusalException taken) {
      try {
        spare.execute(beat::send);
      } catch (RejectedExecutionException e) {
        beat.skip(); // the next look tries again
      }
    }
  }

  @PreDestroy
  void stop() {
    spare.shutdownNow();
  }
}
