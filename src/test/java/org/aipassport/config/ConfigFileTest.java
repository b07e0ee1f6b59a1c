package org.aipassport.config;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.ServiceLoader;
import org.eclipse.microprofile.config.spi.ConfigSource;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ConfigFileTest {
  private final Map<String, String> properties = new HashMap<>();
  private final Map<String, String> environment = new HashMap<>();
  @TempDir private Path home;

  @Test
  void thereNeedNotBeAFile() {
    assertThat(find()).isEqualTo(new ConfigFile(Map.of(), List.of()));
  }

  @Test
  void fileInTheHomesDataDirectoryIsRead() throws IOException {
    write(".aipassport/aipassport.properties", "a=home");
    assertThat(find().values()).containsEntry("a", "home");
  }

  @Test
  void environmentMovesTheDataDirectory() throws IOException {
    write(".aipassport/aipassport.properties", "a=home");
    write("env/aipassport.properties", "a=env");
    environment.put("AIPASSPORT_DATA_DIR", home.resolve("env").toString());
    assertThat(find().values()).containsEntry("a", "env");
  }

  @Test
  void systemPropertyMovesTheDataDirectoryBeforeTheEnvironment() throws IOException {
    write("env/aipassport.properties", "a=env");
    write("property/aipassport.properties", "a=property");
    environment.put("AIPASSPORT_DATA_DIR", home.resolve("env").toString());
    properties.put("aipassport.data-dir", "~/property");
    assertThat(find().values()).containsEntry("a", "property");
  }

  @Test
  void namedFileIsReadInsteadOfTheDataDirectorys() throws IOException {
    write(".aipassport/aipassport.properties", "a=home");
    write("my.properties", "b=named");
    environment.put("AIPASSPORT_CONFIG", "~/my.properties");
    assertThat(find().values()).containsExactly(Map.entry("b", "named"));
  }

  @Test
  void systemPropertyNamesTheFileBeforeTheEnvironment() throws IOException {
    write("one.properties", "a=environment");
    write("two.properties", "a=property");
    environment.put("AIPASSPORT_CONFIG", "~/one.properties");
    properties.put("aipassport.config", "~/two.properties");
    assertThat(find().values()).containsEntry("a", "property");
  }

  @Test
  void namedFileThatIsNotThereIsAFault() {
    environment.put("AIPASSPORT_CONFIG", "~/missing.properties");
    assertThat(find().faults())
        .singleElement()
        .asString()
        .startsWith("AIPASSPORT_CONFIG: the configuration file ")
        .contains("missing.properties does not exist; expected ");
  }

  @Test
  void namedDirectoryIsAFault() {
    properties.put("aipassport.config", "~");
    assertThat(find().faults()).singleElement().asString().contains("cannot be read");
  }

  @Test
  void nameThatIsNoPathIsAFault() {
    environment.put("AIPASSPORT_CONFIG", "~root/aipassport.properties");
    assertThat(find().faults()).singleElement().asString().startsWith("AIPASSPORT_CONFIG: ");
  }

  @Test
  void fileInAnotherEncodingIsAFault() throws IOException {
    Path file = write("latin1.properties", "");
    Files.write(file, "a=\u00fc".getBytes(ISO_8859_1));
    environment.put("AIPASSPORT_CONFIG", file.toString());
    assertThat(find().faults()).singleElement().asString().contains("not in UTF-8");
  }

  @Test
  void malformedEscapeIsAFault() throws IOException {
    write("my.properties", "a=\\u00g0");
    environment.put("AIPASSPORT_CONFIG", "~/my.properties");
    assertThat(find().faults()).singleElement().asString().contains("malformed \\u escape");
  }

  @Test
  void keyThatIsThereTwiceIsAFault() throws IOException {
    write("my.properties", "aipassport.hosts=a\naipassport.hosts=b\n");
    environment.put("AIPASSPORT_CONFIG", "~/my.properties");
    assertThat(find().faults())
        .containsExactly("aipassport.hosts: is there twice in the file; expected once");
  }

  @Test
  void byteOrderMarkHidesNoKey() throws IOException {
    write("my.properties", "\uFEFFaipassport.hosts=\u00fc\n");
    environment.put("AIPASSPORT_CONFIG", "~/my.properties");
    assertThat(find().values()).containsExactly(Map.entry("aipassport.hosts", "\u00fc"));
  }

  @Test
  void sourceStandsBetweenEnvironmentAndWhatTheWarBrings() {
    ConfigSource source = new FileConfigSource(new ConfigFile(Map.of("a", "1"), List.of()));
    assertThat(source.getOrdinal()).isBetween(101, 299);
    assertThat(source.getValue("a")).isEqualTo("1");
    assertThat(source.getValue("b")).isNull();
    assertThat(source.getPropertyNames()).containsExactly("a");
    assertThat(source.getProperties()).containsExactly(Map.entry("a", "1"));
  }

  @Test
  void serversFindTheSource() {
    assertThat(ServiceLoader.load(ConfigSource.class).stream().map(ServiceLoader.Provider::type))
        .contains(FileConfigSource.class);
  }

  @Test
  void faultyFileDoesNotBreakTheServersOwnConfiguration() {
    System.setProperty("aipassport.config", home.resolve("missing.properties").toString());
    try {
      assertThat(new FileConfigSource().getProperties()).isEmpty();
      assertThat(ConfigFile.ofProcess().faults()).hasSize(1);
    } finally {
      System.clearProperty("aipassport.config");
    }
  }

  private ConfigFile find() {
    return ConfigFile.find(
        name -> Optional.ofNullable(properties.get(name)),
        name -> Optional.ofNullable(environment.get(name)),
        home);
  }

  private Path write(String name, String text) throws IOException {
    Path file = home.resolve(name);
    Files.createDirectories(file.getParent());
    return Files.writeString(file, text);
  }
}
