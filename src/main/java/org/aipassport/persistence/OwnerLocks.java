package org.aipassport.persistence;

import jakarta.persistence.EntityManager;
import jakarta.persistence.PersistenceException;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Keeps transactions of other processes waiting that change what belongs to the same owner. */
final class OwnerLocks {
  private volatile @Nullable Optional<String> statement;

  /** Waits for those that have the lock, and has it until the transaction ends. */
  void take(EntityManager em, String owner) {
    statement(em)
        .ifPresent(sql -> em.createNativeQuery(sql).setParameter(1, owner).getSingleResult());
  }

  private Optional<String> statement(EntityManager em) {
    Optional<String> known = statement;
    if (known == null) {
      known = product(em).ownerLock();
      statement = known;
    }
    return known;
  }

  private static Product product(EntityManager em) {
    try {
      return Product.of(em.unwrap(Connection.class));
    } catch (SQLException e) {
      throw new PersistenceException(e);
    }
  }
}
