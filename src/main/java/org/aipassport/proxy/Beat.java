package org.aipassport.proxy;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;

/** The signs of life of one call, until it is closed. */
final class Beat implements AutoCloseable {
  private final CallerStream caller;
  private final Runnable onGone;
  private final Consumer<Beat> onClose;
  private final AtomicBoolean underWay = new AtomicBoolean();
  private volatile long firstOfTwo;
  private volatile boolean secondIsDue;

  Beat(CallerStream caller, Runnable onGone, Consumer<Beat> onClose) {
    this.caller = caller;
    this.onGone = onGone;
    this.onClose = onClose;
  }

  /**
   * Whether a sign of life is due; if so, it is the caller's to {@link #send} or {@link #skip} it.
   * The first bytes to a connection that is gone only draw its reset, so a second sign follows
   * soon.
   */
  boolean claim(long now, Duration silence, Duration second) {
    long last = caller.lastWrite();
    boolean follows = secondIsDue && last == firstOfTwo;
    long wait = (follows ? second : silence).toNanos();
    return now - last >= wait && underWay.compareAndSet(false, true);
  }

  void send() {
    try {
      boolean wasSecond = secondIsDue && caller.lastWrite() == firstOfTwo;
      caller.signOfLife();
      firstOfTwo = caller.lastWrite();
      secondIsDue = !wasSecond;
    } catch (CallerGoneException e) {
      close();
      onGone.run();
    } finally {
      skip();
    }
  }

  void skip() {
    underWay.set(false);
  }

  /** Shows no more signs; another beat of the same caller may. */
  void rest() {
    onClose.accept(this);
  }

  @Override
  public void close() {
    caller.quieten();
    rest();
  }
}
