package org.aipassport.persistence;

import com.zaxxer.hikari.HikariDataSource;
import java.nio.file.Path;
import javax.sql.DataSource;

/** The default: Derby inside the broker's process, its files in the data directory. */
final class EmbeddedDerby implements Store {
  private static final int POOL_SIZE = 10;

  private final DerbyDirectory directory;
  private final HikariDataSource pool;

  private EmbeddedDerby(DerbyDirectory directory, HikariDataSource pool) {
    this.directory = directory;
    this.pool = pool;
  }

  /**
   * Boots the database, and creates it before if there is none.
   *
   * @throws IllegalStateException if it is in use, or cannot be read or written
   */
  static EmbeddedDerby open(Path dataDir) {
    DerbyDirectory directory = DerbyDirectory.open(dataDir);
    try {
      return new EmbeddedDerby(
          directory,
          Pools.open(
              Pools.configure(Product.DERBY, directory.url(), POOL_SIZE), directory.toString()));
    } catch (RuntimeException e) {
      directory.close();
      throw e;
    }
  }

  @Override
  public Product product() {
    return Product.DERBY;
  }

  @Override
  public void migrate() {
    Migrations.run(Product.DERBY, pool, Migrations.SCRIPTS);
  }

  @Override
  public DataSource dataSource() {
    return pool;
  }

  @Override
  public void close() {
    pool.close();
    directory.close();
  }
}
