package org.aipassport.support;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.Optional;
import java.util.stream.Stream;
import org.aipassport.config.DatabaseSettings;
import org.aipassport.persistence.Database;
import org.aipassport.persistence.Transactions;
import org.aipassport.values.Ids;

/**
 * Fresh, migrated databases for tests, quickly: each is a copy of one that was migrated once.
 *
 * <pre>{@code
 * @OnBothDatabases
 * void storesWhatItIsGiven(Databases.Kind kind) {
 *   try (Database database = Databases.open(kind)) {
 *     Transactions transactions = Databases.transactions(database);
 *   }
 * }
 * }</pre>
 */
public final class Databases {
  private static final Path ROOT = Path.of("target", "databases").toAbsolutePath();

  /** Settings that name no database: the embedded one. */
  public static final DatabaseSettings EMBEDDED =
      new DatabaseSettings(Optional.empty(), Optional.empty(), Optional.empty(), Optional.empty());

  /** What the broker runs on. */
  public enum Kind {
    DERBY,
    POSTGRESQL
  }

  private Databases() {}

  /**
   * A fresh database, migrated and open; the caller closes it. Where PostgreSQL cannot start, the
   * test is skipped, or fails if the environment variable {@code CI} is set.
   */
  public static Database open(Kind kind) {
    Database database =
        switch (kind) {
          case DERBY -> new Database(copyOfTemplate(), EMBEDDED);
          case POSTGRESQL -> new Database(ROOT, TestPostgres.shared().createDatabase());
        };
    database.open();
    return database;
  }

  /** Transactions of a database. */
  public static Transactions transactions(Database database) {
    return new Transactions(database::factory);
  }

  /** An empty directory under {@code target}, deleted when the tests end. */
  public static Path freshDirectory() {
    Path directory = newDirectory();
    Runtime.getRuntime().addShutdownHook(new Thread(() -> delete(directory)));
    return directory;
  }

  static Path newDirectory() {
    try {
      return Files.createDirectories(ROOT.resolve("t-" + Ids.next()));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** A data directory with a copy of the migrated embedded database. */
  static Path copyOfTemplate() {
    Path target = freshDirectory();
    try (Stream<Path> paths = Files.walk(DerbyTemplate.DIRECTORY)) {
      for (Path path : paths.filter(p -> !p.equals(DerbyTemplate.DIRECTORY)).toList()) {
        Files.copy(path, target.resolve(DerbyTemplate.DIRECTORY.relativize(path)));
      }
      return target;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  static void delete(Path directory) {
    try (Stream<Path> paths = Files.walk(directory)) {
      for (Path path : paths.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(path);
      }
    } catch (IOException e) {
      System.err.println("Left behind: " + directory + ": " + e);
    }
  }

  /** Made when the first Derby database is asked for. */
  private static final class DerbyTemplate {
    static final Path DIRECTORY = freshDirectory();

    static {
      Database template = new Database(DIRECTORY, EMBEDDED);
      template.open();
      template.close();
    }
  }
}
