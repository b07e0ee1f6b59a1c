package org.aipassport.proxy;

import java.time.Instant;
import org.aipassport.grants.GrantView;
import org.aipassport.values.CallId;
import org.aipassport.values.GrantId;

/** A call under way, as far as somebody who wants to end it must know it. */
final class RunningCall {
  private final CallId id;
  private final GrantView grant;
  private Runnable abort = () -> {};
  private boolean cut;
  private boolean left;

  RunningCall(CallId id, GrantView grant) {
    this.id = id;
    this.grant = grant;
  }

  CallId id() {
    return id;
  }

  GrantId grant() {
    return grant.id();
  }

  Instant grantEnds() {
    return grant.expiresAt();
  }

  /** How to end the upstream's part; runs at once if the call was ended before. */
  synchronized void onCut(Runnable action) {
    abort = action;
    if (cut || left) {
      action.run();
    }
  }

  /** Ends the call: the upstream's connection is aborted, and the thread that reads it wakes up. */
  synchronized void cut() {
    cut = true;
    abort.run();
  }

  /** Ends the call like {@link #cut}, because its caller has left. */
  synchronized void leave() {
    left = true;
    abort.run();
  }

  synchronized boolean isCut() {
    return cut;
  }
}
