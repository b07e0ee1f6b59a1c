package org.aipassport.outbound;

import java.io.IOException;

/** The body of an answer ended before its end. */
public final class UpstreamBroken extends IOException {
  private final UpstreamFailure.Kind kind;

  public UpstreamBroken(UpstreamFailure.Kind kind) {
    super("the answer broke off: " + kind);
    this.kind = kind;
  }

  public UpstreamFailure.Kind kind() {
    return kind;
  }
}
