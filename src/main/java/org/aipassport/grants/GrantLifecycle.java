package org.aipassport.grants;

import jakarta.annotation.Priority;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.context.Initialized;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Inject;
import jakarta.persistence.EntityManager;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import org.aipassport.audit.AuditFact;
import org.aipassport.audit.AuditLog;
import org.aipassport.config.Background;
import org.aipassport.identity.Caller;
import org.aipassport.identity.Role;
import org.aipassport.persistence.Transactions;
import org.aipassport.problems.Refusal;
import org.aipassport.problems.RefusalException;
import org.aipassport.values.GrantId;

/** The decisions on a grant: each one transaction, one conditional state change, one event. */
@ApplicationScoped
public class GrantLifecycle {
  private static final Duration SWEEP = Duration.ofSeconds(30);
  private static final int MOST_PER_SWEEP = 500;

  private Transactions transactions;
  private Grants grants;
  private GrantStates states;
  private GrantKeys keys;
  private ApprovalRules rules;
  private PendingGate gate;
  private RevocationSequence revocations;
  private AuditLog audit;
  private Background background;
  private Clock clock;

  @SuppressWarnings("NullAway.Init")
  protected GrantLifecycle() {} // for the CDI proxy

  @Inject
  GrantLifecycle(
      Transactions transactions,
      Grants grants,
      GrantStates states,
      GrantKeys keys,
      ApprovalRules rules,
      PendingGate gate,
      RevocationSequence revocations,
      AuditLog audit,
      Background background,
      Clock clock) {
    this.transactions = transactions;
    this.grants = grants;
    this.states = states;
    this.keys = keys;
    this.rules = rules;
    this.gate = gate;
    this.revocations = revocations;
    this.audit = audit;
    this.background = background;
    this.clock = clock;
  }

  void atStart(@Observes @Priority(700) @Initialized(ApplicationScoped.class) Object event) {
    background.every(SWEEP, "expire grants", this::expireOverdue);
  }

  /**
   * Approves a pending grant, as it was asked for or narrower, and for no longer than that.
   *
   * @throws RefusalException NOT_FOUND; WRONG_STATE if it is not pending (any more); STALE if the
   *     owner was shown another scope; INVALID_FIELD for a wider scope, a longer life than the
   *     operator allows, or if the owner has no provider key for it; SIGN_IN_AGAIN as {@link
   *     ApprovalRules#requireFreshSignIn}
   */
  public GrantView approve(Caller caller, GrantId id, Approval approval) {
    Caller owner = caller.as(Role.OWNER);
    rules.requireLifetime(approval.lifetime());
    return transactions.call(
        em -> {
          GrantView shown = pending(em, owner, id);
          GrantScope scope = agreed(shown.scope(), approval);
          gate.lock(em);
          rules.holdEnabled(em, owner);
          Instant now = clock.instant();
          Duration lifetime = AskedLifetime.cut(em, shown, approval.lifetime());
          boolean won =
              states.approve(
                  em,
                  shown,
                  owner,
                  scope,
                  keys.choose(em, owner, scope.provider(), approval.key()),
                  now,
                  now.plus(lifetime),
                  approval.notes());
          refuseUnless(won, em, owner, id, GrantStatus.PENDING);
          audit.append(em, fact("grant.approved", owner, id).with("scope", scope.digest()));
          return grants.visible(em, owner, id);
        });
  }

  /**
   * Denies a pending grant.
   *
   * @throws RefusalException NOT_FOUND; WRONG_STATE if it is not pending (any more)
   */
  public GrantView deny(Caller caller, GrantId id) {
    Caller owner = caller.as(Role.OWNER);
    return transactions.call(
        em -> {
          deny(em, owner, pending(em, owner, id));
          return grants.visible(em, owner, id);
        });
  }

  private void deny(EntityManager em, Caller owner, GrantView shown) {
    rules.holdEnabled(em, owner);
    boolean won = states.deny(em, shown, owner, clock.instant());
    refuseUnless(won, em, owner, shown.id(), GrantStatus.PENDING);
    audit.append(em, fact("grant.denied", owner, shown.id()));
  }

  /**
   * Ends an approved grant at once: no call that starts after the return is accepted.
   *
   * @throws RefusalException NOT_FOUND; WRONG_STATE if it is not approved (any more)
   */
  public GrantView revoke(Caller caller, GrantId id) {
    Caller owner = caller.as(Role.OWNER);
    return transactions.call(
        em -> {
          grants.visible(em, owner, id);
          revoke(em, owner, id);
          return grants.visible(em, owner, id);
        });
  }

  private void revoke(EntityManager em, Caller owner, GrantId id) {
    boolean won = states.revoke(em, id, owner, clock.instant());
    refuseUnless(won, em, owner, id, GrantStatus.APPROVED);
    revocations.advance(em);
    audit.append(em, fact("grant.revoked", owner, id));
  }

  /**
   * Denies a pending grant or revokes an approved one, whichever it is.
   *
   * @throws RefusalException NOT_FOUND; WRONG_STATE if it is over already
   */
  GrantView end(EntityManager em, Caller owner, GrantId id) {
    GrantView grant = grants.visible(em, owner, id);
    if (grant.status() == GrantStatus.PENDING) {
      deny(em, owner, grant);
    } else {
      revoke(em, owner, id);
    }
    return grants.visible(em, owner, id);
  }

  void expireOverdue() {
    transactions.run(
        em -> {
          Instant now = clock.instant();
          for (GrantId id : states.overdue(em, now, MOST_PER_SWEEP)) {
            if (states.expire(em, id, now)) {
              revocations.advance(em);
              audit.append(
                  em,
                  new AuditFact(
                      "grant.expired", AuditFact.BROKER, Optional.empty(), id.value(), Map.of()));
            }
          }
        });
  }

  private GrantView pending(EntityManager em, Caller owner, GrantId id) {
    GrantView grant = grants.visible(em, owner, id);
    if (grant.status() != GrantStatus.PENDING) {
      throw wrongState(grant, GrantStatus.PENDING);
    }
    return grant;
  }

  private void refuseUnless(
      boolean won, EntityManager em, Caller owner, GrantId id, GrantStatus needed) {
    if (!won) {
      em.clear(); // what this transaction read before is no longer what is stored
      throw wrongState(grants.visible(em, owner, id), needed);
    }
    em.clear();
  }

  private GrantScope agreed(GrantScope asked, Approval approval) {
    if (approval.scopeDigest().isPresent()
        && !approval.scopeDigest().get().equals(asked.digest())) {
      throw new RefusalException(
          Refusal.STALE, "The scope is not the one that was shown; look at it again.");
    }
    GrantScope scope = approval.scope().orElse(asked);
    if (!scope.isWithin(asked)) {
      throw RefusalException.ofField("scope", "may only narrow what was asked for");
    }
    rules.requireFreshSignIn(scope, approval.signedInAt());
    return scope;
  }

  private static RefusalException wrongState(GrantView grant, GrantStatus needed) {
    return new RefusalException(
        Refusal.WRONG_STATE,
        "Grant is '" + grant.status().wireName() + "', must be '" + needed.wireName() + "'");
  }

  private static AuditFact fact(String type, Caller owner, GrantId id) {
    return AuditFact.of(type, owner.actor(), owner.account(), id.value());
  }
}
