package org.aipassport.providers;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.util.Collection;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.aipassport.config.ProviderSettings;
import org.aipassport.config.Settings;
import org.aipassport.values.ProviderName;

/** The upstreams that the operator configured, in the operator's order. */
@ApplicationScoped
public class Providers {
  private ProviderTables tables;
  private Map<ProviderName, Provider> byName;

  @SuppressWarnings("NullAway.Init")
  protected Providers() {} // for the CDI proxy

  @Inject
  Providers(Settings settings, ProviderTables tables) {
    this.tables = tables;
    Map<ProviderName, Provider> providers = new LinkedHashMap<>();
    for (ProviderSettings one : settings.providers()) {
      providers.put(one.name(), new Provider(one, tables));
    }
    this.byName = Collections.unmodifiableMap(providers);
  }

  public Optional<Provider> find(ProviderName name) {
    return Optional.ofNullable(byName.get(name));
  }

  public Collection<Provider> all() {
    return byName.values();
  }

  /** The protocol in which a path of the broker's is called, whichever provider serves it. */
  public Optional<Protocol> protocolAt(String path) {
    return tables.protocolAt(path);
  }
}
