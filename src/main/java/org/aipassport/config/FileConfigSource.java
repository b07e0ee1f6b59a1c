package org.aipassport.config;

import java.util.Map;
import java.util.Set;
import org.eclipse.microprofile.config.spi.ConfigSource;
import org.jspecify.annotations.Nullable;

/**
 * The operator's file as a source of MicroProfile Config: below system properties (400) and
 * environment (300), above what a WAR brings along (100). A file that cannot be read gives nothing
 * here; {@link SettingsReader} reports it with the other faults.
 */
public class FileConfigSource implements ConfigSource {
  private static final int ORDINAL = 150;

  private final Map<String, String> values;

  /** For the service loader. */
  public FileConfigSource() {
    this(ConfigFile.ofProcess());
  }

  FileConfigSource(ConfigFile file) {
    this.values = file.values();
  }

  @Override
  public int getOrdinal() {
    return ORDINAL;
  }

  @Override
  public Map<String, String> getProperties() {
    return values;
  }

  @Override
  public Set<String> getPropertyNames() {
    return values.keySet();
  }

  @Override
  public @Nullable String getValue(String name) {
    return values.get(name);
  }

  @Override
  public String getName() {
    return "AIPassport file";
  }
}
