package org.aipassport.identity;

import java.time.Instant;
import java.util.Optional;

/**
 * How and when all that somebody signs in with was checked, here or at their identity provider.
 *
 * @param at empty: just now
 */
public record SignInProof(SignInMethod method, Optional<Instant> at) {
  static SignInProof justNow(SignInMethod method) {
    return new SignInProof(method, Optional.empty());
  }

  /** What a session rests on, for another in its place. */
  static SignInProof of(Session session) {
    return new SignInProof(session.method(), Optional.of(session.authenticatedAt()));
  }
}
