package org.aipassport.outbound;

/**
 * Why there is no answer. It carries no cause and nothing that the upstream sent: the upstream saw
 * the key and may have put it anywhere.
 */
public final class UpstreamFailure extends RuntimeException {
  /** The ways in which a call ends without an answer, or an answer without its end. */
  public enum Kind {
    /** The name has no address. */
    UNRESOLVED,
    /** An address of the name is not a public one, and the target allows no other. */
    ADDRESS_REFUSED,
    /** Nobody listens, or the way there is broken; with a proxy, at the proxy or behind it. */
    CONNECT_FAILED,
    /** The proxy does not let us through: credentials, its rules, a redirect. */
    PROXY_REFUSED,
    /** No connection within the deadline. */
    CONNECT_TIMEOUT,
    /** No TLS connection: certificate, name or protocol. */
    TLS_FAILED,
    /** No head of an answer within the deadline. */
    FIRST_BYTE_TIMEOUT,
    /** The connection broke, or what came is not HTTP. */
    BROKEN,
    /** This side ended it. */
    ABORTED,
    /** The whole took longer than allowed. */
    TOTAL_TIMEOUT,
    /** The answer fell silent. */
    IDLE_TIMEOUT
  }

  private final Kind kind;
  private final boolean certainlyNotSent;

  public UpstreamFailure(Kind kind, boolean certainlyNotSent, String detail) {
    super(kind + ": " + detail);
    this.kind = kind;
    this.certainlyNotSent = certainlyNotSent;
  }

  public Kind kind() {
    return kind;
  }

  /** Whether no byte of the request can have left; false means that nobody knows. */
  public boolean certainlyNotSent() {
    return certainlyNotSent;
  }
}
