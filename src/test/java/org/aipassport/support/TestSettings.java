package org.aipassport.support;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.aipassport.config.Settings;
import org.aipassport.config.SettingsReader;

/** Settings for one test, read as the product reads them. */
public final class TestSettings {
  private TestSettings() {}

  /** What holds where an operator says nothing. */
  public static Settings defaults() {
    return of(Map.of());
  }

  /** What holds where an operator says this. */
  public static Settings of(Map<String, String> values) {
    return SettingsReader.read(
        name -> Optional.ofNullable(values.get(name)), List.of(), Path.of("/home/operator"));
  }
}
