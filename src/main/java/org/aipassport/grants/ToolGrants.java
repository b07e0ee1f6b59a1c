package org.aipassport.grants;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import jakarta.persistence.EntityManager;
import java.time.Clock;
import java.time.Instant;
import org.aipassport.audit.AuditFact;
import org.aipassport.audit.AuditLog;
import org.aipassport.config.Settings;
import org.aipassport.identity.Caller;
import org.aipassport.identity.Role;
import org.aipassport.persistence.Transactions;
import org.aipassport.problems.Refusal;
import org.aipassport.problems.RefusalException;
import org.aipassport.providers.Providers;
import org.aipassport.values.GrantId;
import org.aipassport.values.GrantRequestId;
import org.aipassport.values.Ids;

/**
 * Grants that owners make for tools of their own: who asks is who approves, so there is one
 * decision, one transaction and one event, {@code grant.created}.
 */
@ApplicationScoped
public class ToolGrants {
  private static final int MOST_PER_OWNER = 100;

  private Settings settings;
  private Transactions transactions;
  private Grants grants;
  private GrantKeys keys;
  private GrantStates states;
  private ApprovalRules rules;
  private Providers providers;
  private AuditLog audit;
  private Clock clock;

  @SuppressWarnings("NullAway.Init")
  protected ToolGrants() {} // for the CDI proxy

  @Inject
  ToolGrants(
      Settings settings,
      Transactions transactions,
      Grants grants,
      GrantKeys keys,
      GrantStates states,
      ApprovalRules rules,
      Providers providers,
      AuditLog audit,
      Clock clock) {
    this.settings = settings;
    this.transactions = transactions;
    this.grants = grants;
    this.keys = keys;
    this.states = states;
    this.rules = rules;
    this.providers = providers;
    this.audit = audit;
    this.clock = clock;
  }

  /**
   * Puts a grant for a tool of the caller's in force.
   *
   * @throws RefusalException INVALID_FIELD for a provider that is not configured, a longer life
   *     than {@code aipassport.tool.max-lifetime}, or without a provider key; SIGN_IN_AGAIN as for
   *     an approval; WRONG_STATE beyond 100 of the owner's that are in force
   */
  public GrantView create(Caller caller, ToolAsk ask) {
    Caller owner = caller.as(Role.OWNER);
    ApprovalRules.requireLifetime(ask.lifetime(), settings.grants().toolMaxLifetime());
    if (providers.find(ask.scope().provider()).isEmpty()) {
      throw RefusalException.ofField("scope.provider", "is not a provider here");
    }
    return transactions.call(em -> create(em, owner, ask));
  }

  private GrantView create(EntityManager em, Caller owner, ToolAsk ask) {
    rules.holdEnabled(em, owner);
    rules.requireFreshSignIn(ask.scope(), ask.signedInAt());
    Instant now = clock.instant();
    if (states.countTools(em, owner.id(), now) >= MOST_PER_OWNER) {
      throw new RefusalException(
          Refusal.WRONG_STATE, "You have 100 keys for tools in force; revoke one first.");
    }
    GrantRequestId requestId = new GrantRequestId(Ids.next());
    GrantId id = new GrantId(Ids.next());
    em.persist(new GrantRequest(requestId, ask, now));
    em.flush();
    em.persist(
        new Grant(
            id,
            requestId,
            ask,
            owner,
            keys.choose(em, owner, ask.scope().provider(), ask.key()),
            now));
    audit.append(
        em,
        AuditFact.of("grant.created", owner.actor(), owner.account(), id.value())
            .with("provider", ask.scope().provider().value())
            .with("scope", ask.scope().digest()));
    em.flush();
    return grants.visible(em, owner, id);
  }
}
