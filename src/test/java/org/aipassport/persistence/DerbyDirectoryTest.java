package org.aipassport.persistence;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.StreamSupport;
import org.aipassport.support.Databases;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The embedded database's files, and what kills and neighbours do to them. */
class DerbyDirectoryTest {
  private final Path home = Databases.freshDirectory().resolve("data");

  @ParameterizedTest
  @ValueSource(ints = {150, 400, 900})
  void aFirstStartThatIsKilledIsFollowedByOneThatWorks(int millis) throws Exception {
    Process child = OtherProcess.openingDatabase(home);
    child.waitFor(millis, TimeUnit.MILLISECONDS);
    OtherProcess.kill(child);
    opensAndIsWhole();
  }

  @Test
  void aCreationThatIsKilledInItsMidstIsFollowedByOneThatWorks() throws Exception {
    Process child = OtherProcess.openingDatabase(home);
    OtherProcess.until(child, () -> !entries("db.new-*").isEmpty());
    OtherProcess.kill(child);
    assertThat(home.resolve("db")).doesNotExist();
    assertThat(entries("db.new-*")).isNotEmpty();
    opensAndIsWhole();
    assertThat(entries("db.new-*")).isEmpty();
  }

  @Test
  void aMigrationThatIsKilledIsFollowedByOneThatWorks() throws Exception {
    Process child = OtherProcess.openingDatabase(home);
    OtherProcess.until(child, () -> Files.exists(home.resolve("db")));
    OtherProcess.kill(child);
    opensAndIsWhole();
  }

  @Test
  void aSecondProcessIsToldWhoHoldsTheDatabase() throws Exception {
    Process child = OtherProcess.openingDatabase(home);
    OtherProcess.awaitOpen(child);
    try (Database second = embedded()) {
      assertThatThrownBy(second::open)
          .isInstanceOf(IllegalStateException.class)
          .hasMessageStartingWith("Another process uses the database in " + home);
      assertThat(home.resolve("derby.log")).exists();
      assertThat(Path.of("derby.log")).doesNotExist();
    } finally {
      OtherProcess.kill(child);
    }
    opensAndIsWhole();
  }

  @Test
  void aProcessThatDoesNotKnowOurLockIsNoticedToo() throws Exception {
    opensAndIsWhole();
    Process child = OtherProcess.openingFiles(home.resolve("db"));
    OtherProcess.awaitOpen(child);
    try (Database second = embedded()) {
      assertThatThrownBy(second::open)
          .isInstanceOf(IllegalStateException.class)
          .hasMessageStartingWith("Another process uses the database in " + home);
    } finally {
      OtherProcess.kill(child);
    }
  }

  @Test
  void aSecondBrokerInThisProcessIsToldToo() {
    try (Database first = embedded();
        Database second = embedded()) {
      first.open();
      assertThatThrownBy(second::open)
          .hasMessageStartingWith("Another process uses the database in " + home);
      assertThat(new DatabaseHealth(first::dataSource).healthy()).isTrue();
    }
  }

  @Test
  void closingOneDatabaseLeavesOthersOfTheProcessRunning() {
    try (Database other = Databases.open(Databases.Kind.DERBY)) {
      opensAndIsWhole();
      assertThat(new DatabaseHealth(other::dataSource).healthy()).isTrue();
    }
  }

  @Test
  void theDirectoriesAreTheirOwnersAlone() throws IOException {
    opensAndIsWhole();
    for (Path directory : new Path[] {home, home.resolve("db")}) {
      assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(directory)))
          .isEqualTo("rwx------");
    }
  }

  @Test
  void aPathThatDerbyWouldReadAsAttributesIsRefused() {
    try (Database database = new Database(home.resolve("a;b"), Databases.EMBEDDED)) {
      assertThatThrownBy(database::open).hasMessageContaining("must not contain ';'");
    }
  }

  @Test
  void whatWasStoredIsThereAfterTheNextStart() {
    try (Database database = embedded()) {
      database.open();
      TestTable.in(database).transactions().run(em -> TestTable.insert(em, "a", 7));
    }
    try (Database database = embedded()) {
      database.open();
      assertThat(new TestTable(database, Databases.transactions(database)).read("a")).isEqualTo(7);
    }
  }

  @Test
  void derbyListensOnNoPortAndAsksNoDirectory() throws SQLException {
    assertThat(System.getProperty("derby.drda.startNetworkServer")).isNull();
    assertThat(System.getProperty("derby.authentication.provider")).isNull();
    assertThatThrownBy(() -> Class.forName("org.apache.derby.drda.NetworkServerControl"))
        .isInstanceOf(ClassNotFoundException.class);
    try (Database database = Databases.open(Databases.Kind.DERBY);
        Connection connection = database.dataSource().getConnection()) {
      assertThat(property(connection, "derby.authentication.provider")).isNull();
      assertThat(property(connection, "derby.connection.requireAuthentication")).isNull();
    }
  }

  @Test
  void commitsWaitForTheDisk() {
    assertThat(System.getProperty("derby.system.durability")).isNull();
  }

  @Test
  void theDriverStaysRegisteredForOthers() {
    opensAndIsWhole();
    assertThat(DriverManager.drivers().map(driver -> driver.getClass().getName()))
        .contains(Product.DERBY.driver());
  }

  private Database embedded() {
    return new Database(home, Databases.EMBEDDED);
  }

  private void opensAndIsWhole() {
    try (Database database = embedded()) {
      database.open();
      assertThat(new DatabaseHealth(database::dataSource).healthy()).isTrue();
      assertThat(
              Databases.transactions(database)
                  .<Object>call(
                      em -> em.createNativeQuery("SELECT COUNT(*) FROM account").getSingleResult()))
          .isEqualTo(0);
    }
  }

  private List<Path> entries(String glob) {
    if (Files.notExists(home)) {
      return List.of();
    }
    try (DirectoryStream<Path> found = Files.newDirectoryStream(home, glob)) {
      return StreamSupport.stream(found.spliterator(), false).toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static String property(Connection connection, String name) throws SQLException {
    try (Statement statement = connection.createStatement();
        ResultSet result =
            statement.executeQuery(
                "VALUES SYSCS_UTIL.SYSCS_GET_DATABASE_PROPERTY('" + name + "')")) {
      result.next();
      return result.getString(1);
    }
  }
}
