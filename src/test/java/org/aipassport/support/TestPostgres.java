package org.aipassport.support;

import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import org.aipassport.config.DatabaseSettings;
import org.aipassport.persistence.Database;
import org.junit.jupiter.api.Assumptions;

/** A real PostgreSQL server on a loopback port; one is shared by all tests of the process. */
public final class TestPostgres implements AutoCloseable {
  private static final String TEMPLATE = "template_broker";
  private static final AtomicInteger NUMBER = new AtomicInteger();

  private final Path data;
  private EmbeddedPostgres server;

  private TestPostgres(Path data, int port) {
    this.data = data;
    this.server = start(data, port);
    Runtime.getRuntime().addShutdownHook(new Thread(this::remove));
  }

  private void remove() {
    close();
    Databases.delete(data);
  }

  /** Started when it is first asked for, stopped when the process ends. */
  public static TestPostgres shared() {
    return Shared.SERVER;
  }

  /** A server of the test's own, for tests that stop it; the caller closes it. */
  public static TestPostgres own() {
    return new TestPostgres(Databases.newDirectory(), 0);
  }

  /** Settings for a fresh copy of the migrated database. */
  public DatabaseSettings createDatabase() {
    return createDatabase(" TEMPLATE " + TEMPLATE);
  }

  /** Settings for a fresh database without tables. */
  public DatabaseSettings createEmptyDatabase() {
    return createDatabase("");
  }

  private DatabaseSettings createDatabase(String options) {
    String name = "broker_" + NUMBER.incrementAndGet();
    execute("CREATE DATABASE " + name + options);
    return settings(name);
  }

  /** Runs one statement as the server's administrator. */
  public void execute(String sql) {
    try (Connection connection = server.getPostgresDatabase().getConnection();
        Statement statement = connection.createStatement()) {
      statement.execute(sql);
    } catch (SQLException e) {
      throw new IllegalStateException(e);
    }
  }

  private DatabaseSettings settings(String name) {
    String url = "jdbc:postgresql://localhost:" + server.getPort() + "/" + name;
    return new DatabaseSettings(
        Optional.of(url), Optional.of("postgres"), Optional.empty(), Optional.empty());
  }

  /** Stops the server; its data stay. */
  public void stop() {
    close();
  }

  /** Starts it again where it was. */
  public void startAgain() {
    server = start(data, server.getPort());
  }

  @Override
  public void close() {
    try {
      server.close();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static EmbeddedPostgres start(Path data, int port) {
    try {
      EmbeddedPostgres.Builder builder =
          EmbeddedPostgres.builder()
              .setDataDirectory(data)
              .setCleanDataDirectory(false)
              .setRegisterShutdownHook(false)
              .setPGStartupWait(Duration.ofSeconds(30));
      return (port == 0 ? builder : builder.setPort(port)).start();
    } catch (IOException | RuntimeException e) {
      throw unavailable(e);
    }
  }

  private static RuntimeException unavailable(Exception e) {
    String reason = String.format(Locale.ROOT, "PostgreSQL does not start here: %s", e);
    if (System.getenv("CI") != null) {
      return new IllegalStateException(reason, e);
    }
    System.err.println("SKIPPED, NOT PASSED: " + reason);
    return Assumptions.abort(reason);
  }

  private static final class Shared {
    static final TestPostgres SERVER = own();

    static {
      SERVER.execute("CREATE DATABASE " + TEMPLATE);
      Database template = new Database(Path.of("."), SERVER.settings(TEMPLATE));
      template.open();
      template.close();
    }
  }
}
