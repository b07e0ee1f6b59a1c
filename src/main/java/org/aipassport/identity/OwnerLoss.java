package org.aipassport.identity;

import jakarta.persistence.EntityManager;
import org.aipassport.values.AccountId;
import org.aipassport.values.UserId;

/**
 * Ends what rests on somebody's being an owner. What that is, this package does not know: {@code
 * grants} does.
 */
public interface OwnerLoss {
  /**
   * Called whenever the role is taken away, whoever does it, in that transaction and with the
   * person's row locked.
   *
   * @param actor who takes it, as events have it
   * @param account whose account those events are for
   */
  void ownerLost(EntityManager em, UserId person, String actor, AccountId account);
}
