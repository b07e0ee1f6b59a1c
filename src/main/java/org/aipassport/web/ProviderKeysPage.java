package org.aipassport.web;

import jakarta.enterprise.context.RequestScoped;
import jakarta.inject.Inject;
import jakarta.inject.Named;
import java.util.List;
import org.aipassport.problems.RefusalException;
import org.aipassport.providers.Provider;
import org.aipassport.providers.Providers;
import org.aipassport.values.Labels;
import org.aipassport.values.ProviderName;
import org.aipassport.values.SecretText;
import org.aipassport.vault.ProviderKeyView;
import org.aipassport.vault.ProviderKeys;
import org.jspecify.annotations.Nullable;

/** The provider keys of whoever is signed in. A key comes in here and never goes out. */
@Named("providerKeys")
@RequestScoped
public class ProviderKeysPage {
  private ProviderKeys keys;
  private Providers providers;
  private Page page;
  private @Nullable List<ProviderKeyView> all;
  private @Nullable String provider;
  private String label = "";
  private String key = "";

  @SuppressWarnings("NullAway.Init")
  protected ProviderKeysPage() {} // for the CDI proxy

  @Inject
  ProviderKeysPage(ProviderKeys keys, Providers providers, Page page) {
    this.keys = keys;
    this.providers = providers;
    this.page = page;
  }

  /** All keys, newest first. */
  public List<ProviderKeyView> getAll() {
    List<ProviderKeyView> known = all;
    if (known == null) {
      known = keys.list(page.caller());
      all = known;
    }
    return known;
  }

  /** The providers that this broker has. */
  public List<Provider> getProviders() {
    return List.copyOf(providers.all());
  }

  /** Stores a key. */
  public @Nullable String add() {
    return page.fresh("") && page.attempt(this::store)
        ? page.go(View.PROVIDER_KEYS, "done=key-added")
        : null;
  }

  private void store() {
    String chosen = getProvider();
    if (!ProviderName.isName(chosen)) {
      throw RefusalException.ofField("provider", "is not configured here");
    }
    keys.add(
        page.caller(),
        new ProviderName(chosen),
        new SecretText(key.strip()),
        label.strip(),
        Labels.NONE);
  }

  /** At first the one that the link names, because a key for it is missing. */
  public String getProvider() {
    String chosen = provider;
    return chosen == null ? page.parameter("provider").orElse("") : chosen;
  }

  public void setProvider(String provider) {
    this.provider = provider;
  }

  public String getLabel() {
    return label;
  }

  public void setLabel(String label) {
    this.label = label;
  }

  /** Never what was typed. */
  public String getKey() {
    return "";
  }

  public void setKey(String key) {
    this.key = key;
  }
}
