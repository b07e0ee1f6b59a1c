package org.aipassport.grants;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import jakarta.persistence.EntityManager;
import java.util.List;
import java.util.Optional;
import org.aipassport.identity.Caller;
import org.aipassport.persistence.Transactions;
import org.aipassport.problems.RefusalException;
import org.aipassport.providers.Provider;
import org.aipassport.providers.Providers;
import org.aipassport.values.ProviderKeyId;
import org.aipassport.values.ProviderName;
import org.aipassport.vault.ProviderKeyView;
import org.aipassport.vault.ProviderKeys;

/** Which provider key a grant uses, and what happens to grants when a key goes. */
@ApplicationScoped
public class GrantKeys {
  private Transactions transactions;
  private Providers providers;
  private ProviderKeys keys;
  private GrantStates states;
  private Freezer freezer;

  @SuppressWarnings("NullAway.Init")
  protected GrantKeys() {} // for the CDI proxy

  @Inject
  GrantKeys(
      Transactions transactions,
      Providers providers,
      ProviderKeys keys,
      GrantStates states,
      Freezer freezer) {
    this.transactions = transactions;
    this.providers = providers;
    this.keys = keys;
    this.states = states;
    this.freezer = freezer;
  }

  /**
   * Deletes a provider key; the grants that use it freeze in the same transaction.
   *
   * @throws RefusalException NOT_FOUND if the caller has no such key
   */
  public void delete(Caller caller, ProviderKeyId key) {
    transactions.run(
        em -> {
          keys.delete(em, caller, key);
          freezer.freeze(em, states.using(em, key), caller, "provider key deleted");
        });
  }

  /**
   * The keys among which an owner chooses for a grant, newest first: the first is the one that is
   * used if they name none.
   */
  public List<ProviderKeyView> choices(Caller owner, ProviderName provider) {
    return keys.list(owner).stream().filter(key -> key.provider().equals(provider)).toList();
  }

  /** Whether a grant can do without a key of its owner's. */
  boolean isKeyless(ProviderName provider) {
    return providers.find(provider).map(Provider::worksWithoutKey).orElse(false);
  }

  /**
   * The key that is named, else the owner's newest for the provider, else none where none is
   * needed.
   */
  Optional<ProviderKeyId> choose(
      EntityManager em, Caller owner, ProviderName provider, Optional<ProviderKeyId> named) {
    if (named.isPresent()) {
      if (!keys.has(em, owner.account(), provider, named.get())) {
        throw RefusalException.ofField("keyId", "is not a provider key of yours for " + provider);
      }
      return named;
    }
    Optional<ProviderKeyId> standard = keys.standard(em, owner.account(), provider);
    if (standard.isEmpty() && !isKeyless(provider)) {
      throw RefusalException.ofField(
          "keyId", "you have no provider key for " + provider + "; store one first");
    }
    return standard;
  }
}
