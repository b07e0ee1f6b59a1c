package org.aipassport.persistence;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import jakarta.persistence.EntityManager;
import jakarta.persistence.PersistenceException;
import org.aipassport.support.Databases;
import org.aipassport.support.OnBothDatabases;

class TransactionsTest {
  private static final String CANARY = "canary-value-0123456789";

  @OnBothDatabases
  void workThatReturnsIsStored(Databases.Kind kind) {
    try (TestTable table = TestTable.open(kind)) {
      table.transactions().run(em -> TestTable.insert(em, "a", 1));
      assertThat(table.read("a")).isEqualTo(1);
    }
  }

  @OnBothDatabases
  void workThatThrowsIsRolledBackAndItsExceptionGoesOn(Databases.Kind kind) {
    try (TestTable table = TestTable.open(kind)) {
      IllegalArgumentException thrown = new IllegalArgumentException("from the work");
      assertThatThrownBy(
              () ->
                  table
                      .transactions()
                      .run(
                          em -> {
                            TestTable.insert(em, "a", 1);
                            throw thrown;
                          }))
          .isSameAs(thrown);
      assertThat(table.count()).isZero();
    }
  }

  @OnBothDatabases
  void callsWithinACallJoinIt(Databases.Kind kind) {
    try (TestTable table = TestTable.open(kind)) {
      Transactions transactions = table.transactions();
      assertThatThrownBy(
              () ->
                  transactions.run(
                      outer -> {
                        transactions.run(
                            inner -> {
                              assertThat(inner).isSameAs(outer);
                              TestTable.insert(inner, "a", 1);
                            });
                        throw new IllegalArgumentException("after the inner call");
                      }))
          .isInstanceOf(IllegalArgumentException.class);
      assertThat(table.count()).isZero();
    }
  }

  @OnBothDatabases
  void aStatementThatIsWrongIsNotTakenForAnOutage(Databases.Kind kind) {
    try (TestTable table = TestTable.open(kind)) {
      assertThatThrownBy(
              () ->
                  table
                      .transactions()
                      .run(em -> em.createNativeQuery("SELECT a FROM nowhere").getResultList()))
          .isInstanceOf(PersistenceException.class);
    }
  }

  @OnBothDatabases
  void aTransactionIsOverAfterItsCall(Databases.Kind kind) {
    try (TestTable table = TestTable.open(kind)) {
      EntityManager first = table.transactions().call(em -> em);
      EntityManager second = table.transactions().call(em -> em);
      assertThat(second).isNotSameAs(first);
      assertThat(first.isOpen()).isFalse();
    }
  }

  @OnBothDatabases
  void anInnerFailureThatIsSwallowedStoresNothing(Databases.Kind kind) {
    try (TestTable table = TestTable.open(kind)) {
      Transactions transactions = table.transactions();
      assertThatThrownBy(
              () ->
                  transactions.run(
                      em -> {
                        TestTable.insert(em, "a", 1);
                        swallow(() -> transactions.run(inner -> fail()));
                      }))
          .isInstanceOf(IllegalStateException.class);
      assertThat(table.count()).isZero();
    }
  }

  @OnBothDatabases
  void aSecondRowOfTheSameKeyIsADuplicate(Databases.Kind kind) {
    try (TestTable table = TestTable.open(kind)) {
      table.transactions().run(em -> TestTable.insert(em, "a", 1));
      assertThatThrownBy(
              () ->
                  table
                      .transactions()
                      .run(
                          em -> {
                            TestTable.insert(em, "b", 1);
                            TestTable.insert(em, "a", 2);
                          }))
          .isInstanceOf(DuplicateRowException.class);
      assertThat(table.count()).isEqualTo(1);
    }
  }

  @OnBothDatabases
  void otherConstraintsAreNeitherDuplicatesNorOutages(Databases.Kind kind) {
    try (TestTable table = TestTable.open(kind)) {
      assertThatThrownBy(() -> table.transactions().run(em -> TestTable.insert(em, "a", -1)))
          .isInstanceOf(jakarta.persistence.PersistenceException.class);
    }
  }

  @OnBothDatabases
  void anExceptionQuotesNoValue(Databases.Kind kind) {
    try (TestTable table = TestTable.open(kind)) {
      table.transactions().run(em -> TestTable.insert(em, CANARY, 1));
      assertThatThrownBy(() -> table.transactions().run(em -> TestTable.insert(em, CANARY, 1)))
          .satisfies(TransactionsTest::quotesNoValue);
      assertThatThrownBy(() -> table.transactions().run(em -> TestTable.insert(em, CANARY, -1)))
          .satisfies(TransactionsTest::quotesNoValue);
      assertThatThrownBy(
              () -> table.transactions().run(em -> TestTable.insert(em, CANARY.repeat(9), 1)))
          .isInstanceOf(IllegalStateException.class)
          .hasMessageContaining("22001")
          .satisfies(TransactionsTest::quotesNoValue);
    }
  }

  @OnBothDatabases
  void readingNoRowIsAnAnswerAndNotAnOutage(Databases.Kind kind) {
    try (TestTable table = TestTable.open(kind)) {
      assertThatThrownBy(() -> table.read("a"))
          .isInstanceOf(jakarta.persistence.NoResultException.class);
    }
  }

  @OnBothDatabases
  void aTransactionHasOneConnectionFromItsBeginning(Databases.Kind kind) {
    try (TestTable table = TestTable.open(kind)) {
      table
          .transactions()
          .run(
              em -> {
                assertThat(table.pool().getHikariPoolMXBean().getActiveConnections()).isEqualTo(1);
                TestTable.count(em);
                assertThat(table.pool().getHikariPoolMXBean().getActiveConnections()).isEqualTo(1);
                TestTable.insert(em, "a", 1);
                assertThat(table.pool().getHikariPoolMXBean().getActiveConnections()).isEqualTo(1);
              });
      assertThat(table.pool().getHikariPoolMXBean().getActiveConnections()).isZero();
    }
  }

  private static void quotesNoValue(Throwable thrown) {
    java.io.StringWriter text = new java.io.StringWriter();
    thrown.printStackTrace(new java.io.PrintWriter(text));
    assertThat(text.toString()).doesNotContain(CANARY);
  }

  private static void fail() {
    throw new IllegalArgumentException("inner");
  }

  private static void swallow(Runnable work) {
    try {
      work.run();
    } catch (IllegalArgumentException e) {
      assertThat(e).hasMessage("inner");
    }
  }
}
