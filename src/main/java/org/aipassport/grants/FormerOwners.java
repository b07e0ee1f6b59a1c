package org.aipassport.grants;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import jakarta.persistence.EntityManager;
import java.util.Optional;
import org.aipassport.identity.OwnerLoss;
import org.aipassport.values.AccountId;
import org.aipassport.values.UserId;

/**
 * Whoever is an owner no more has no grants: theirs freeze, and so do the requests addressed to
 * them. A decision of theirs that is under way holds their row and is waited for, a later one is
 * refused ({@link ApprovalRules#holdEnabled}).
 */
@ApplicationScoped
class FormerOwners implements OwnerLoss {
  private GrantStates states;
  private Freezer freezer;

  @SuppressWarnings("NullAway.Init")
  protected FormerOwners() {} // for the CDI proxy

  @Inject
  FormerOwners(GrantStates states, Freezer freezer) {
    this.states = states;
    this.freezer = freezer;
  }

  @Override
  public void ownerLost(EntityManager em, UserId person, String actor, AccountId account) {
    int unused =
        freezer.freeze(
            em, states.openOf(em, person), actor, Optional.of(account), "owner role taken away");
  }
}
