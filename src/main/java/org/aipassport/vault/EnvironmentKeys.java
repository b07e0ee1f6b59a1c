package org.aipassport.vault;

import jakarta.annotation.Priority;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.context.Initialized;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Inject;
import jakarta.persistence.EntityManager;
import java.util.Map;
import java.util.Optional;
import org.aipassport.config.Settings;
import org.aipassport.identity.Caller;
import org.aipassport.identity.People;
import org.aipassport.identity.Setup.FirstOwner;
import org.aipassport.persistence.Transactions;
import org.aipassport.problems.RefusalException;
import org.aipassport.providers.Provider;
import org.aipassport.providers.Providers;
import org.aipassport.values.Labels;
import org.aipassport.values.ProviderName;
import org.aipassport.values.SecretText;

/**
 * Takes provider keys over from the environment ({@code OPENAI_API_KEY} and its like). They belong
 * to the first owner from setup on; a value that changed makes a new version at the next start.
 */
@ApplicationScoped
public class EnvironmentKeys {
  private static final String LABEL = "from the environment";

  private Settings settings;
  private Transactions transactions;
  private People people;
  private Providers providers;
  private ProviderKeys keys;
  private KeyOpener opener;

  @SuppressWarnings("NullAway.Init")
  protected EnvironmentKeys() {} // for the CDI proxy

  @Inject
  EnvironmentKeys(
      Settings settings,
      Transactions transactions,
      People people,
      Providers providers,
      ProviderKeys keys,
      KeyOpener opener) {
    this.settings = settings;
    this.transactions = transactions;
    this.people = people;
    this.providers = providers;
    this.keys = keys;
    this.opener = opener;
  }

  void atStart(@Observes @Priority(600) @Initialized(ApplicationScoped.class) Object event) {
    transactions.run(em -> people.first(em).ifPresent(owner -> takeOver(em, owner)));
  }

  void atSetup(@Observes FirstOwner claimed) {
    takeOver(claimed.em(), claimed.owner());
  }

  private void takeOver(EntityManager em, Caller owner) {
    for (Map.Entry<ProviderName, SecretText> entry : settings.environmentKeys().entrySet()) {
      providers
          .find(entry.getKey())
          .ifPresent(provider -> takeOver(em, owner, provider, entry.getValue()));
    }
  }

  private void takeOver(EntityManager em, Caller owner, Provider provider, SecretText key) {
    Optional<ProviderKey> stored = keys.fromEnvironment(em, owner.account(), provider.name());
    if (stored.isEmpty()) {
      keys.add(em, owner, provider, key, LABEL, Labels.NONE, ProviderKey.Source.ENVIRONMENT);
    } else if (!isCurrent(stored.get(), provider, key)) {
      keys.replace(em, owner, stored.get(), key);
    }
  }

  /** A version that cannot be opened any more, after a change of base URL, counts as changed. */
  private boolean isCurrent(ProviderKey stored, Provider provider, SecretText key) {
    try {
      return opener.open(stored.id(), stored.account(), provider).equals(key);
    } catch (RefusalException e) {
      return false;
    }
  }
}
