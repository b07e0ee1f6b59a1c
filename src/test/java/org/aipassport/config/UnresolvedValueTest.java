package org.aipassport.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.lang.reflect.Proxy;
import java.util.NoSuchElementException;
import java.util.Optional;
import org.eclipse.microprofile.config.Config;
import org.eclipse.microprofile.config.ConfigValue;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.NullSource;
import org.junit.jupiter.params.provider.ValueSource;

class UnresolvedValueTest {
  @Test
  void textWithAnUndefinedPartIsNotTakenForUnset() {
    assertThatThrownBy(() -> SettingsReader.resolved(server("${undefined}", null), "a"))
        .isInstanceOf(NoSuchElementException.class);
  }

  @ParameterizedTest
  @NullSource
  @ValueSource(strings = {"", " "})
  void blankTextIsUnset(@Nullable String raw) {
    assertThat(SettingsReader.resolved(server(raw, null), "a")).isEmpty();
  }

  @Test
  void resolvedTextIsTaken() {
    assertThat(SettingsReader.resolved(server("${defined}", "x"), "a")).contains("x");
  }

  private static Config server(@Nullable String raw, @Nullable String value) {
    ConfigValue both = answering(ConfigValue.class, "getRawValue", raw);
    return (Config)
        Proxy.newProxyInstance(
            Config.class.getClassLoader(),
            new Class<?>[] {Config.class},
            (proxy, method, arguments) ->
                method.getName().equals("getConfigValue") ? both : Optional.ofNullable(value));
  }

  private static <T> T answering(Class<T> type, String method, @Nullable Object answer) {
    return type.cast(
        Proxy.newProxyInstance(
            type.getClassLoader(),
            new Class<?>[] {type},
            (proxy, called, arguments) -> called.getName().equals(method) ? answer : null));
  }
}
