package org.aipassport.wire;

import org.aipassport.problems.Refusal;

/** The status of each refusal (RFC 9110 section 15, RFC 6585), the same on every path. */
public final class StatusCodes {
  private StatusCodes() {}

  public static int of(Refusal reason) {
    return switch (reason) {
      case MALFORMED, INVALID_FIELD, WRONG_STATE -> 400;
      case CREDENTIALS_MISSING, CREDENTIALS_INVALID -> 401;
      case BUDGET_EXHAUSTED -> 402;
      case FORBIDDEN, SIGN_IN_AGAIN, OUT_OF_SCOPE, MODEL_NOT_GRANTED, POLICY, PRICE_UNKNOWN -> 403;
      case NOT_FOUND -> 404;
      case METHOD_NOT_ALLOWED -> 405;
      case BODY_TIMEOUT -> 408;
      case STALE, IDEMPOTENCY_IN_PROGRESS, ALREADY_CHARGED -> 409;
      case TOO_LARGE -> 413;
      case UNSUPPORTED_MEDIA_TYPE -> 415;
      case WRONG_HOST -> 421;
      case IDEMPOTENCY_KEY_REUSED -> 422;
      case REQUESTS_EXHAUSTED, TOO_MANY -> 429;
      case INTERNAL -> 500;
      case UPSTREAM_FAILED, UPSTREAM_REFUSED -> 502;
      case UNAVAILABLE -> 503;
      case UPSTREAM_TIMEOUT -> 504;
    };
  }

  /** Whether the same request may succeed later without anybody doing anything. */
  public static boolean waitingHelps(Refusal reason) {
    return switch (reason) {
      case BODY_TIMEOUT,
          IDEMPOTENCY_IN_PROGRESS,
          TOO_MANY,
          UNAVAILABLE,
          UPSTREAM_FAILED,
          UPSTREAM_TIMEOUT ->
          true;
      default -> false;
    };
  }
}
