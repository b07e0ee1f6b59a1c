package org.aipassport.proxy;

import java.time.Duration;
import java.time.Instant;
import java.util.function.Predicate;
import java.util.function.Supplier;
import org.aipassport.grants.GrantView;
import org.aipassport.metering.CallOutcome;
import org.aipassport.values.CallId;
import org.aipassport.values.GrantId;
import org.jspecify.annotations.Nullable;

/** A call under way, as far as somebody who wants to end it must know it. */
final class RunningCall {
  /** How long one write may wait for a caller to read. */
  static final Duration WRITE_DEADLINE = Duration.ofSeconds(20);

  /** How long the thread of a call that was ended may still tell its caller so. */
  static final Duration LAST_WORD = Duration.ofMillis(300);

  private final CallId id;
  private final GrantView grant;
  private final long begunAt = System.nanoTime();
  private volatile Instant grantEnds;
  private Runnable abort = () -> {};
  private boolean cut;
  private boolean left;
  private Duration drain = Duration.ZERO;
  private long endedAt;
  private @Nullable Oversight oversight;
  private boolean givenUp;

  /**
   * What ends a call whose thread cannot, because it waits for a caller who does not read.
   *
   * @param stalled how long it has waited by now
   * @param settle frees all that the call holds upstream and in the books; whether it could
   */
  private record Oversight(Supplier<Duration> stalled, Predicate<CallOutcome> settle) {}

  RunningCall(CallId id, GrantView grant) {
    this.id = id;
    this.grant = grant;
    this.grantEnds = grant.expiresAt();
  }

  CallId id() {
    return id;
  }

  GrantId grant() {
    return grant.id();
  }

  /** How long it has been under way. */
  Duration age() {
    return Duration.ofNanos(System.nanoTime() - begunAt);
  }

  Instant grantEnds() {
    return grantEnds;
  }

  /** Its owner has changed when the grant ends. */
  void grantEndsAt(Instant end) {
    grantEnds = end;
  }

  /** How to end the upstream's part; runs at once if the call was ended before. */
  synchronized void onCut(Runnable action) {
    abort = action;
    if (cut || (left && drain.isZero())) {
      action.run();
    }
  }

  /** From now on {@link #giveUp} can end the call; see {@link Oversight}. */
  synchronized void oversee(Supplier<Duration> stalled, Predicate<CallOutcome> settle) {
    oversight = new Oversight(stalled, settle);
  }

  /** Ends the call: the upstream's connection is aborted, and the thread that reads it wakes up. */
  synchronized void cut() {
    ending();
    cut = true;
    abort.run();
  }

  /** For how long the answer is read on when its caller has left. */
  synchronized void drainFor(Duration length) {
    drain = length;
  }

  synchronized boolean drains() {
    return !drain.isZero();
  }

  /** Ends the call like {@link #cut}, because its caller has left; at once or after the drain. */
  synchronized void leave() {
    ending();
    left = true;
    if (drain.isZero()) {
      abort.run();
    }
  }

  /** Ends the upstream's part of a call that was left, if its drain is over. */
  synchronized void endDrain() {
    if (left && drains() && System.nanoTime() - endedAt >= drain.toNanos()) {
      abort.run();
    }
  }

  private void ending() {
    if (!cut && !left) {
      endedAt = System.nanoTime();
    }
  }

  synchronized boolean isCut() {
    return cut;
  }

  /** Whether the call is to be given up, which is then the caller's to do: it is told once. */
  synchronized boolean claimIfStuck() {
    if (oversight == null || givenUp) {
      return false;
    }
    Duration stalled = oversight.stalled().get();
    boolean hadLastWord = (cut || left) && System.nanoTime() - endedAt >= LAST_WORD.toNanos();
    givenUp = stalled.compareTo(hadLastWord ? LAST_WORD : WRITE_DEADLINE) >= 0;
    return givenUp;
  }

  /**
   * Ends the call in place of its thread, which goes on waiting until its server's patience is
   * over. If that fails now, it can be claimed again.
   */
  void giveUp() {
    Predicate<CallOutcome> settle;
    CallOutcome outcome;
    synchronized (this) {
      if (oversight == null) {
        return;
      }
      if (!cut) {
        drain = Duration.ZERO;
        leave();
      }
      settle = oversight.settle();
      outcome = cut ? CallOutcome.CUT : CallOutcome.CALLER_GONE;
    }
    if (!settle.test(outcome)) {
      synchronized (this) {
        givenUp = false;
      }
    }
  }
}
