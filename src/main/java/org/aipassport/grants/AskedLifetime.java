package org.aipassport.grants;

import jakarta.persistence.EntityManager;
import java.time.Duration;
import java.util.Optional;

/** For how long an app asked, which nobody approves more of. */
final class AskedLifetime {
  private AskedLifetime() {}

  /** What that grant's request says, if it says anything. */
  static Optional<Duration> of(EntityManager em, GrantView grant) {
    return Optional.ofNullable(em.find(GrantRequest.class, grant.requestId().value()))
        .flatMap(GrantRequest::lifetime);
  }

  /** That long, or as long as was asked for if that is less. */
  static Duration cut(EntityManager em, GrantView grant, Duration wanted) {
    return of(em, grant).filter(asked -> asked.compareTo(wanted) < 0).orElse(wanted);
  }
}
