package org.aipassport.identity;

import java.time.Duration;
import java.time.Instant;

/**
 * A browser that is signed in.
 *
 * @param id may be shown; it has nothing to do with the cookie's secret
 * @param caller who they are and what they may do now, not when they signed in
 * @param authenticatedAt when their credentials were checked last, here or at their identity
 *     provider; the epoch if it did not say when
 * @param lastSeenAt when a request came last, at most a minute late
 * @param expiresAt its end even if requests keep coming
 * @param address from where they signed in
 * @param agent what their browser called itself: untrusted text
 */
public record Session(
    String id,
    Caller caller,
    SignInMethod method,
    Instant createdAt,
    Instant authenticatedAt,
    Instant lastSeenAt,
    Instant expiresAt,
    String address,
    String agent) {

  /** Whether credentials were checked not longer ago than {@code within}. */
  public boolean isFresh(Instant now, Duration within) {
    return !now.isAfter(authenticatedAt.plus(within));
  }
}
