package org.aipassport.persistence;

import javax.sql.DataSource;
import org.flywaydb.core.Flyway;
import org.flywaydb.core.api.CoreErrorCode;
import org.flywaydb.core.api.FlywayException;

/** Brings a schema up to date; the same scripts serve both databases. */
final class Migrations {
  static final String SCRIPTS = "classpath:db/migration";

  private Migrations() {}

  /**
   * Applies what is missing; several brokers may do so at once.
   *
   * @throws IllegalStateException if the schema is not ours, or a script fails
   */
  static void run(Product product, DataSource dataSource, String... scripts) {
    try {
      Flyway.configure(Migrations.class.getClassLoader())
          .dataSource(dataSource)
          .locations(scripts)
          .failOnMissingLocations(true)
          .placeholders(product.placeholders())
          .cleanDisabled(true)
          .load()
          .migrate();
    } catch (FlywayException e) {
      throw new IllegalStateException(explain(e), e);
    }
  }

  private static String explain(FlywayException e) {
    if (e.getErrorCode() == CoreErrorCode.NON_EMPTY_SCHEMA_WITHOUT_SCHEMA_HISTORY_TABLE) {
      return "The database holds tables that are not the broker's. Give it a database, or a schema,"
          + " of its own.";
    }
    return "The database cannot be brought up to date: " + e.getMessage();
  }
}
