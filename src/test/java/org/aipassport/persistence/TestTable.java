package org.aipassport.persistence;

import com.zaxxer.hikari.HikariDataSource;
import jakarta.persistence.EntityManager;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import org.aipassport.support.Databases;

/** A fresh database with one table: rows of a name and a counter that is not negative. */
record TestTable(Database database, Transactions transactions) implements AutoCloseable {
  static TestTable open(Databases.Kind kind) {
    return in(Databases.open(kind));
  }

  static TestTable in(Database database) {
    try (Connection connection = database.dataSource().getConnection();
        Statement statement = connection.createStatement()) {
      statement.execute(
          "CREATE TABLE counter (name VARCHAR(40) NOT NULL PRIMARY KEY, n BIGINT NOT NULL"
              + " CHECK (n >= 0))");
      connection.commit();
    } catch (SQLException e) {
      throw new IllegalStateException(e);
    }
    return new TestTable(database, Databases.transactions(database));
  }

  static void insert(EntityManager em, String name, long n) {
    em.createNativeQuery("INSERT INTO counter (name, n) VALUES ( ? , ? )")
        .setParameter(1, name)
        .setParameter(2, n)
        .executeUpdate();
  }

  /** Adds one while the counter is below the limit; how many rows that changed. */
  static int increment(EntityManager em, String name, long limit) {
    return em.createNativeQuery("UPDATE counter SET n = n + 1 WHERE name = ? AND n < ? ")
        .setParameter(1, name)
        .setParameter(2, limit)
        .executeUpdate();
  }

  static long count(EntityManager em) {
    return ((Number) em.createNativeQuery("SELECT COUNT(*) FROM counter").getSingleResult())
        .longValue();
  }

  long count() {
    return transactions.call(TestTable::count);
  }

  long read(String name) {
    return transactions.call(
        em ->
            ((Number)
                    em.createNativeQuery("SELECT n FROM counter WHERE name = ? ")
                        .setParameter(1, name)
                        .getSingleResult())
                .longValue());
  }

  HikariDataSource pool() {
    return (HikariDataSource) database.dataSource();
  }

  @Override
  public void close() {
    database.close();
  }
}
