package org.aipassport.outbound;

import java.io.InterruptedIOException;
import java.net.SocketTimeoutException;
import java.net.UnknownHostException;
import javax.net.ssl.SSLException;
import org.aipassport.outbound.UpstreamFailure.Kind;

/** What an exception of the client library means for the call. */
final class Failures {
  private Failures() {}

  /** The failure of a call that has no answer. Only what precedes the request is told in detail. */
  static UpstreamFailure of(Call call, Exception cause) {
    Kind kind = kindOf(call, cause);
    boolean sent = call.wasSent();
    String detail = cause.getClass().getSimpleName();
    return new UpstreamFailure(kind, !sent, sent ? detail : detail + ", " + cause.getMessage());
  }

  private static Kind kindOf(Call call, Exception cause) {
    Kind ended = call.ended();
    if (ended != null) {
      return ended;
    }
    if (call.wasSent()) {
      return cause instanceof SocketTimeoutException ? Kind.FIRST_BYTE_TIMEOUT : Kind.BROKEN;
    }
    if (cause instanceof CheckedResolver.AddressRefused) {
      return Kind.ADDRESS_REFUSED;
    }
    if (cause instanceof ProxyFailure refused) {
      return refused.kind();
    }
    if (cause instanceof ProxiedResolver.ProxyUnknown) {
      return Kind.CONNECT_FAILED;
    }
    if (cause instanceof UnknownHostException) {
      return Kind.UNRESOLVED;
    }
    if (cause instanceof SSLException) {
      return Kind.TLS_FAILED;
    }
    return cause instanceof InterruptedIOException ? Kind.CONNECT_TIMEOUT : Kind.CONNECT_FAILED;
  }
}
