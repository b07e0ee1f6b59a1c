package org.aipassport.grants;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import jakarta.persistence.EntityManager;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.aipassport.audit.AuditFact;
import org.aipassport.audit.AuditLog;
import org.aipassport.identity.Caller;
import org.aipassport.identity.Role;
import org.aipassport.persistence.DuplicateRowException;
import org.aipassport.persistence.Transactions;
import org.aipassport.problems.Refusal;
import org.aipassport.problems.RefusalException;
import org.aipassport.values.CallId;
import org.aipassport.values.GrantId;
import org.aipassport.values.Ids;

/**
 * Changes of grants that are in force: an app asks and its owner decides, or the owner changes what
 * is theirs. Tokens of the grant go on working; the next call finds the grant as it is then.
 */
@ApplicationScoped
public class GrantAmendments {
  private Transactions transactions;
  private Grants grants;
  private GrantStates states;
  private Amendments amendments;
  private ApprovalRules rules;
  private RevocationSequence revocations;
  private AuditLog audit;
  private Clock clock;

  @SuppressWarnings("NullAway.Init")
  protected GrantAmendments() {} // for the CDI proxy

  @Inject
  GrantAmendments(
      Transactions transactions,
      Grants grants,
      GrantStates states,
      Amendments amendments,
      ApprovalRules rules,
      RevocationSequence revocations,
      AuditLog audit,
      Clock clock) {
    this.transactions = transactions;
    this.grants = grants;
    this.states = states;
    this.amendments = amendments;
    this.rules = rules;
    this.revocations = revocations;
    this.audit = audit;
    this.clock = clock;
  }

  /**
   * Stores what an app asks for; nothing changes before its owner says yes.
   *
   * @param app the grant as the app has proved it to be its own
   * @throws RefusalException CREDENTIALS_INVALID if the grant is not in force, INVALID_FIELD for
   *     another provider or a change that changes nothing, WRONG_STATE if one waits already
   */
  public AmendmentView ask(GrantView app, AmendmentAsk ask) {
    return ask(app, ask, "app:" + app.clientId(), Optional.empty());
  }

  /** As {@link #ask}, by the broker, for a call of the grant's that waits. */
  AmendmentView askForCall(GrantView grant, AmendmentAsk ask, CallId call) {
    return ask(grant, ask, AuditFact.BROKER, Optional.of(call));
  }

  private AmendmentView ask(GrantView app, AmendmentAsk ask, String actor, Optional<CallId> call) {
    GrantPermission.inForce(app);
    GrantScope scope = requireChange(app, ask);
    String id = Ids.next();
    try {
      return transactions.call(
          em -> {
            if (!grants.lockInForce(em, app.id())) {
              throw GrantPermission.ended();
            }
            amendments.insert(em, id, app, scope, ask, call);
            AuditFact requested =
                new AuditFact(
                    "amendment.requested",
                    actor,
                    app.account(),
                    app.id().value(),
                    Map.of("amendment", id, "scope", scope.digest()));
            audit.append(em, call.map(of -> requested.with("call", of.value())).orElse(requested));
            return amendments.pending(em, id).orElseThrow().with(app);
          });
    } catch (DuplicateRowException e) {
      throw RefusalException.because(
          Refusal.WRONG_STATE, "A change of this grant waits for its owner's decision.", e);
    }
  }

  /** What waits for a decision of the caller's, the oldest first. */
  public List<AmendmentView> list(Caller caller) {
    Caller owner = caller.as(Role.OWNER);
    return transactions.call(
        em ->
            amendments.pendingOf(em, owner.id()).stream()
                .map(row -> row.with(grants.visible(em, owner, row.grant())))
                .toList());
  }

  /**
   * What waits for a decision of the caller's.
   *
   * @throws RefusalException NOT_FOUND if nothing of that id waits, or it is not theirs
   */
  public AmendmentView get(Caller caller, String id) {
    return transactions.call(em -> waiting(em, caller.as(Role.OWNER), id));
  }

