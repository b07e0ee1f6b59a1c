package org.aipassport.providers;

import java.util.Map;
import org.aipassport.support.TestSettings;
import org.aipassport.values.ProviderName;

/** Providers for one test, as a configuration makes them. */
public final class GivenProviders {
  private GivenProviders() {}

  /** One of those that are there where an operator says nothing. */
  public static Provider preset(String name) {
    return of(name, Map.of());
  }

  /** That one of a configuration. */
  public static Provider of(String name, Map<String, String> values) {
    return new Providers(TestSettings.of(values)).find(new ProviderName(name)).orElseThrow();
  }
}
