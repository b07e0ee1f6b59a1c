package org.aipassport.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.StringReader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import java.util.stream.Collectors;
import org.aipassport.values.ProviderName;
import org.junit.jupiter.api.Test;

/** The annotated file that operators copy says what the code does. */
class PropertiesFileTest {
  private static final Path FILE = Path.of("config/aipassport.properties");

  @Test
  void fileHasExactlyTheKeysAndDefaultsOfTheCode() throws IOException {
    assertThat(uncommented()).isEqualTo(knownToTheCode());
  }

  @Test
  void fileSetsNothingAsItIs() throws IOException {
    Properties properties = new Properties();
    properties.load(new StringReader(Files.readString(FILE)));
    assertThat(properties).isEmpty();
  }

  @Test
  void everyLineUncommentedGivesTheDefaults() throws IOException {
    Map<String, String> values = uncommented();
    Settings settings =
        SettingsReader.read(
            name -> Optional.ofNullable(values.get(name)), values.keySet(), Given.HOME);
    assertThat(settings).isEqualTo(Given.nothing().read());
  }

  @Test
  void fileNamesTheDefaultAddressOfEveryType() throws IOException {
    String text = Files.readString(FILE);
    for (ProviderType type : ProviderType.values()) {
      String url = type.defaultBaseUrl().map(Object::toString).orElse("has none");
      assertThat(text).containsPattern("#   " + type.wireName() + " +" + url);
    }
  }

  @Test
  void fileNamesEveryVariableThatIsRead() throws IOException {
    assertThat(Files.readString(FILE))
        .contains(Keys.PROVIDER_KEYS.keySet())
        .contains(Keys.TOKEN_TTL_SECONDS, "AIPASSPORT_CONFIG", "AIPASSPORT_DATA_DIR");
  }

  private static Map<String, String> knownToTheCode() {
    Map<String, String> known = new HashMap<>();
    Keys.FIXED.forEach(key -> known.put(key.name(), key.fallback()));
    new Keys.OfProvider(new ProviderName("openai"), ProviderType.OPENAI)
        .all()
        .forEach(key -> known.put(key.name(), key.fallback()));
    return known;
  }

  private static Map<String, String> uncommented() throws IOException {
    List<String> lines =
        Files.readAllLines(FILE).stream()
            .filter(line -> line.startsWith("#aipassport.") || line.startsWith("#mp.jwt."))
            .toList();
    return lines.stream()
        .map(line -> line.substring(1).split("=", 2))
        .collect(Collectors.toMap(parts -> parts[0], parts -> parts[1]));
  }
}
