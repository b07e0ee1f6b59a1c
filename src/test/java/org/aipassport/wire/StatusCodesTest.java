package org.aipassport.wire;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.Map;
import java.util.Set;
import org.aipassport.problems.Refusal;
import org.junit.jupiter.api.Test;

class StatusCodesTest {
  private static final Map<Refusal, Integer> STATUS = new EnumMap<>(Refusal.class);

  static {
    STATUS.put(Refusal.MALFORMED, 400);
    STATUS.put(Refusal.INVALID_FIELD, 400);
    STATUS.put(Refusal.WRONG_STATE, 400);
    STATUS.put(Refusal.CREDENTIALS_MISSING, 401);
    STATUS.put(Refusal.CREDENTIALS_INVALID, 401);
    STATUS.put(Refusal.FORBIDDEN, 403);
    STATUS.put(Refusal.SIGN_IN_AGAIN, 403);
    STATUS.put(Refusal.BUDGET_EXHAUSTED, 402);
    STATUS.put(Refusal.PRICE_UNKNOWN, 403);
    STATUS.put(Refusal.OUT_OF_SCOPE, 403);
    STATUS.put(Refusal.MODEL_NOT_GRANTED, 403);
    STATUS.put(Refusal.POLICY, 403);
    STATUS.put(Refusal.NOT_FOUND, 404);
    STATUS.put(Refusal.METHOD_NOT_ALLOWED, 405);
    STATUS.put(Refusal.BODY_TIMEOUT, 408);
    STATUS.put(Refusal.STALE, 409);
    STATUS.put(Refusal.IDEMPOTENCY_IN_PROGRESS, 409);
    STATUS.put(Refusal.ALREADY_CHARGED, 409);
    STATUS.put(Refusal.TOO_LARGE, 413);
    STATUS.put(Refusal.UNSUPPORTED_MEDIA_TYPE, 415);
    STATUS.put(Refusal.WRONG_HOST, 421);
    STATUS.put(Refusal.IDEMPOTENCY_KEY_REUSED, 422);
    STATUS.put(Refusal.REQUESTS_EXHAUSTED, 429);
    STATUS.put(Refusal.TOO_MANY, 429);
    STATUS.put(Refusal.INTERNAL, 500);
    STATUS.put(Refusal.UPSTREAM_FAILED, 502);
    STATUS.put(Refusal.UPSTREAM_REFUSED, 502);
    STATUS.put(Refusal.UNAVAILABLE, 503);
    STATUS.put(Refusal.UPSTREAM_TIMEOUT, 504);
  }

  @Test
  void everyRefusalHasItsStatus() {
    assertThat(STATUS.keySet()).containsExactlyInAnyOrder(Refusal.values());
    STATUS.forEach((reason, status) -> assertThat(StatusCodes.of(reason)).isEqualTo(status));
  }

  @Test
  void waitingHelpsOnlyWhereNobodyHasToDoAnything() {
    Set<Refusal> helped = EnumSet.noneOf(Refusal.class);
    Arrays.stream(Refusal.values()).filter(StatusCodes::waitingHelps).forEach(helped::add);
    assertThat(helped)
        .containsExactlyInAnyOrder(
            Refusal.BODY_TIMEOUT,
            Refusal.IDEMPOTENCY_IN_PROGRESS,
            Refusal.TOO_MANY,
            Refusal.UNAVAILABLE,
            Refusal.UPSTREAM_FAILED,
            Refusal.UPSTREAM_TIMEOUT);
  }
}
