package org.aipassport.config;

import java.io.IOException;
import java.io.StringReader;
import java.nio.charset.CharacterCodingException;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import java.util.function.Function;

/**
 * The operator's file: the one that {@code AIPASSPORT_CONFIG} names, else {@code
 * aipassport.properties} in the data directory, if there is one. Properties in UTF-8.
 *
 * @param values what it says; nothing if it cannot be read
 * @param faults why it cannot be read, or what it says twice
 */
record ConfigFile(Map<String, String> values, List<String> faults) {
  private static final String VARIABLE = "AIPASSPORT_CONFIG";
  private static final String PROPERTY = "aipassport.config";
  private static final String EXPECTED = "a properties file in UTF-8 that this process may read";

  ConfigFile {
    values = Map.copyOf(values);
    faults = List.copyOf(faults);
  }

  /** The file of this process. */
  static ConfigFile ofProcess() {
    return find(ConfigFile::property, ConfigFile::variable, home());
  }

  /** The home directory of the user whose process this is. */
  static Path home() {
    return Path.of(property("user.home").orElse("."));
  }

  /** An environment variable. */
  static Optional<String> variable(String name) {
    return Optional.ofNullable(System.getenv(name));
  }

  static ConfigFile find(
      Function<String, Optional<String>> properties,
      Function<String, Optional<String>> environment,
      Path home) {
    Reading property = new Reading(properties);
    Reading variable = new Reading(environment);
    Optional<String> named = property.text(PROPERTY).or(() -> variable.text(VARIABLE));
    String by = property.text(PROPERTY).isPresent() ? PROPERTY : VARIABLE;
    try {
      if (named.isPresent()) {
        return read(by, Parsers.path(home).apply(named.get()));
      }
    } catch (IllegalArgumentException e) {
      return unreadable(by, "the name of the configuration file " + e.getMessage());
    }
    return inDataDirectory(
        property
            .text(Keys.DATA_DIR.name())
            .or(() -> variable.text("AIPASSPORT_DATA_DIR"))
            .orElse(Keys.DATA_DIR.fallback()),
        home);
  }

  private static ConfigFile inDataDirectory(String directory, Path home) {
    Path file;
    try {
      file = Parsers.path(home).apply(directory).resolve("aipassport.properties");
    } catch (IllegalArgumentException e) {
      return new ConfigFile(Map.of(), List.of()); // reported as a fault of the data directory
    }
    return Files.notExists(file)
        ? new ConfigFile(Map.of(), List.of())
        : read(Keys.DATA_DIR.name(), file);
  }

  private static ConfigFile read(String by, Path file) {
    String what = "the configuration file " + file;
    try {
      String text = Files.readString(file);
      Lines lines = new Lines();
      lines.load(new StringReader(text.startsWith("\uFEFF") ? text.substring(1) : text));
      return new ConfigFile(lines.values, lines.faults);
    } catch (NoSuchFileException e) {
      return unreadable(by, what + " does not exist");
    } catch (AccessDeniedException e) {
      return unreadable(by, what + " may not be read by this process");
    } catch (CharacterCodingException e) {
      return unreadable(by, what + " is not in UTF-8");
    } catch (IllegalArgumentException e) {
      return unreadable(by, what + " has a malformed \\u escape");
    } catch (IOException e) {
      return unreadable(by, what + " cannot be read");
    }
  }

  private static ConfigFile unreadable(String by, String wrong) {
    return new ConfigFile(Map.of(), List.of(by + ": " + wrong + "; expected " + EXPECTED));
  }

  private static Optional<String> property(String name) {
    return Optional.ofNullable(System.getProperty(name));
  }

  /** Reads lines as Properties does, and notices what is said twice. */
  private static final class Lines extends Properties {
    private static final long serialVersionUID = 1L;

    private final transient Map<String, String> values = new HashMap<>();
    private final transient List<String> faults = new ArrayList<>();

    @Override
    public synchronized Object put(Object key, Object value) {
      String name = (String) key;
      if (values.put(name, (String) value) != null) {
        faults.add(Parsers.printable(name) + ": is there twice in the file; expected once");
      }
      return value;
    }
  }
}
