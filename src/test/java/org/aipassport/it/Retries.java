package org.aipassport.it;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;

/** Counts how often an SDK wanted to wait before it tries again; nobody waits. */
final class Retries implements com.openai.core.Sleeper, com.anthropic.core.Sleeper {
  private final AtomicInteger retries = new AtomicInteger();

  int count() {
    return retries.get();
  }

  @Override
  public void sleep(Duration time) {
    retries.incrementAndGet();
  }

  @Override
  public CompletableFuture<Void> sleepAsync(Duration time) {
    retries.incrementAndGet();
    return CompletableFuture.completedFuture(null);
  }

  @Override
  public void close() {}
}
