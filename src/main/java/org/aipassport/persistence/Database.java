package org.aipassport.persistence;

import jakarta.persistence.EntityManagerFactory;
import java.nio.file.Path;
import javax.sql.DataSource;
import org.aipassport.config.DatabaseSettings;
import org.jspecify.annotations.Nullable;

/**
 * The broker's database: PostgreSQL if a URL names it, the server's own data source if a JNDI name
 * does, otherwise Derby inside this process, under {@code db} in the data directory.
 */
public class Database implements AutoCloseable {
  private final Path dataDir;
  private final DatabaseSettings settings;
  private volatile @Nullable Opened opened;

  private record Opened(Store store, DataSource dataSource, EntityManagerFactory factory) {}

  /** Remembers the settings; nothing is opened yet. */
  public Database(Path dataDir, DatabaseSettings settings) {
    this.dataDir = dataDir;
    this.settings = settings;
  }

  /**
   * Opens the database, creates it if it is the embedded one and missing, and brings its schema up
   * to date.
   *
   * @throws IllegalStateException if it cannot, with a message for the operator that holds no
   *     secret; nothing stays open then
   */
  public synchronized void open() {
    if (opened != null) {
      throw new IllegalStateException("The database is open already.");
    }
    Store store = store();
    try {
      store.migrate();
      DataSource dataSource = store.dataSource();
      opened = new Opened(store, dataSource, Factories.create(store.product(), dataSource));
    } catch (RuntimeException e) {
      store.close();
      throw e;
    }
  }

  private Store store() {
    if (settings.jndi().isPresent()) {
      return ServerPool.of(settings.jndi().get());
    }
    if (settings.url().isPresent()) {
      return PostgresServer.of(settings.url().get(), settings);
    }
    return EmbeddedDerby.open(dataDir);
  }

  /**
   * Makes entity managers over {@link #dataSource()}; closed with this database.
   *
   * @throws IllegalStateException if the database is not open
   */
  public EntityManagerFactory factory() {
    return opened().factory();
  }

  /**
   * Gives connections that do not commit by themselves; closed with this database.
   *
   * @throws IllegalStateException if the database is not open
   */
  public DataSource dataSource() {
    return opened().dataSource();
  }

  private Opened opened() {
    Opened now = opened;
    if (now == null) {
      throw new IllegalStateException("The database is not open.");
    }
    return now;
  }

  /** Gives everything back; closing twice is harmless. */
  @Override
  public synchronized void close() {
    Opened last = opened;
    opened = null;
    if (last != null) {
      try {
        last.factory().close();
      } finally {
        last.store().close();
      }
    }
  }
}
