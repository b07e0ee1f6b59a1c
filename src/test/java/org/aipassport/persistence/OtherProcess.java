package org.aipassport.persistence;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Instant;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import org.aipassport.support.Databases;

/** A process of its own that opens a database and holds it until it is killed. */
final class OtherProcess {
  private static final String OPEN = "open";

  private OtherProcess() {}

  /** Starts a broker's database in a data directory. */
  static Process openingDatabase(Path dataDir) throws IOException {
    return start("database", dataDir);
  }

  /** Starts bare Derby on a database that exists. */
  static Process openingFiles(Path database) throws IOException {
    return start("files", database);
  }

  private static Process start(String what, Path path) throws IOException {
    return new ProcessBuilder(
            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            "-XX:TieredStopAtLevel=1",
            "-cp",
            System.getProperty("java.class.path"),
            OtherProcess.class.getName(),
            what,
            path.toString())
        .directory(Databases.freshDirectory().toFile())
        .redirectError(ProcessBuilder.Redirect.DISCARD)
        .start();
  }

  /** Returns once the child holds its database. */
  static void awaitOpen(Process child) throws IOException {
    BufferedReader said =
        new BufferedReader(new InputStreamReader(child.getInputStream(), StandardCharsets.UTF_8));
    if (!OPEN.equals(said.readLine())) {
      throw new IllegalStateException("The other process could not open its database.");
    }
  }

  /** Returns as soon as something is so. */
  static void until(Process child, BooleanSupplier condition) {
    Instant limit = Instant.now().plusSeconds(30);
    while (!condition.getAsBoolean()) {
      if (!child.isAlive() || Instant.now().isAfter(limit)) {
        child.destroyForcibly();
        throw new IllegalStateException("The other process did not get there.");
      }
      Thread.onSpinWait();
    }
  }

  /** As {@code kill -9}. */
  static void kill(Process child) throws InterruptedException {
    child.destroyForcibly();
    if (!child.waitFor(10, TimeUnit.SECONDS)) {
      throw new IllegalStateException("The other process does not die.");
    }
  }

  /** Opens what it is told and waits. */
  public static void main(String[] arguments) throws Exception {
    Path path = Path.of(arguments[1]);
    if (arguments[0].equals("database")) {
      new Database(path, Databases.EMBEDDED).open();
    } else {
      DerbyEngine.boot(path);
    }
    System.out.println(OPEN);
    Thread.currentThread().join();
  }
}
