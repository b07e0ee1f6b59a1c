package org.aipassport.persistence;

import java.nio.file.Path;
import java.sql.CallableStatement;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.Properties;
import org.apache.derby.iapi.jdbc.AutoloadedDriver;

/** Derby's own commands, which it takes as attributes of a connection. */
final class DerbyEngine {
  private static final String SHUT_DOWN = "08006"; // Derby reports success as this error

  /** Derby's own limits are 60 s and 20 s, longer than any caller waits; in seconds. */
  private static final int LOCK_TIMEOUT = 5;

  private static final int DEADLOCK_TIMEOUT = 1;

  private DerbyEngine() {}

  /** Keeps Derby's log out of the current directory, unless the operator chose a place. */
  static void logTo(Path file) {
    System.getProperties().putIfAbsent("derby.stream.error.file", file.toString());
  }

  static String url(Path database) {
    return "jdbc:derby:" + database;
  }

  /** Creates a database and shuts it down, so that its files are whole. */
  static void create(Path database) throws SQLException {
    connect(url(database) + ";create=true").close();
    shutDown(database);
  }

  /** Starts a database, with recovery if it was not shut down. */
  static void boot(Path database) throws SQLException {
    try (Connection connection = connect(url(database))) {
      setProperty(connection, "derby.locks.waitTimeout", LOCK_TIMEOUT);
      setProperty(connection, "derby.locks.deadlockTimeout", DEADLOCK_TIMEOUT);
    }
  }

  /** Stops one database; the engine, which others may share, goes on. */
  static void shutDown(Path database) throws SQLException {
    try {
      connect(url(database) + ";shutdown=true;deregister=false").close();
    } catch (SQLException e) {
      if (!SHUT_DOWN.equals(e.getSQLState())) {
        throw e;
      }
    }
  }

  private static Connection connect(String url) throws SQLException {
    Connection connection = new AutoloadedDriver().connect(url, new Properties());
    if (connection == null) {
      throw new SQLException("Derby does not know " + url);
    }
    return connection;
  }

  private static void setProperty(Connection connection, String name, int value)
      throws SQLException {
    try (CallableStatement call =
        connection.prepareCall("CALL SYSCS_UTIL.SYSCS_SET_DATABASE_PROPERTY( ? , ? )")) {
      call.setString(1, name);
      call.setString(2, Integer.toString(value));
      call.execute();
    }
  }
}
