package org.aipassport.proxy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.aipassport.problems.Refusal;
import org.aipassport.problems.RefusalException;
import org.aipassport.support.Refused;
import org.aipassport.support.TestSettings;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class CallThreadsTest {
  private static final boolean VIRTUAL = Runtime.version().feature() >= 24;

  private final CallThreads threads =
      new CallThreads(TestSettings.of(Map.of("aipassport.call-threads", "3")));
  private final CountDownLatch end = new CountDownLatch(1);

  @AfterEach
  void stop() {
    end.countDown();
    threads.stop();
  }

  @Test
  void callBeyondTheLimitIsRefusedAtOnceOnPlatformThreads() throws InterruptedException {
    assumeTrue(!VIRTUAL, "this JVM has virtual threads");
    Set<Thread> used = occupy(3);
    Refused.as(Refusal.UNAVAILABLE, () -> threads.run(() -> {}));
    assertThat(used)
        .allMatch(Thread::isDaemon)
        .allMatch(thread -> thread.getName().startsWith("aipassport-call-"));
  }

  @Test
  void threadThatIsFreeAgainTakesTheNextCall() throws InterruptedException {
    assumeTrue(!VIRTUAL, "this JVM has virtual threads");
    occupy(3);
    end.countDown();
    CountDownLatch done = new CountDownLatch(1);
    long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(20);
    while (!runs(done::countDown)) {
      assertThat(System.nanoTime()).isLessThan(deadline);
      Thread.onSpinWait();
    }
    assertThat(done.await(20, TimeUnit.SECONDS)).isTrue();
  }

  @Test
  void everyCallHasAVirtualThreadOfItsOwnWhereThereAreSome() throws Exception {
    assumeTrue(VIRTUAL, "this JVM has no virtual threads that wait well");
    Set<Thread> used = occupy(50);
    assertThat(used).hasSize(50);
    for (Thread thread : used) {
      assertThat(Thread.class.getMethod("isVirtual").invoke(thread)).isEqualTo(true);
    }
  }

  @Test
  void stoppedBrokerTakesNoCall() {
    threads.stop();
    Refused.as(Refusal.UNAVAILABLE, () -> threads.run(() -> {}));
  }

  private boolean runs(Runnable call) {
    try {
      threads.run(call);
      return true;
    } catch (RefusalException e) {
      return false;
    }
  }

  /** Calls that run until the test ends; when this returns, they all run. */
  private Set<Thread> occupy(int calls) throws InterruptedException {
    Set<Thread> used = ConcurrentHashMap.newKeySet();
    CountDownLatch begun = new CountDownLatch(calls);
    for (int i = 0; i < calls; i++) {
      threads.run(
          () -> {
            used.add(Thread.currentThread());
            begun.countDown();
            try {
              end.await();
            } catch (InterruptedException e) {
              Thread.currentThread().interrupt();
            }
          });
    }
    assertThat(begun.await(20, TimeUnit.SECONDS)).isTrue();
    return used;
  }
}
