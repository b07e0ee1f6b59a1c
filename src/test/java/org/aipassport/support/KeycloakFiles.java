package org.aipassport.support;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/** Keycloak's distribution: from Maven's local repository, else fetched by Maven itself. */
final class KeycloakFiles {
  private static final String VERSION = System.getProperty("test.keycloak", "26.7.3");
  private static final Path TARGET = Path.of(System.getProperty("test.directory", "target/it"));

  private KeycloakFiles() {}

  /** A home of its own, unpacked; nothing if the distribution cannot be resolved. */
  static Optional<Path> unpack() {
    Path archive = archive();
    if (Files.notExists(archive)) {
      run(
          Path.of(System.getProperty("test.maven", "/usr/share/maven"), "bin", "mvn").toString(),
          "-q",
          "-B",
          "org.apache.maven.plugins:maven-dependency-plugin:3.9.0:get",
          "-Dtransitive=false",
          "-Dartifact=org.keycloak:keycloak-quarkus-dist:" + VERSION + ":tar.gz");
    }
    return Files.exists(archive) ? Optional.of(unpacked(archive)) : Optional.empty();
  }

  private static Path archive() {
    String home = System.getProperty("user.home");
    return Path.of(System.getProperty("test.repository", home + "/.m2/repository"))
        .resolve("org/keycloak/keycloak-quarkus-dist")
        .resolve(VERSION)
        .resolve("keycloak-quarkus-dist-" + VERSION + ".tar.gz");
  }

  private static Path unpacked(Path archive) {
    try {
      Files.createDirectories(TARGET);
      Path home = Files.createTempDirectory(TARGET, "keycloak-").toAbsolutePath();
      int code =
          run("tar", "xzf", archive.toString(), "-C", home.toString(), "--strip-components=1");
      if (code != 0) {
        throw new IllegalStateException("cannot unpack " + archive);
      }
      return home;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static int run(String... command) {
    try {
      Process process = new ProcessBuilder(List.of(command)).inheritIO().start();
      if (!process.waitFor(10, TimeUnit.MINUTES)) {
        process.destroyForcibly();
      }
      return process.exitValue();
    } catch (IOException e) {
      return -1;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }
}
