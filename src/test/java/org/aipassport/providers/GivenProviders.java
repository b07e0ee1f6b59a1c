package org.aipassport.providers;

import java.util.Map;
import org.aipassport.config.Background;
import org.aipassport.config.ProviderType;
import org.aipassport.config.Settings;
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
    return all(values).find(new ProviderName(name)).orElseThrow();
  }

  /** All that are there where an operator says nothing. */
  public static Providers presets() {
    return all(Map.of());
  }

  /** All of a configuration. */
  static Providers all(Map<String, String> values) {
    Settings settings = TestSettings.of(values);
    return new Providers(settings, new ProviderTables(settings, new Background()));
  }

  /** The table of a type. */
  static ProviderTable table(String type) {
    return new ProviderTables(TestSettings.defaults(), new Background())
        .of(ProviderType.of(type).orElseThrow());
  }
}
