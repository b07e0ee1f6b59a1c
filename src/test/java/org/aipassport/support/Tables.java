package org.aipassport.support;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import org.aipassport.persistence.Transactions;

/** A look at the tables past the broker's own code. */
final class Tables {
  /** What a test does with a connection. */
  private interface Work<T> {
    T on(Connection connection) throws SQLException;
  }

  private Tables() {}

  static List<List<Object>> query(Transactions transactions, String sql, Object... parameters) {
    return on(transactions, connection -> query(connection, sql, parameters));
  }

  static int execute(Transactions transactions, String sql, Object... parameters) {
    return on(
        transactions,
        connection -> {
          try (PreparedStatement statement = prepare(connection, sql, parameters)) {
            return statement.executeUpdate();
          }
        });
  }

  static String dump(Transactions transactions) {
    return on(
        transactions,
        connection -> {
          StringBuilder out = new StringBuilder();
          for (String table : names(connection)) {
            for (List<Object> row : query(connection, "SELECT * FROM " + table)) {
              row.forEach(value -> out.append(text(value)).append('\n'));
            }
          }
          return out.toString();
        });
  }

  private static List<String> names(Connection connection) throws SQLException {
    List<String> names = new ArrayList<>();
    try (ResultSet tables =
        connection.getMetaData().getTables(null, null, "%", new String[] {"TABLE"})) {
      while (tables.next()) {
        names.add(tables.getString("TABLE_SCHEM") + ".\"" + tables.getString("TABLE_NAME") + '"');
      }
    }
    return names;
  }

  private static String text(Object value) {
    return value instanceof byte[] bytes
        ? new String(bytes, ISO_8859_1)
        : new String(String.valueOf(value).getBytes(UTF_8), ISO_8859_1);
  }

  private static List<List<Object>> query(Connection connection, String sql, Object... parameters)
      throws SQLException {
    try (PreparedStatement statement = prepare(connection, sql, parameters);
        ResultSet found = statement.executeQuery()) {
      List<List<Object>> rows = new ArrayList<>();
      int columns = found.getMetaData().getColumnCount();
      while (found.next()) {
        List<Object> row = new ArrayList<>();
        for (int i = 1; i <= columns; i++) {
          row.add(found.getObject(i));
        }
        rows.add(row);
      }
      return rows;
    }
  }

  private static PreparedStatement prepare(Connection connection, String sql, Object... parameters)
      throws SQLException {
    PreparedStatement statement = connection.prepareStatement(sql);
    for (int i = 0; i < parameters.length; i++) {
      statement.setObject(i + 1, parameters[i]);
    }
    return statement;
  }

  private static <T> T on(Transactions transactions, Work<T> work) {
    return transactions.call(
        em -> {
          try {
            return work.on(em.unwrap(Connection.class));
          } catch (SQLException e) {
            throw new IllegalStateException(e);
          }
        });
  }
}
