package org.aipassport.persistence;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import com.zaxxer.hikari.pool.HikariPool.PoolInitializationException;

/** Makes connection pools; a caller that finds none free within 2 s is refused. */
final class Pools {
  private static final long CONNECTION_TIMEOUT_MILLIS = 2_000;
  private static final long VALIDATION_TIMEOUT_MILLIS = 1_000;

  private Pools() {}

  /** A configuration to complete; nothing is connected yet. */
  static HikariConfig configure(Product product, String url, int size) {
    HikariConfig config = new HikariConfig();
    config.setPoolName("aipassport-" + product);
    config.setDriverClassName(product.driver());
    config.setJdbcUrl(url);
    config.setMaximumPoolSize(size);
    config.setAutoCommit(false);
    config.setConnectionTimeout(CONNECTION_TIMEOUT_MILLIS);
    config.setValidationTimeout(VALIDATION_TIMEOUT_MILLIS);
    return config;
  }

  /**
   * Opens the pool and its first connection.
   *
   * @param place names the database to a person, without secrets
   * @throws IllegalStateException if there is no connection to be had
   */
  static HikariDataSource open(HikariConfig config, String place) {
    try {
      return new HikariDataSource(config);
    } catch (PoolInitializationException e) {
      Throwable cause = e.getCause() == null ? e : e.getCause();
      throw new IllegalStateException(
          "The database at " + place + " cannot be opened: " + cause.getMessage(), e);
    }
  }
}
