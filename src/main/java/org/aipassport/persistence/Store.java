package org.aipassport.persistence;

import javax.sql.DataSource;

/** An open way to the rows: the embedded database, a PostgreSQL server, or the server's pool. */
interface Store extends AutoCloseable {
  Product product();

  /** Brings the schema to this version of the broker, without the limits that calls have. */
  void migrate();

  /** Connections for calls. */
  DataSource dataSource();

  /** Gives everything back that opening took; never throws. */
  @Override
  void close();
}
