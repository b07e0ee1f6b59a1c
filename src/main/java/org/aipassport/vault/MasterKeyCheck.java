package org.aipassport.vault;

import jakarta.annotation.Priority;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.context.Initialized;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Inject;
import jakarta.persistence.EntityManager;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.util.List;
import org.aipassport.crypto.AssociatedData;
import org.aipassport.crypto.Envelope;
import org.aipassport.crypto.SealBrokenException;
import org.aipassport.persistence.Transactions;

/** Stops a start with another master key than this database was written with. */
@ApplicationScoped
public class MasterKeyCheck {
  private static final AssociatedData BINDING = AssociatedData.of("aipassport/master-key-check/v1");
  private static final byte[] KNOWN = "aipassport".getBytes(StandardCharsets.US_ASCII);

  private Transactions transactions;
  private Envelope envelope;
  private Clock clock;

  @SuppressWarnings("NullAway.Init")
  protected MasterKeyCheck() {} // for the CDI proxy

  @Inject
  MasterKeyCheck(Transactions transactions, Envelope envelope, Clock clock) {
    this.transactions = transactions;
    this.envelope = envelope;
    this.clock = clock;
  }

  void atStart(@Observes @Priority(300) @Initialized(ApplicationScoped.class) Object event) {
    transactions.run(this::check);
  }

  private void check(EntityManager em) {
    List<?> rows = rows(em);
    if (rows.isEmpty()) {
      // two first starts may have made a key each: the second must see the row of the first
      em.createNativeQuery("LOCK TABLE master_key_check IN EXCLUSIVE MODE").executeUpdate();
      rows = rows(em);
    }
    if (rows.isEmpty()) {
      insert(em);
    } else {
      refuseUnlessOpens((byte[]) rows.get(0));
    }
  }

  private static List<?> rows(EntityManager em) {
    return em.createNativeQuery("SELECT sealed FROM master_key_check").getResultList();
  }

  private void insert(EntityManager em) {
    em.createNativeQuery(
            "INSERT INTO master_key_check (kek_id, sealed, created_at) VALUES ( ? , ? , ? )")
        .setParameter(1, envelope.kekId())
        .setParameter(2, envelope.seal(KNOWN, BINDING))
        .setParameter(3, clock.millis())
        .executeUpdate();
  }

  private void refuseUnlessOpens(byte[] sealed) {
    try {
      envelope.open(sealed, BINDING);
    } catch (SealBrokenException e) {
      throw new IllegalStateException(
          "The master key is not the one that this database was written with"
              + " (aipassport.master-key.file, or master.key in the data directory). Nothing was"
              + " changed; start with the right one.",
          e);
    }
  }
}
