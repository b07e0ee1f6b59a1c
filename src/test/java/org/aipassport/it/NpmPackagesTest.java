package org.aipassport.it;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What the tests take from npm is the same everywhere, from whatever registry it comes. */
class NpmPackagesTest {
  private static JsonNode read(String folder, String file) throws IOException {
    return new ObjectMapper().readTree(Path.of("src", "test", "node", folder, file).toFile());
  }

  @ParameterizedTest
  @ValueSource(strings = {"sdks", "tools"})
  void packagesAreAskedForInExactVersions(String folder) throws IOException {
    assertThat(read(folder, "package.json").get("dependencies").properties())
        .isNotEmpty()
        .allSatisfy(entry -> assertThat(entry.getValue().asText()).matches("\\d+\\.\\d+\\.\\d+"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"sdks", "tools"})
  void lockHasADigestAndNoAddressForEachPackage(String folder) throws IOException {
    JsonNode packages = read(folder, "package-lock.json").get("packages");
    assertThat(packages.findValues("resolved")).isEmpty();
    assertThat(packages.properties().stream().map(Map.Entry::getKey).filter(key -> !key.isEmpty()))
        .isNotEmpty()
        .allSatisfy(key -> assertThat(packages.get(key).has("integrity")).as(key).isTrue());
  }
}
