package org.aipassport.grants;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import jakarta.persistence.EntityManager;
import org.aipassport.persistence.Transactions;

/**
 * One number that moves whenever something ends running calls. Whoever has calls under way polls it
 * and, when it has moved, asks which of their grants are still in force.
 */
@ApplicationScoped
public class RevocationSequence {
  private Transactions transactions;

  @SuppressWarnings("NullAway.Init")
  protected RevocationSequence() {} // for the CDI proxy

  @Inject
  RevocationSequence(Transactions transactions) {
    this.transactions = transactions;
  }

  /** Moves it, in the transaction of what ended. */
  void advance(EntityManager em) {
    em.createNativeQuery(
            "UPDATE revocation_seq SET latest_position = latest_position + 1 WHERE id = 1")
        .executeUpdate();
  }

  /** Where it stands now. */
  public long position() {
    return transactions.call(
        em ->
            ((Number)
                    em.createNativeQuery("SELECT latest_position FROM revocation_seq WHERE id = 1")
                        .getSingleResult())
                .longValue());
  }
}
