package org.aipassport.outbound;

import java.util.concurrent.Semaphore;

/**
 * Leave to make one call to one provider. Whoever has it says how the call went as soon as that is
 * known, for an answer when its head is there, and closes it when the call is over. Only the first
 * word counts; a call that says nothing, because its caller left or its grant ended, shows nothing
 * of the provider. Every method may be called from any thread and repeatedly.
 */
public final class Pass implements AutoCloseable {
  private final Semaphore all;
  private final Semaphore own;
  private final Breaker breaker;
  private final long turn;
  private boolean told;
  private boolean closed;

  Pass(Semaphore all, Semaphore own, Breaker breaker, long turn) {
    this.all = all;
    this.own = own;
    this.breaker = breaker;
    this.turn = turn;
  }

  /** The provider is well: it answered, be it with a refusal of this request. */
  public synchronized void succeeded() {
    if (!told && !closed) {
      told = true;
      breaker.succeeded(turn);
    }
  }

  /** The provider is not well: unreachable, silent, or in an error of its own. */
  public synchronized void failed() {
    if (!told && !closed) {
      told = true;
      breaker.failed(turn);
    }
  }

  /** Frees the place. */
  @Override
  public synchronized void close() {
    if (closed) {
      return;
    }
    closed = true;
    own.release();
    all.release();
    if (!told) {
      breaker.ended(turn);
    }
  }
}
