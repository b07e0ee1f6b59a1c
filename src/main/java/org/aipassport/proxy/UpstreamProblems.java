package org.aipassport.proxy;

import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import org.aipassport.outbound.UpstreamBroken;
import org.aipassport.outbound.UpstreamFailure;
import org.aipassport.problems.Refusal;
import org.aipassport.problems.RefusalException;

/** What a caller hears when an upstream cannot be reached or breaks off. */
final class UpstreamProblems {
  private static final String OVER = "grant_revoked: the grant of this call has ended.";

  private static final Logger LOG = System.getLogger(UpstreamProblems.class.getName());

  private UpstreamProblems() {}

  static RefusalException of(RunningCall call, UpstreamFailure failure) {
    LOG.log(Level.WARNING, "call {0}: upstream {1}", call.id(), failure.kind());
    return call.isCut() ? ended(failure) : of(failure.kind(), failure);
  }

  static RefusalException of(RunningCall call, IOException cause) {
    UpstreamFailure.Kind kind =
        cause instanceof UpstreamBroken broken ? broken.kind() : UpstreamFailure.Kind.BROKEN;
    LOG.log(Level.WARNING, "call {0}: upstream {1}", call.id(), kind);
    return call.isCut() ? ended(cause) : of(kind, cause);
  }

  /** The grant of a running call is over. */
  static RefusalException ended() {
    return new RefusalException(Refusal.CREDENTIALS_INVALID, OVER);
  }

  private static RefusalException ended(Exception cause) {
    return RefusalException.because(Refusal.CREDENTIALS_INVALID, OVER, cause);
  }

  private static RefusalException of(UpstreamFailure.Kind kind, Exception cause) {
    return switch (kind) {
      case CONNECT_TIMEOUT, FIRST_BYTE_TIMEOUT, IDLE_TIMEOUT, TOTAL_TIMEOUT ->
          RefusalException.because(
              Refusal.UPSTREAM_TIMEOUT, "The provider did not answer in time.", cause);
      case UNRESOLVED, ADDRESS_REFUSED, CONNECT_FAILED, PROXY_REFUSED, TLS_FAILED ->
          RefusalException.because(
              Refusal.UPSTREAM_FAILED, "The provider could not be reached.", cause);
      case BROKEN, ABORTED ->
          RefusalException.because(
              Refusal.UPSTREAM_FAILED, "The provider's answer broke off.", cause);
    };
  }
}
