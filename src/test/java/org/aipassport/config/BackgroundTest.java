package org.aipassport.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(20)
class BackgroundTest {
  private static final Duration SOON = Duration.ofMillis(1);

  private final Background background = new Background();

  @AfterEach
  void stop() {
    background.stop();
  }

  @Test
  void runsOnItsOwnDaemonThreadsWithTheApplicationsClasses() throws Exception {
    CompletableFuture<Thread> thread = new CompletableFuture<>();
    background.after(SOON, "test", () -> thread.complete(Thread.currentThread()));
    Thread used = thread.get();
    assertThat(used.getName()).matches("aipassport-background-[12]");
    assertThat(used.isDaemon()).isTrue();
    assertThat(used.getContextClassLoader()).isSameAs(Background.class.getClassLoader());
  }

  @Test
  void failuresNeverEndTheScheduleAndEachKindIsLoggedOnce() throws Exception {
    AtomicInteger runs = new AtomicInteger();
    CountDownLatch enough = new CountDownLatch(7);
    try (LogCapture log = new LogCapture(Background.class.getName())) {
      background.every(
          SOON,
          "sweep",
          () -> {
            enough.countDown();
            if (runs.incrementAndGet() % 2 == 0) {
              throw new IllegalStateException("even");
            }
            throw new AssertionError("odd");
          });
      assertThat(enough.await(10, TimeUnit.SECONDS)).isTrue();
      background.stop();
      assertThat(log.messages())
          .containsExactly("the background task sweep failed", "the background task sweep failed");
      assertThat(log.records())
          .extracting(entry -> entry.getThrown().getClass().getSimpleName())
          .containsExactly("AssertionError", "IllegalStateException");
    }
  }

  @Test
  void firstRunComesAfterOnePeriod() {
    AtomicInteger runs = new AtomicInteger();
    background.every(Duration.ofHours(1), "test", runs::incrementAndGet);
    background.stop();
    assertThat(runs).hasValue(0);
  }

  @Test
  void stopLetsARunningTaskFinish() throws Exception {
    CountDownLatch begun = new CountDownLatch(1);
    CountDownLatch go = new CountDownLatch(1);
    AtomicInteger finished = new AtomicInteger();
    background.after(
        SOON,
        "test",
        () -> {
          begun.countDown();
          try {
            go.await();
            finished.incrementAndGet();
          } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
          }
        });
    begun.await();
    background.after(Duration.ofHours(1), "never", finished::incrementAndGet);
    Thread stopper = new Thread(background::stop);
    stopper.start();
    go.countDown();
    stopper.join();
    assertThat(finished).hasValue(1);
  }

  @Test
  void stopEndsWithin5SecondsWhateverATaskDoes() throws Exception {
    CountDownLatch begun = new CountDownLatch(1);
    CompletableFuture<Boolean> interrupted = new CompletableFuture<>();
    background.after(
        SOON,
        "test",
        () -> {
          begun.countDown();
          try {
            new CountDownLatch(1).await();
          } catch (InterruptedException e) {
            interrupted.complete(true);
          }
        });
    begun.await();
    long before = System.nanoTime();
    background.stop();
    assertThat(Duration.ofNanos(System.nanoTime() - before)).isLessThan(Duration.ofSeconds(6));
    assertThat(interrupted.get()).isTrue();
  }

  @Test
  void nothingIsTakenAfterTheStop() {
    background.stop();
    assertThatThrownBy(() -> background.after(SOON, "test", () -> {}))
        .isInstanceOf(RejectedExecutionException.class);
    assertThatThrownBy(() -> background.every(SOON, "test", () -> {}))
        .isInstanceOf(RejectedExecutionException.class);
  }
}
