package org.aipassport.persistence;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.util.Hashtable;
import java.util.Optional;
import javax.naming.Context;
import javax.naming.InitialContext;
import javax.naming.NamingException;
import javax.naming.spi.InitialContextFactory;
import org.aipassport.config.DatabaseSettings;
import org.aipassport.support.Databases;
import org.aipassport.support.OnBothDatabases;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class ServerPoolTest {
  private static final String NAME = "java:app/jdbc/broker";

  /** What this server knows by {@link #NAME}. */
  private static @Nullable Object known;

  @BeforeEach
  void beAServer() {
    System.setProperty(Context.INITIAL_CONTEXT_FACTORY, OneName.class.getName());
  }

  @AfterEach
  void beNoServer() {
    System.clearProperty(Context.INITIAL_CONTEXT_FACTORY);
    known = null;
  }

  @OnBothDatabases
  void aDataSourceOfTheServerIsUsedAndLeftOpen(Databases.Kind kind) {
    try (TestTable table = TestTable.open(kind)) {
      known = table.database().dataSource();
      try (Database database = database(NAME)) {
        database.open();
        Databases.transactions(database).run(em -> TestTable.insert(em, "a", 1));
      }
      assertThat(table.read("a")).isEqualTo(1);
    }
  }

  @Test
  void aNameThatTheServerDoesNotKnowIsNamed() {
    assertRefused("java:app/jdbc/other", "The server knows no data source java:app/jdbc/other.");
  }

  @Test
  void aNameOfSomethingElseIsRefused() {
    known = "text";
    assertRefused(NAME, "What the server calls " + NAME + " is no data source.");
  }

  @Test
  void aNameThatLeadsToAnotherServerIsNotFollowed() {
    assertRefused("ldap://elsewhere/x", "The data source ldap://elsewhere/x is not one of this");
  }

  private static void assertRefused(String name, String message) {
    try (Database database = database(name)) {
      assertThatThrownBy(database::open)
          .isInstanceOf(IllegalStateException.class)
          .hasMessageStartingWith(message);
    }
  }

  private static Database database(String name) {
    return new Database(
        Path.of("."),
        new DatabaseSettings(
            Optional.empty(), Optional.empty(), Optional.empty(), Optional.of(name)));
  }

  /** A server's naming service with one entry. */
  public static final class OneName implements InitialContextFactory {
    @Override
    public Context getInitialContext(Hashtable<?, ?> environment) throws NamingException {
      return new InitialContext(true) {
        @Override
        public Object lookup(String name) throws NamingException {
          if (!name.equals(NAME) || known == null) {
            throw new NamingException(name);
          }
          return known;
        }
      };
    }
  }
}
