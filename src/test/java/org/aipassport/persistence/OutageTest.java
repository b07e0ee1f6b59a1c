package org.aipassport.persistence;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import jakarta.persistence.EntityManager;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import org.aipassport.problems.Refusal;
import org.aipassport.problems.RefusalException;
import org.aipassport.support.Databases;
import org.aipassport.support.TestPostgres;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;

/** What callers see while PostgreSQL is away, and after. */
class OutageTest {
  @Test
  void whilePostgresIsDownCallsAreRefusedAndAfterwardsTheyWorkAgain() {
    try (TestPostgres server = TestPostgres.own();
        Database database = new Database(Path.of("."), server.createEmptyDatabase())) {
      database.open();
      TestTable table = TestTable.in(database);
      DatabaseHealth health = new DatabaseHealth(database::dataSource);
      table.transactions().run(em -> TestTable.insert(em, "a", 1));

      server.stop();
      for (int i = 0; i < 3; i++) {
        assertRefusedSoon(table::count);
      }
      assertThat(health.healthy()).isFalse();

      server.startAgain();
      awaitHealthy(health);
      assertThat(table.read("a")).isEqualTo(1);
    }
  }

  @Test
  void aConnectionThatBreaksWithinATransactionIsARefusalAndLeaksNothing() {
    try (TestTable table = TestTable.open(Databases.Kind.POSTGRESQL)) {
      for (int i = 0; i < 2 * table.pool().getMaximumPoolSize(); i++) {
        assertRefusedSoon(() -> table.transactions().run(OutageTest::loseConnection));
      }
      assertThat(table.count()).isZero();
      assertThat(table.pool().getHikariPoolMXBean().getActiveConnections()).isZero();
    }
  }

  @Test
  void noStatementRunsLongerThanFiveSeconds() throws SQLException {
    try (TestTable table = TestTable.open(Databases.Kind.POSTGRESQL);
        Connection connection = table.database().dataSource().getConnection();
        Statement statement = connection.createStatement()) {
      connection.rollback();
      assertThat(text(statement, "SHOW statement_timeout")).isEqualTo("5s");
    }
  }

  @Test
  void aStatementThatTheServerStopsIsARefusal() {
    try (TestTable table = TestTable.open(Databases.Kind.POSTGRESQL)) {
      assertRefusedSoon(
          () ->
              table
                  .transactions()
                  .run(
                      em -> {
                        em.createNativeQuery("SET LOCAL statement_timeout = 50").executeUpdate();
                        em.createNativeQuery("SELECT pg_sleep(9)").getResultList();
                      }));
    }
  }

  private static void loseConnection(EntityManager em) {
    TestTable.insert(em, "a", 1);
    Object pid = em.createNativeQuery("SELECT pg_backend_pid()").getSingleResult();
    TestPostgres.shared().execute("SELECT pg_terminate_backend(" + pid + ", 5000)");
    TestTable.insert(em, "b", 1);
  }

  private static void assertRefusedSoon(ThrowingCallable call) {
    Instant start = Instant.now();
    assertThatThrownBy(call)
        .isInstanceOfSatisfying(
            RefusalException.class,
            e -> {
              assertThat(e.reason()).isEqualTo(Refusal.UNAVAILABLE);
              assertThat(e).hasMessage("The database is not available.");
            });
    assertThat(Duration.between(start, Instant.now())).isLessThan(Duration.ofSeconds(3));
  }

  /** Each check waits up to 2 s for a connection, so this neither spins nor sleeps. */
  private static void awaitHealthy(DatabaseHealth health) {
    Instant limit = Instant.now().plusSeconds(10);
    while (!health.healthy()) {
      assertThat(Instant.now()).isBefore(limit);
    }
  }

  private static String text(Statement statement, String sql) throws SQLException {
    try (ResultSet result = statement.executeQuery(sql)) {
      result.next();
      return result.getString(1);
    }
  }
}
