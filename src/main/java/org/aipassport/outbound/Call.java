package org.aipassport.outbound;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.aipassport.config.Deadlines;
import org.aipassport.outbound.UpstreamFailure.Kind;
import org.apache.hc.core5.http.protocol.HttpContext;
import org.jspecify.annotations.Nullable;

/**
 * One call while it runs: how far it is, which deadline is next, how it is ended and why it was.
 * The first reason stays. One alarm is set at a time; the total deadline cuts every other short.
 */
final class Call {
  /** Where the client library's context keeps the call. */
  static final String ATTRIBUTE = "org.aipassport.outbound.call";

  private final UpstreamRequest request;
  private final ScheduledExecutorService timer;
  private final long end;
  private @Nullable Runnable cancel;
  private @Nullable Future<?> alarm;
  private @Nullable Kind ended;
  private boolean finished;
  private boolean sent;
  private int status;
  private List<Header> headers = List.of();

  Call(UpstreamRequest request, ScheduledExecutorService timer) {
    this.request = request;
    this.timer = timer;
    this.end = System.nanoTime() + nanos(deadlines().total());
  }

  static Call of(HttpContext context) {
    if (context.getAttribute(ATTRIBUTE) instanceof Call call) {
      return call;
    }
    throw new IllegalStateException("no call in the context");
  }

  UpstreamRequest request() {
    return request;
  }

  Deadlines deadlines() {
    return request.target().deadlines();
  }

  /** From here on the connect deadline runs. */
  synchronized void connecting() {
    arm(deadlines().connect(), Kind.CONNECT_TIMEOUT);
  }

  /** How to break the call off; runs at once if it has ended by now. */
  void cancelBy(Runnable action) {
    boolean now;
    synchronized (this) {
      cancel = action;
      now = ended != null;
    }
    if (now) {
      action.run();
    }
  }

  /** There is a connection and the request is about to leave. */
  synchronized void sending() {
    sent = true;
    arm(deadlines().firstByte(), Kind.FIRST_BYTE_TIMEOUT);
  }

  /** The head of the answer is here. */
  synchronized void answered(int code, List<Header> fields) {
    status = code;
    headers = fields;
    arm(deadlines().total(), Kind.TOTAL_TIMEOUT);
  }

  /** Breaks the call off for this reason, unless it is over. */
  void end(Kind kind) {
    Runnable action;
    synchronized (this) {
      if (finished || ended != null) {
        return;
      }
      ended = kind;
      disarm();
      action = cancel;
    }
    if (action != null) {
      action.run();
    }
  }

  /** The answer was read to its end: nothing can break it off any more. */
  synchronized void finish() {
    if (ended == null) {
      finished = true;
      disarm();
    }
  }

  synchronized @Nullable Kind ended() {
    return ended;
  }

  synchronized boolean wasSent() {
    return sent;
  }

  synchronized int status() {
    return status;
  }

  synchronized List<Header> headers() {
    return headers;
  }

  private void arm(Duration wait, Kind kind) {
    disarm();
    if (ended == null) {
      long left = end - System.nanoTime();
      long delay = nanos(wait);
      alarm =
          delay < left
              ? timer.schedule(() -> end(kind), delay, TimeUnit.NANOSECONDS)
              : timer.schedule(() -> end(Kind.TOTAL_TIMEOUT), left, TimeUnit.NANOSECONDS);
    }
  }

  private void disarm() {
    if (alarm != null) {
      alarm.cancel(false);
      alarm = null;
    }
  }

  private static long nanos(Duration duration) {
    return TimeUnit.NANOSECONDS.convert(duration);
  }
}
