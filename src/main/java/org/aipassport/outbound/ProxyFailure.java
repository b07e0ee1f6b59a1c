package org.aipassport.outbound;

import java.io.IOException;
import org.aipassport.outbound.UpstreamFailure.Kind;

/** The proxy opened no tunnel. The message holds nothing of its answer but the status. */
final class ProxyFailure extends IOException {
  private static final long serialVersionUID = 1L;

  private final Kind kind;

  ProxyFailure(Kind kind, String message) {
    super(message);
    this.kind = kind;
  }

  Kind kind() {
    return kind;
  }
}
