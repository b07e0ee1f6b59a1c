package org.aipassport.process;

import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.aipassport.support.BrokerClient;
import org.aipassport.support.BrokerProcess;

/** Some who call again and again, on one grant, until nobody answers any more or they are told. */
final class MoneyLoad implements AutoCloseable {
  private static final int THREADS = 6;
  private static final long PAUSE_MILLIS = 20;

  private final BrokerProcess broker;
  private final MoneyHistories money;
  private final ExecutorService threads = Executors.newFixedThreadPool(THREADS);
  private final List<Future<?>> running = new ArrayList<>();
  private final AtomicInteger unavailable = new AtomicInteger();
  private volatile boolean enough;
  private volatile boolean isKilled;

  private MoneyLoad(BrokerProcess broker, MoneyHistories money) {
    this.broker = broker;
    this.money = money;
  }

  static MoneyLoad start(BrokerProcess broker, MoneyHistories money) {
    MoneyLoad load = new MoneyLoad(broker, money);
    for (int i = 0; i < THREADS; i++) {
      load.running.add(load.threads.submit(load::callUntilTheEnd));
    }
    return load;
  }

  /** How often the answer was 503; now and then it is so with so many at once on one grant. */
  int unavailable() {
    return unavailable.get();
  }

  private Void callUntilTheEnd() throws InterruptedException {
    try {
      while (!enough) {
        BrokerClient.Reply reply = money.call(broker, "gpt-fake");
        if (reply.status() == 503) {
          unavailable.incrementAndGet();
          Thread.sleep(PAUSE_MILLIS);
        } else {
          reply.expect(200);
        }
      }
    } catch (UncheckedIOException e) {
      if (!isKilled) {
        throw e;
      }
    }
    return null;
  }

  /** Has all of them stop after their next answer. */
  void stop() throws Exception {
    enough = true;
    awaitEnd();
  }

  /** Kills the broker, and returns when all of them have seen that. */
  void kill() throws Exception {
    isKilled = true;
    broker.kill9();
    awaitEnd();
  }

  /** Returns when nobody calls any more; fails if somebody got an answer that nobody may get. */
  private void awaitEnd() throws Exception {
    for (Future<?> thread : running) {
      thread.get(60, TimeUnit.SECONDS);
    }
  }

  @Override
  public void close() {
    enough = true;
    threads.shutdownNow();
  }
}
