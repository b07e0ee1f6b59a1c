package org.aipassport.grants;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.persistence.EntityManager;

/**
 * One row that whoever adds or approves a request locks until its transaction ends: so the caps on
 * pending requests hold under parallel ones, and whoever blocks an app finds every grant of it. A
 * grant that is approved while others look for it can be missed without this: Derby reads an index
 * on states as it is, and the grant moves in it. Locked before any other row.
 */
@ApplicationScoped
class PendingGate {
  void lock(EntityManager em) {
    em.createNativeQuery("UPDATE pending_gate SET turns = turns + 1 WHERE id = 1").executeUpdate();
  }
}
