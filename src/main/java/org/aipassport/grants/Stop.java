package org.aipassport.grants;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import jakarta.persistence.EntityManager;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.function.Function;
import org.aipassport.apps.AppAddress;
import org.aipassport.audit.AuditFact;
import org.aipassport.audit.AuditLog;
import org.aipassport.identity.Caller;
import org.aipassport.identity.Role;
import org.aipassport.persistence.GroupedTransactions;
import org.aipassport.problems.RefusalException;
import org.aipassport.values.GrantId;

/** Revokes many grants of one owner in one transaction, each with its event. */
@ApplicationScoped
public class Stop {
  private GroupedTransactions grouped;
  private GrantStates states;
  private ApprovalRules rules;
  private RevocationSequence revocations;
  private AuditLog audit;
  private Clock clock;

  @SuppressWarnings("NullAway.Init")
  protected Stop() {} // for the CDI proxy

  @Inject
  Stop(
      GroupedTransactions grouped,
      GrantStates states,
      ApprovalRules rules,
      RevocationSequence revocations,
      AuditLog audit,
      Clock clock) {
    this.grouped = grouped;
    this.states = states;
    this.rules = rules;
    this.revocations = revocations;
    this.audit = audit;
    this.clock = clock;
  }

  /**
   * Revokes every grant of the caller's that is in force, those of their tools too.
   *
   * @return how many it were
   * @throws RefusalException FORBIDDEN if they are no owner
   */
  public int everything(Caller caller) {
    Caller owner = caller.as(Role.OWNER);
    return revoke(owner, em -> states.approvedOf(em, owner.id()));
  }

  /**
   * Revokes every grant of the caller's that is in force for apps of that host.
   *
   * @param appHost as {@link GrantView#appHost} has it; others have no grants
   * @return how many it were
   * @throws RefusalException FORBIDDEN if they are no owner; INVALID_FIELD for what is no host:
   *     whoever stops an app in a hurry must not take a slip for its end
   */
  public int app(Caller caller, String appHost) {
    Caller owner = caller.as(Role.OWNER);
    String host = appHost.toLowerCase(Locale.ROOT);
    if (host.isEmpty() || !AppAddress.hostOf("https://" + host).equals(host)) {
      throw RefusalException.ofField("appHost", "must be a host such as app.example, without port");
    }
    return revoke(owner, em -> states.approvedOf(em, owner.id(), host));
  }

  private int revoke(Caller owner, Function<EntityManager, List<GrantId>> grants) {
    return grouped.alone(
        owner.account().value(),
        em -> {
          rules.holdEnabled(em, owner); // an approval under way is waited for
          Instant now = clock.instant();
          int revoked = 0;
          for (GrantId id : grants.apply(em)) {
            if (states.revoke(em, id, owner, now)) {
              revoked++;
              audit.append(
                  em, AuditFact.of("grant.revoked", owner.actor(), owner.account(), id.value()));
            }
          }
          revocations.advance(em);
          return revoked;
        });
  }
}
