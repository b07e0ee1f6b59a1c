package org.aipassport.persistence;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.aipassport.identity.Caller;
import org.aipassport.metering.BudgetLevel;
import org.aipassport.metering.OwnBudgets;
import org.aipassport.metering.Period;
import org.aipassport.support.Databases;
import org.aipassport.support.OnBothDatabases;
import org.aipassport.support.Persons;
import org.aipassport.support.TestBroker;
import org.aipassport.values.NanoUsd;

class BudgetTableTest {
  private static final Path SCRIPT =
      Path.of("src/main/resources/db/migration/V7__prices_and_budgets.sql");

  /** What the migration does to the table keeps every row as it is. */
  @OnBothDatabases
  void budgetsOutliveThatTheirTableIsMadeAnew(Databases.Kind kind) throws IOException {
    try (TestBroker broker = TestBroker.start(kind)) {
      Caller owner = Persons.owner(broker);
      OwnBudgets budgets = broker.get(OwnBudgets.class);
      for (Period period : Period.values()) {
        budgets.set(owner, BudgetLevel.ACCOUNT, "", period, NanoUsd.ofCents(7), Optional.empty());
      }
      broker.execute("UPDATE budget SET spent_nanos = 3, reserved_nanos = 2");
      List<List<Object>> before = broker.sql("SELECT * FROM budget ORDER BY id");
      List<String> statements = statements();
      assertThat(statements).hasSize(6);
      statements.forEach(broker::execute);
      assertThat(broker.sql("SELECT * FROM budget ORDER BY id")).hasSize(5).isEqualTo(before);
    }
  }

  private static List<String> statements() throws IOException {
    String script = Files.readString(SCRIPT).replaceAll("(?m)^--.*$", "");
    return Arrays.stream(script.split(";"))
        .map(String::strip)
        .filter(
            statement -> statement.matches("(?s)(CREATE TABLE|INSERT INTO|DROP TABLE) budget.*"))
        .toList();
  }
}
