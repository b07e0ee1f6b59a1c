package org.aipassport.persistence;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Optional;
import org.aipassport.config.DatabaseSettings;
import org.aipassport.support.Databases;
import org.aipassport.support.OnBothDatabases;
import org.aipassport.support.TestPostgres;
import org.junit.jupiter.api.Test;

class DatabaseTest {
  @Test
  void nothingIsOpenedBeforeOpen() {
    Path home = Databases.freshDirectory().resolve("data");
    try (Database database = new Database(home, Databases.EMBEDDED)) {
      assertThat(home).doesNotExist();
      assertThatThrownBy(database::factory).hasMessage("The database is not open.");
      assertThatThrownBy(database::dataSource).hasMessage("The database is not open.");
      assertThat(new DatabaseHealth(database::dataSource).healthy()).isFalse();
    }
  }

  @OnBothDatabases
  void closingTwiceIsHarmlessAndOpeningTwiceIsRefused(Databases.Kind kind) {
    Database database = Databases.open(kind);
    assertThatThrownBy(database::open).isInstanceOf(IllegalStateException.class);
    database.close();
    database.close();
    assertThatThrownBy(database::factory).isInstanceOf(IllegalStateException.class);
  }

  @OnBothDatabases
  void twoDatabasesOfOneProcessAreKeptApart(Databases.Kind kind) {
    try (TestTable one = TestTable.open(kind);
        TestTable other = TestTable.open(kind)) {
      one.transactions().run(em -> TestTable.insert(em, "a", 1));
      assertThat(one.count()).isEqualTo(1);
      assertThat(other.count()).isZero();
    }
  }

  @OnBothDatabases
  void scriptsFindTheTypesForBytesOfEachDatabase(Databases.Kind kind) {
    try (Database database = Databases.open(kind)) {
      Product product = Product.valueOf(kind.name());
      try (Connection connection = database.dataSource().getConnection();
          Statement statement = connection.createStatement()) {
        for (String name : new String[] {"digest", "sealed", "canonical"}) {
          statement.execute(
              "CREATE TABLE " + name + "s (x " + product.placeholders().get(name) + " NOT NULL)");
        }
        connection.commit();
      } catch (SQLException e) {
        throw new IllegalStateException(e);
      }
      byte[] digest = {0, 1, -1, 127, -128};
      Transactions transactions = Databases.transactions(database);
      transactions.run(
          em ->
              em.createNativeQuery("INSERT INTO digests (x) VALUES ( ? )")
                  .setParameter(1, digest)
                  .executeUpdate());
      Object stored =
          transactions.call(
              em ->
                  em.createNativeQuery("SELECT x FROM digests WHERE x = ? ")
                      .setParameter(1, digest)
                      .getSingleResult());
      assertThat(stored).isEqualTo(digest);
    }
  }

  @OnBothDatabases
  void aScriptWithPlaceholdersRunsOnBoth(Databases.Kind kind) {
    try (Database database = Databases.open(kind)) {
      Migrations.run(
          Product.valueOf(kind.name()),
          database.dataSource(),
          Migrations.SCRIPTS,
          "classpath:org/aipassport/scripts");
      assertThat(
              Databases.transactions(database)
                  .<Object>call(
                      em ->
                          em.createNativeQuery("SELECT COUNT(*) FROM with_bytes")
                              .getSingleResult()))
          .isNotNull();
    }
  }

  @Test
  void aSchemaWithTablesOfOthersIsRefused() throws SQLException {
    DatabaseSettings settings = TestPostgres.shared().createEmptyDatabase();
    try (Connection connection =
            java.sql.DriverManager.getConnection(
                settings.url().orElseThrow(), settings.user().orElseThrow(), "");
        Statement statement = connection.createStatement()) {
      statement.execute("CREATE TABLE somebody_elses (x INT)");
    }
    assertRefused(settings, "The database holds tables that are not the broker's.");
  }

  @Test
  void aServerThatDoesNotAnswerIsNamed() {
    assertRefused(
        url("jdbc:postgresql://localhost:1/broker?ApplicationName=x"),
        "The database at jdbc:postgresql://localhost:1/broker cannot be opened: ");
  }

  @Test
  void aUrlOfAnotherDatabaseIsRefused() {
    assertRefused(
        url("jdbc:derby://localhost/x"), "The database URL must begin with jdbc:postgresql:");
  }

  @Test
  void aPasswordInTheUrlIsRefusedAndNotRepeated() {
    try (Database database =
        new Database(Path.of("."), url("jdbc:postgresql://h/d?user=u&password=canary-value"))) {
      assertThatThrownBy(database::open)
          .hasMessageContaining("holds a password")
          .hasMessageNotContaining("canary");
    }
  }

  private static DatabaseSettings url(String url) {
    return new DatabaseSettings(
        Optional.of(url), Optional.of("broker"), Optional.empty(), Optional.empty());
  }

  private static void assertRefused(DatabaseSettings settings, String message) {
    try (Database database = new Database(Path.of("."), settings)) {
      assertThatThrownBy(database::open)
          .isInstanceOf(IllegalStateException.class)
          .hasMessageStartingWith(message);
    }
  }
}