  /**
   * Puts a change in force.
   *
   * @param signedInAt as {@link Approval#signedInAt}
   * @throws RefusalException NOT_FOUND as {@link #get}, WRONG_STATE if the grant has ended or was
   *     changed since the app asked (it would change back what its owner has narrowed),
   *     SIGN_IN_AGAIN
   */
  public GrantView approve(Caller caller, String id, Optional<Instant> signedInAt) {
    Caller owner = caller.as(Role.OWNER);
    return transactions.call(
        em -> {
          AmendmentView change = waiting(em, owner, id);
          requireSameGrant(em, change);
          rules.holdEnabled(em, owner);
          if (!amendments.decide(em, id, "APPROVED")) {
            throw unknown();
          }
          return change(em, owner, change.grant(), change.scope(), change.lifetime(), signedInAt);
        });
  }

  private void requireSameGrant(EntityManager em, AmendmentView change) {
    long asked =
        amendments.pending(em, change.id()).orElseThrow(GrantAmendments::unknown).version();
    if (asked != change.grant().version()) {
      throw new RefusalException(
          Refusal.WRONG_STATE,
          "The grant was changed since the app asked; leave it as it is, and the app can ask again.");
    }
  }

  /** Leaves the grant as it is. */
  public void deny(Caller caller, String id) {
    Caller owner = caller.as(Role.OWNER);
    transactions.run(
        em -> {
          AmendmentView change = waiting(em, owner, id);
          if (!amendments.decide(em, id, "DENIED")) {
            throw unknown();
          }
          audit.append(
              em, fact("amendment.denied", owner, change.grant().id()).with("amendment", id));
        });
  }

  /**
   * Changes a grant of the caller's own.
   *
   * @throws RefusalException NOT_FOUND; INVALID_FIELD as {@link #ask} or for a life that is longer
   *     than the operator allows; WRONG_STATE if it is not in force; SIGN_IN_AGAIN
   */
  public GrantView amend(
      Caller caller, GrantId id, AmendmentAsk ask, Optional<Instant> signedInAt) {
    Caller owner = caller.as(Role.OWNER);
    return transactions.call(
        em -> {
          GrantView grant = grants.visible(em, owner, id);
          GrantScope scope = requireChange(grant, ask);
          rules.holdEnabled(em, owner);
          return change(em, owner, grant, scope, ask.lifetime(), signedInAt);
        });
  }

  private GrantView change(
      EntityManager em,
      Caller owner,
      GrantView grant,
      GrantScope scope,
      Optional<Duration> lifetime,
      Optional<Instant> signedInAt) {
    lifetime.ifPresent(rules::requireLifetime);
    if (!scope.isWithin(grant.scope()) || lifetime.isPresent()) {
      rules.requireFreshSignIn(scope, signedInAt);
    }
    Instant now = clock.instant();
    Instant until = lifetime.map(now::plus).orElse(grant.expiresAt());
    if (!states.amend(em, grant, owner, scope, until, now)) {
      throw new RefusalException(
          Refusal.WRONG_STATE,
          "The grant has ended, was changed meanwhile, or has made more calls than that already.");
    }
    revocations.advance(em); // running calls look again when the grant ends
    em.clear(); // what this transaction read before is no longer what is stored
    audit.append(
        em,
        fact("grant.amended", owner, grant.id())
            .with("scope", scope.digest())
            .with("expires_at", until.toString()));
    return grants.visible(em, owner, grant.id());
  }

  private static GrantScope requireChange(GrantView grant, AmendmentAsk ask) {
    GrantScope scope = ask.scope().orElse(grant.scope());
    if (!scope.provider().equals(grant.scope().provider())) {
      throw RefusalException.ofField("scope.provider", "cannot be changed; ask for another grant");
    }
    if (scope.equals(grant.scope()) && ask.lifetime().isEmpty()) {
      throw RefusalException.ofField("scope", "is as it is already");
    }
    return scope;
  }

  private AmendmentView waiting(EntityManager em, Caller owner, String id) {
    Amendments.Row row = amendments.pending(em, id).orElseThrow(GrantAmendments::unknown);
    return row.with(grants.visible(em, owner, row.grant()));
  }

  private static RefusalException unknown() {
    return new RefusalException(Refusal.NOT_FOUND, "No such change waits for a decision.");
  }

  private static AuditFact fact(String type, Caller owner, GrantId id) {
    return AuditFact.of(type, owner.actor(), owner.account(), id.value());
  }
}
