package org.aipassport.outbound;

/**
 * Leave to make one call to one provider. Whoever has it says how the call went as soon as that is
 * known, for an answer when its head is there, and closes it when the call is over. Only the first
 * word counts; a call that says nothing, because its caller left or its grant ended, shows nothing
 * of the provider. Every method may be called from any thread and repeatedly.
 */
public final class Pass implements AutoCloseable {
  private final Runnable free;
  private final Breaker breaker;
  private final long turn;
  private final String grant;
  private boolean told;
  private boolean closed;

  Pass(Breaker breaker, long turn, String grant, Runnable free) {
    this.free = free;
    this.grant = grant;
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

  /** The provider cannot be reached, which no request causes. */
  public synchronized void unreachable() {
    if (!told && !closed) {
      told = true;
      breaker.failed(turn);
    }
  }

  /** The provider is not well, or what was asked of it is too much: silent, or in an error. */
  public synchronized void failed() {
    if (!told && !closed) {
      told = true;
      breaker.failed(turn, grant);
    }
  }

  /** Frees the place. */
  @Override
  public synchronized void close() {
    if (closed) {
      return;
    }
    closed = true;
    free.run();
    if (!told) {
      breaker.ended(turn);
    }
  }
}
