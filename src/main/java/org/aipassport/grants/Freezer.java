package org.aipassport.grants;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import jakarta.persistence.EntityManager;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.aipassport.audit.AuditFact;
import org.aipassport.audit.AuditLog;
import org.aipassport.identity.Caller;
import org.aipassport.values.AccountId;
import org.aipassport.values.GrantId;

/** Ends grants for a reason that is not their owner's. Frozen is for good. */
@ApplicationScoped
class Freezer {
  private GrantStates states;
  private RevocationSequence revocations;
  private AuditLog audit;
  private Clock clock;

  @SuppressWarnings("NullAway.Init")
  protected Freezer() {} // for the CDI proxy

  @Inject
  Freezer(GrantStates states, RevocationSequence revocations, AuditLog audit, Clock clock) {
    this.states = states;
    this.revocations = revocations;
    this.audit = audit;
    this.clock = clock;
  }

  /**
   * Freezes those that are pending or approved, each with its event, and moves the revocation
   * sequence.
   *
   * @return how many it were
   */
  int freeze(EntityManager em, List<GrantId> grants, Caller by, String because) {
    return freeze(em, grants, by.actor(), Optional.of(by.account()), because);
  }

  /** As the other, where nobody who is signed in does it. */
  int freeze(
      EntityManager em,
      List<GrantId> grants,
      String actor,
      Optional<AccountId> account,
      String because) {
    Instant now = clock.instant();
    int frozen = 0;
    for (GrantId id : grants) {
      if (states.freeze(em, id, now)) {
        frozen++;
        audit.append(
            em,
            new AuditFact("grant.frozen", actor, account, id.value(), Map.of("because", because)));
      }
    }
    revocations.advance(em);
    return frozen;
  }
}
