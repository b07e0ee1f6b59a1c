package org.aipassport.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** A configuration for one test. */
final class Given {
  static final Path HOME = Path.of("/home/operator");

  private final Map<String, String> values = new TreeMap<>();

  static Given nothing() {
    return new Given();
  }

  static Given value(String name, String text) {
    return new Given().and(name, text);
  }

  Given and(String name, String text) {
    values.put(name, text);
    return this;
  }

  Settings read() {
    return SettingsReader.read(
        name -> Optional.ofNullable(values.get(name)),
        values.keySet().stream().filter(name -> !Keys.isVariable(name)).toList(),
        HOME);
  }

  List<String> faults() {
    ConfigurationException e = catchThrowableOfType(ConfigurationException.class, this::read);
    assertThat(e).as("configuration %s is refused", values).isNotNull();
    assertThat(e.faults()).allSatisfy(fault -> assertThat(e).hasMessageContaining(fault));
    return e.faults();
  }
}
