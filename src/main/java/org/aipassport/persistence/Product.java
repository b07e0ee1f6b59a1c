package org.aipassport.persistence;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.Arrays;
import java.util.Map;
import java.util.Optional;
import javax.sql.DataSource;

/** The two databases that the broker knows, and all in which they differ. */
enum Product {
  DERBY(
      "Apache Derby",
      "org.apache.derby.iapi.jdbc.AutoloadedDriver",
      "Derby",
      Map.of(
          "digest", "VARCHAR(32) FOR BIT DATA",
          "sealed", "VARCHAR(4096) FOR BIT DATA",
          "canonical", "VARCHAR(16384) FOR BIT DATA",
          "host_of_origin",
              "CASE WHEN LOCATE(']', app_origin) > 0 THEN SUBSTR(app_origin,"
                  + " LOCATE('[', app_origin), LOCATE(']', app_origin) - LOCATE('[', app_origin) + 1)"
                  + " WHEN LOCATE(':', app_origin, 9) > 0 THEN SUBSTR(app_origin,"
                  + " LOCATE('/', app_origin) + 2, LOCATE(':', app_origin, 9)"
                  + " - LOCATE('/', app_origin) - 2)"
                  + " ELSE SUBSTR(app_origin, LOCATE('/', app_origin) + 2) END"),
      Optional.empty()),
  POSTGRESQL(
      "PostgreSQL",
      "org.postgresql.Driver",
      "PostgreSQL",
      Map.of(
          "digest", "BYTEA",
          "sealed", "BYTEA",
          "canonical", "BYTEA",
          "host_of_origin", "SUBSTRING(app_origin FROM '^https?://([[][^]]*[]]|[^:]*)')"),
      Optional.of("SELECT CAST(pg_advisory_xact_lock(hashtextextended( ? , 0)) AS TEXT)"));

  private final String reportedName;
  private final String driver;
  private final String eclipseLinkName;
  private final Map<String, String> placeholders;
  private final Optional<String> ownerLock;

  Product(
      String reportedName,
      String driver,
      String eclipseLinkName,
      Map<String, String> placeholders,
      Optional<String> ownerLock) {
    this.reportedName = reportedName;
    this.driver = driver;
    this.eclipseLinkName = eclipseLinkName;
    this.placeholders = placeholders;
    this.ownerLock = ownerLock;
  }

  /**
   * Asks the database itself.
   *
   * @throws IllegalStateException if it is neither of ours
   */
  static Product of(DataSource dataSource) throws SQLException {
    try (Connection connection = dataSource.getConnection()) {
      return of(connection);
    }
  }

  /**
   * As {@link #of(DataSource)}, of the database behind a connection.
   *
   * @throws IllegalStateException if it is neither of ours
   */
  static Product of(Connection connection) throws SQLException {
    String name = connection.getMetaData().getDatabaseProductName();
    return Arrays.stream(values())
        .filter(product -> product.reportedName.equals(name))
        .findFirst()
        .orElseThrow(
            () ->
                new IllegalStateException(
                    "The database is " + name + "; the broker needs PostgreSQL or Derby."));
  }

  /** The JDBC driver's class. */
  String driver() {
    return driver;
  }

  /** The value of {@code eclipselink.target-database}. */
  String eclipseLinkName() {
    return eclipseLinkName;
  }

  /**
   * What migration scripts write as <code>${name}</code>: column types for bytes, the host in
   * app_origin.
   */
  Map<String, String> placeholders() {
    return placeholders;
  }

  /**
   * The statement by which a transaction waits, to its end, for all others that name the same owner
   * (a text, its one parameter); empty for a database of one process, where a lock of that process
   * does.
   */
  Optional<String> ownerLock() {
    return ownerLock;
  }
}
