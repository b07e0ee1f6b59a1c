package org.aipassport.grants;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import jakarta.persistence.EntityManager;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.aipassport.config.Settings;
import org.aipassport.identity.Caller;
import org.aipassport.identity.FreshSignIn;
import org.aipassport.identity.People;
import org.aipassport.identity.Role;
import org.aipassport.problems.Refusal;
import org.aipassport.problems.RefusalException;
import org.aipassport.values.NanoUsd;

/** What the operator demands of whoever puts a grant in force. */
@ApplicationScoped
public class ApprovalRules {
  private Settings settings;
  private People people;
  private FreshSignIn fresh;

  @SuppressWarnings("NullAway.Init")
  protected ApprovalRules() {} // for the CDI proxy

  @Inject
  ApprovalRules(Settings settings, People people, FreshSignIn fresh) {
    this.settings = settings;
    this.people = people;
    this.fresh = fresh;
  }

  /**
   * Whether a page has to ask for a sign-in of the last minutes before this is approved. Where
   * money is capped the amount decides, else the number of requests.
   */
  public boolean needsFreshSignIn(GrantScope scope) {
    NanoUsd little = NanoUsd.ofCents(settings.money().freshAboveCents());
    return scope
        .maxBudget()
        .map(cap -> cap.compareTo(little) > 0)
        .orElseGet(
            () ->
                scope.maxRequests().isEmpty()
                    || scope.maxRequests().getAsLong() > settings.grants().freshAboveRequests());
  }

  /**
   * Refuses what is above the operator's amount if a browser session decides that was authenticated
   * too long ago: whoever finds a browser unlocked shall not spend much.
   *
   * @param signedInAt as {@link Approval#signedInAt}
   * @throws RefusalException SIGN_IN_AGAIN
   */
  void requireFreshSignIn(GrantScope scope, Optional<Instant> signedInAt) {
    if (needsFreshSignIn(scope)) {
      fresh.require(signedInAt, "A grant of this size");
    }
  }

  /**
   * Refuses lifetimes that the operator does not allow.
   *
   * @throws RefusalException INVALID_FIELD
   */
  void requireLifetime(Duration lifetime) {
    requireLifetime(lifetime, settings.grants().maxLifetime());
  }

  static void requireLifetime(Duration lifetime, Duration longest) {
    if (lifetime.compareTo(Duration.ofSeconds(1)) < 0 || lifetime.compareTo(longest) > 0) {
      throw RefusalException.ofField(
          "expiresInSeconds", "must be within 1 and " + longest.toSeconds());
    }
  }

  /**
   * Locks the owner's row to the end of the caller's transaction: of a grant and the disabling of
   * its owner, the second sees the first. Before the grant's row, in every decision: the one that
   * makes a grant theirs locks their row too, by its foreign key.
   *
   * @throws RefusalException CREDENTIALS_INVALID if they are disabled, FORBIDDEN if they are no
   *     owner (any more)
   */
  void holdEnabled(EntityManager em, Caller owner) {
    people
        .lockEnabled(em, owner.id())
        .orElseThrow(
            () -> new RefusalException(Refusal.CREDENTIALS_INVALID, "Your account is disabled."))
        .as(Role.OWNER);
  }
}
