package org.aipassport.grants;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import jakarta.persistence.EntityManager;
import java.time.Clock;
import java.util.Map;
import org.aipassport.audit.AuditFact;
import org.aipassport.audit.AuditLog;

/** Ends grants for what their apps did: gave them back, or showed what was spent already. */
@ApplicationScoped
public class AppRevocation {
  private GrantStates states;
  private RevocationSequence revocations;
  private AuditLog audit;
  private Clock clock;

  @SuppressWarnings("NullAway.Init")
  protected AppRevocation() {} // for the CDI proxy

  @Inject
  AppRevocation(GrantStates states, RevocationSequence revocations, AuditLog audit, Clock clock) {
    this.states = states;
    this.revocations = revocations;
    this.audit = audit;
    this.clock = clock;
  }

  /**
   * Revokes it in the caller's transaction, if it is in force: no call that starts after that is
   * accepted.
   *
   * @param because for the audit log
   */
  public void revoke(EntityManager em, GrantView grant, String because) {
    if (states.revoke(em, grant.id(), clock.instant())) {
      revocations.advance(em);
      audit.append(
          em,
          new AuditFact(
              "grant.revoked",
              "app:" + grant.clientId(),
              grant.account(),
              grant.id().value(),
              Map.of("because", because)));
    }
  }
}
