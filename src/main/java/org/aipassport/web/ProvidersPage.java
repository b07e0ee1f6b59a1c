package org.aipassport.web;

import jakarta.enterprise.context.RequestScoped;
import jakarta.inject.Inject;
import jakarta.inject.Named;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Collectors;
import org.aipassport.config.ProviderSettings;
import org.aipassport.config.Settings;
import org.aipassport.metering.ProviderHealth;
import org.aipassport.providers.Provider;

/** The configured providers and how they do; {@code providers} in pages. */
@Named("providers")
@RequestScoped
public class ProvidersPage {
  private Settings settings;
  private ProviderHealth health;
  private Page page;
  private Texts texts;

  @SuppressWarnings("NullAway.Init")
  protected ProvidersPage() {} // for the CDI proxy

  @Inject
  ProvidersPage(Settings settings, ProviderHealth health, Page page, Texts texts) {
    this.settings = settings;
    this.health = health;
    this.page = page;
    this.texts = texts;
  }

  public List<ProviderHealth.View> getList() {
    return health.list(page.caller());
  }

  /** The key of the words for a state. */
  public String state(ProviderHealth.View view) {
    return "providers.state." + view.state().name().toLowerCase(Locale.ROOT);
  }

  /** How a state looks. */
  public String badge(ProviderHealth.View view) {
    return switch (view.state()) {
      case WELL -> "badge good";
      case UNSTEADY -> "badge warn";
      case RESTING -> "badge bad";
    };
  }

  /** Its base URL as it is configured. */
  public String baseUrl(Provider provider) {
    return settings
        .provider(provider.name())
        .map(ProviderSettings::baseUrl)
        .orElse(provider.origin())
        .toString();
  }

  /** What apps can do with it, in words. */
  public String capabilities(Provider provider) {
    return provider.capabilities().stream()
        .sorted()
        .map(capability -> texts.of("providers.capability." + capability.wireName()))
        .collect(Collectors.joining(", "));
  }

  /** The proxy on the way to it, without its credentials. */
  public Optional<String> proxy(Provider provider) {
    return provider.egress().proxy().map(proxy -> proxy.address().toString());
  }

  /** Whether the key to all provider keys is one that the broker made beside them. */
  public boolean isMasterKeyBeside() {
    return settings.masterKeyFile().isEmpty();
  }

  /** Where it lies then. */
  public String getMasterKey() {
    return settings.dataDir().resolve("master.key").toString();
  }
}
