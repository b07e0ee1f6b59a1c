package org.aipassport.persistence;

import java.sql.SQLException;
import javax.naming.InitialContext;
import javax.naming.NamingException;
import javax.sql.DataSource;

/** A data source of the server, which must not take part in JTA; its limits are the operator's. */
final class ServerPool implements Store {
  private final Product product;
  private final DataSource dataSource;

  private ServerPool(Product product, DataSource dataSource) {
    this.product = product;
    this.dataSource = dataSource;
  }

  /**
   * Looks the data source up and asks it for its product.
   *
   * @throws IllegalStateException if there is none of that name in this server, or it gives no
   *     connection
   */
  @SuppressWarnings("BanJNDI") // the operator gives the name, and no name leads elsewhere
  static ServerPool of(String name) {
    if (name.contains(":") && !name.startsWith("java:")) {
      throw new IllegalStateException("The data source " + name + " is not one of this server.");
    }
    try {
      if (new InitialContext().lookup(name) instanceof DataSource found) {
        return new ServerPool(Product.of(found), found);
      }
      throw new IllegalStateException("What the server calls " + name + " is no data source.");
    } catch (NamingException e) {
      throw new IllegalStateException("The server knows no data source " + name + ".", e);
    } catch (SQLException e) {
      throw new IllegalStateException(
          "The data source " + name + " gives no connection: " + e.getMessage(), e);
    }
  }

  @Override
  public Product product() {
    return product;
  }

  @Override
  public void migrate() {
    Migrations.run(product, dataSource, Migrations.SCRIPTS);
  }

  @Override
  public DataSource dataSource() {
    return dataSource;
  }

  @Override
  public void close() {
    // it is the server's
  }
}
