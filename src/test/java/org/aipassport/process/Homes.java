package org.aipassport.process;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** Where the brokers of these tests live; kept after the tests, for whoever looks for a fault. */
final class Homes {
  private static final Path ROOT =
      Path.of(System.getProperty("test.directory", "target/it")).toAbsolutePath();

  private Homes() {}

  /** A new, empty directory. */
  static Path fresh(Class<?> test) {
    try {
      Files.createDirectories(ROOT);
      return Files.createTempDirectory(ROOT, test.getSimpleName() + "-");
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Whether the long form of the tests is asked for. */
  static boolean isFull() {
    return System.getProperty("aipassport.faults", "").equals("full");
  }
}
