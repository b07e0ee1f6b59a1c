package org.aipassport.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Assumptions;

/**
 * Packages as npm gives them to everybody, in the versions of a lock file; installed once under
 * {@code target} and again when the lock changes. Where they cannot be had, tests are skipped and
 * the log says why; on a build server that is a failure.
 */
enum NpmPackages {
  /** The SDKs and the scripts that use them. */
  SDKS("sdks"),
  /** Command line tools. */
  TOOLS("tools");

  private static final int OLDEST_NODE = 20;
  private static final long LONGEST_INSTALLATION_SECONDS = 300;

  private final Path source;
  private final Path directory;
  private Optional<String> missing;

  NpmPackages(String folder) {
    source = Path.of("src", "test", "node", folder);
    directory = Path.of("target", "node-" + folder).toAbsolutePath();
  }

  /** The directory that has them; ends the test, one way or the other, if there is none. */
  synchronized Path directory() {
    if (missing == null) {
      missing = install();
      missing.ifPresent(reason -> System.err.println("SKIPPED, NOT PASSED: " + reason));
    }
    assertThat(missing.isPresent() && System.getenv("CI") != null).as(missing.toString()).isFalse();
    Assumptions.assumeTrue(missing.isEmpty(), missing::toString);
    return directory;
  }

  /** Why there is nothing; empty when all is there. */
  private Optional<String> install() {
    try {
      Optional<String> without = withoutNode();
      if (without.isPresent()) {
        return without;
      }
      copy();
      Path installed = directory.resolve("installed-lock.json");
      String lock = Files.readString(source.resolve("package-lock.json"));
      if (Files.exists(installed) && Files.readString(installed).equals(lock)) {
        return Optional.empty();
      }
      Files.deleteIfExists(installed);
      Path log = directory.resolve("npm.log");
      if (ends(log, "npm", "ci", "--no-audit", "--no-fund", "--ignore-scripts")) {
        Files.writeString(installed, lock);
        return Optional.empty();
      }
      return Optional.of("npm ci did not get " + source + ": " + Files.readString(log));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private Optional<String> withoutNode() throws IOException {
    Files.createDirectories(directory);
    Path log = directory.resolve("node.log");
    if (!ends(log, "node", "--version")
        || !ends(directory.resolve("npm.log"), "npm", "--version")) {
      return Optional.of("there is no Node.js with npm on this machine");
    }
    String version = Files.readString(log).strip();
    int major = Integer.parseInt(version.replaceAll("v(\\d+)\\..*", "$1"));
    return major < OLDEST_NODE
        ? Optional.of("Node.js " + version + " is older than " + OLDEST_NODE)
        : Optional.empty();
  }

  private void copy() throws IOException {
    try (Stream<Path> files = Files.list(source)) {
      for (Path file : files.toList()) {
        Files.copy(
            file, directory.resolve(file.getFileName()), StandardCopyOption.REPLACE_EXISTING);
      }
    }
  }

  /** Whether a command is there and ends well; npm makes streams that it inherits non-blocking. */
  private boolean ends(Path log, String... command) throws IOException {
    try {
      Process process =
          new ProcessBuilder(List.of(command))
              .directory(directory.toFile())
              .redirectErrorStream(true)
              .redirectOutput(log.toFile())
              .start();
      process.getOutputStream().close();
      boolean ended = process.waitFor(LONGEST_INSTALLATION_SECONDS, TimeUnit.SECONDS);
      process.descendants().forEach(ProcessHandle::destroyForcibly);
      process.destroyForcibly();
      return ended && process.exitValue() == 0;
    } catch (IOException e) { // no such command
      return false;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }
}
