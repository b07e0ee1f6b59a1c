package org.aipassport.proxy;

import java.time.Instant;
import java.util.Optional;
import org.aipassport.grants.GrantView;
import org.aipassport.values.CallId;
import org.aipassport.values.GrantId;
import org.aipassport.values.ProviderKeyId;

/** A call under way, as far as somebody who wants to end it must know it. */
final class RunningCall {
  private final CallId id;
  private final GrantView grant;
  private final String kid;
  private Runnable abort = () -> {};
  private boolean cut;

  RunningCall(CallId id, GrantView grant, String kid) {
    this.id = id;
    this.grant = grant;
    this.kid = kid;
  }

  CallId id() {
    return id;
  }

  GrantId grant() {
    return grant.id();
  }

  String kid() {
    return kid;
  }

  Optional<ProviderKeyId> key() {
    return grant.key();
  }

  Instant grantEnds() {
    return grant.expiresAt();
  }

  /** How to end the upstream's part; runs at once if the call was cut before. */
  synchronized void onCut(Runnable action) {
    abort = action;
    if (cut) {
      action.run();
    }
  }

  /** Ends the call: the upstream's connection is aborted, and the thread that reads it wakes up. */
  synchronized void cut() {
    cut = true;
    abort.run();
  }

  synchronized boolean isCut() {
    return cut;
  }
}
