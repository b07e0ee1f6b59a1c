package org.aipassport.vault;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.List;
import org.aipassport.crypto.SealBrokenException;
import org.aipassport.persistence.Transactions;
import org.aipassport.problems.Refusal;
import org.aipassport.problems.RefusalException;
import org.aipassport.providers.Provider;
import org.aipassport.values.AccountId;
import org.aipassport.values.ProviderKeyId;
import org.aipassport.values.SecretText;

/** Opens a provider key at the last moment before it is sent. Nothing keeps what it gives out. */
@ApplicationScoped
public class KeyOpener {
  private static final Logger LOG = System.getLogger(KeyOpener.class.getName());

  private Transactions transactions;
  private KeySeal seal;

  @SuppressWarnings("NullAway.Init")
  protected KeyOpener() {} // for the CDI proxy

  @Inject
  KeyOpener(Transactions transactions, KeySeal seal) {
    this.transactions = transactions;
    this.seal = seal;
  }

  /**
   * The current version of a key.
   *
   * @throws RefusalException UNAVAILABLE if it was deleted or cannot be opened: sealed under
   *     another master key, altered, or stored for another origin than the provider has now
   */
  public SecretText open(ProviderKeyId id, AccountId account, Provider provider) {
    List<?> rows =
        transactions.call(
            em ->
                em.createNativeQuery(
                        "SELECT v.version, v.sealed FROM provider_key k JOIN provider_key_version v"
                            + " ON v.key_id = k.id AND v.version = k.current_version"
                            + " WHERE k.id = ? AND k.account_id = ? AND k.deleted_at IS NULL")
                    .setParameter(1, id.value())
                    .setParameter(2, account.value())
                    .getResultList());
    if (rows.isEmpty()) {
      throw new RefusalException(Refusal.UNAVAILABLE, "The provider key was deleted.");
    }
    Object[] row = (Object[]) rows.get(0);
    try {
      return seal.open((byte[]) row[1], account, id, provider, ((Number) row[0]).intValue());
    } catch (SealBrokenException e) {
      LOG.log(Level.ERROR, "provider key {0} cannot be opened: {1}", id, e.getMessage());
      throw RefusalException.because(
          Refusal.UNAVAILABLE,
          "The provider key cannot be opened for this provider's address; its owner must replace"
              + " it.",
          e);
    }
  }
}
