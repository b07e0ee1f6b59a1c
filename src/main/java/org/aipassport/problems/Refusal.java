package org.aipassport.problems;

/** Why the broker refuses. The edge chooses status and wire form. */
public enum Refusal {
  /** The request cannot be read: framing, JSON, encoding, headers that contradict each other. */
  MALFORMED,
  /** A named member or parameter has a wrong type, value or size, or is not known. */
  INVALID_FIELD,
  /**
   * No credentials where some are needed, or credentials of no known form (RFC 6750 section 3.1).
   */
  CREDENTIALS_MISSING,
  /**
   * Credentials that are wrong, expired or revoked (RFC 6750 section 3.1 {@code invalid_token}).
   */
  CREDENTIALS_INVALID,
  /** The caller is known but may not do this. */
  FORBIDDEN,
  /** The caller is signed in, but too long ago for this: the same after a fresh sign-in works. */
  SIGN_IN_AGAIN,
  /** The grant does not cover this provider, capability or operation. */
  OUT_OF_SCOPE,
  /** The grant does not cover this model. */
  MODEL_NOT_GRANTED,
  /** A member that the broker's policy keeps from upstreams: stateful or unbounded operations. */
  POLICY,
  /** No such thing, or not yours: callers cannot tell which. */
  NOT_FOUND,
  /** This path does not know the method. */
  METHOD_NOT_ALLOWED,
  /** The thing is in a state that does not allow this; the detail names the state. */
  WRONG_STATE,
  /** What was decided on is no longer what is stored. */
  STALE,
  /** The key that names the call names another request already. */
  IDEMPOTENCY_KEY_REUSED,
  /** A call with the same key is under way; when it has ended, asking again tells more. */
  IDEMPOTENCY_IN_PROGRESS,
  /** The call with the same key has ended and may have cost something; it is not made again. */
  ALREADY_CHARGED,
  /** The body exceeds its limit. */
  TOO_LARGE,
  /** The body did not arrive in time. */
  BODY_TIMEOUT,
  /** The body's media type or content coding is not served here. */
  UNSUPPORTED_MEDIA_TYPE,
  /** The request names a host that is not ours (RFC 9110 section 15.5.20). */
  WRONG_HOST,
  /** Money is used up: of the grant, or of a limit above it. */
  BUDGET_EXHAUSTED,
  /** What the call would cost is not known, and a cap on money is in force. */
  PRICE_UNKNOWN,
  /** The grant's request cap is reached; waiting does not help. */
  REQUESTS_EXHAUSTED,
  /** Too many at once or too many pending; waiting helps. */
  TOO_MANY,
  /** Something the broker needs is down or busy; nothing was done. */
  UNAVAILABLE,
  /** The upstream could not be reached, broke off, or answered what cannot be passed on. */
  UPSTREAM_FAILED,
  /** The upstream answered what must not be passed on, and would do so again. */
  UPSTREAM_REFUSED,
  /** The upstream missed a deadline. */
  UPSTREAM_TIMEOUT,
  /** A fault of ours; only the last resort of an edge says this. */
  INTERNAL
}
