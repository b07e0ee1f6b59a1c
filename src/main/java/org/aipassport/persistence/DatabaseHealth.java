package org.aipassport.persistence;

import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.function.Supplier;
import javax.sql.DataSource;
import org.aipassport.config.HealthCheck;

/** Whether the database answers a query within 2 s, through the pool that calls use. */
public class DatabaseHealth implements HealthCheck {
  private static final int LIMIT_SECONDS = 2;

  private final Supplier<DataSource> dataSource;

  /** Asks for the data source at each check. */
  public DatabaseHealth(Supplier<DataSource> dataSource) {
    this.dataSource = dataSource;
  }

  @Override
  public String name() {
    return "database";
  }

  @Override
  public boolean healthy() {
    try (Connection connection = dataSource.get().getConnection();
        Statement statement = connection.createStatement()) {
      statement.setQueryTimeout(LIMIT_SECONDS);
      return statement.execute("VALUES (1)"); // SELECT 1, in words that both databases know
    } catch (SQLException | IllegalStateException e) {
      return false;
    }
  }
}
