package org.aipassport.process;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.aipassport.config.DatabaseSettings;
import org.aipassport.support.BrokerPlan;
import org.aipassport.support.BrokerProcess;

/** Where the brokers of these tests live; kept after the tests, for whoever looks for a fault. */
final class Homes {
  private static final Path ROOT =
      Path.of(System.getProperty("test.directory", "target/it")).toAbsolutePath();

  private Homes() {}

  /** A broker with that home and an empty database on a PostgreSQL server. */
  static BrokerPlan onPostgres(Path home, DatabaseSettings database) {
    Path password = home.resolve("password");
    try {
      Files.createFile(
          password,
          PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
      Files.writeString(password, "postgres\n");
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return BrokerProcess.plan(home)
        .set("aipassport.db.url", database.url().orElseThrow())
        .set("aipassport.db.user", database.user().orElseThrow())
        .set("aipassport.db.password-file", password.toString());
  }

  /** A new, empty directory. */
  static Path fresh(Class<?> test) {
    try {
      Files.createDirectories(ROOT);
      return Files.createTempDirectory(ROOT, test.getSimpleName() + "-");
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
