package org.aipassport.persistence;

import static java.nio.file.StandardOpenOption.CREATE;
import static java.nio.file.StandardOpenOption.WRITE;

import java.io.IOException;
import java.lang.System.Logger.Level;
import java.nio.channels.FileChannel;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.sql.SQLException;
import org.aipassport.values.Ids;
import org.jspecify.annotations.Nullable;

/**
 * The embedded database's place on disk, held by one process at a time.
 *
 * <p>Derby cannot boot what it was killed in the midst of creating. So a database is created under
 * another name, shut down, forced to disk and only then renamed: what is called {@code db} is
 * whole.
 */
final class DerbyDirectory implements AutoCloseable {
  private static final String DATABASE = "db";
  private static final String UNFINISHED = "db.new-";

  private final Path home;
  private final FileChannel lock;

  private DerbyDirectory(Path home, FileChannel lock) {
    this.home = home;
    this.lock = lock;
  }

  /**
   * Takes the directory for this process, creates what is missing and boots the database.
   *
   * @throws IllegalStateException if it is in use, or cannot be read or written
   */
  static DerbyDirectory open(Path dataDir) {
    Path home = dataDir.toAbsolutePath().normalize();
    if (home.toString().contains(";")) {
      throw new IllegalStateException("The data directory's path must not contain ';': " + home);
    }
    try {
      PrivateFiles.createDirectory(home);
      DerbyEngine.logTo(home.resolve("derby.log"));
      DerbyDirectory directory = new DerbyDirectory(home, take(home));
      try {
        directory.boot();
        return directory;
      } catch (IOException | SQLException | RuntimeException e) {
        directory.lock.close();
        throw e;
      }
    } catch (IOException e) {
      throw new IllegalStateException("The data directory cannot be used: " + e, e);
    } catch (SQLException e) {
      throw Faults.states(e).anyMatch("XSDB6"::equals)
          ? inUse(home, e)
          : new IllegalStateException(
              "The database in " + home + " cannot be opened: " + e.getMessage(), e);
    }
  }

  private static FileChannel take(Path home) throws IOException {
    FileChannel channel = FileChannel.open(home.resolve("db.lock"), CREATE, WRITE);
    try {
      if (channel.tryLock() != null) {
        return channel;
      }
    } catch (OverlappingFileLockException e) { // held by this very process
      channel.close();
      throw inUse(home, e);
    }
    channel.close();
    throw inUse(home, null);
  }

  private void boot() throws IOException, SQLException {
    removeUnfinished();
    if (Files.notExists(database())) {
      create();
    }
    DerbyEngine.boot(database());
  }

  private void removeUnfinished() throws IOException {
    try (DirectoryStream<Path> leftovers = Files.newDirectoryStream(home, UNFINISHED + "*")) {
      for (Path leftover : leftovers) {
        PrivateFiles.deleteTree(leftover);
      }
    }
  }

  private void create() throws IOException, SQLException {
    Path unfinished = home.resolve(UNFINISHED + Ids.next());
    DerbyEngine.create(unfinished);
    PrivateFiles.closeDirectory(unfinished);
    PrivateFiles.forceTree(unfinished);
    Files.move(unfinished, database(), StandardCopyOption.ATOMIC_MOVE);
    PrivateFiles.force(home);
  }

  /** Where connections go. */
  String url() {
    return DerbyEngine.url(database());
  }

  /** Shuts the database down, and only this one: others of the process go on. */
  @Override
  public void close() {
    try (lock) {
      DerbyEngine.shutDown(database());
    } catch (IOException | SQLException e) {
      System.getLogger(DerbyDirectory.class.getName())
          .log(Level.WARNING, "The database in " + home + " did not shut down cleanly", e);
    }
  }

  private Path database() {
    return home.resolve(DATABASE);
  }

  private static IllegalStateException inUse(Path home, @Nullable Throwable e) {
    return new IllegalStateException(
        "Another process uses the database in "
            + home
            + ". Stop it, or give this broker a data directory of its own.",
        e);
  }

  @Override
  public String toString() {
    return database().toString();
  }
}
