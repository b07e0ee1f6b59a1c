package org.aipassport.persistence;

import jakarta.annotation.PreDestroy;
import jakarta.annotation.Priority;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.context.Initialized;
import jakarta.enterprise.event.Observes;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import org.aipassport.config.HealthCheck;
import org.aipassport.config.Settings;

/** Opens the database at start, closes it at the end, and hands out what works on it. */
@ApplicationScoped
class PersistenceBeans {
  private Database database;

  @SuppressWarnings("NullAway.Init")
  protected PersistenceBeans() {} // for the CDI proxy

  @Inject
  PersistenceBeans(Settings settings) {
    this.database = new Database(settings.dataDir(), settings.database());
  }

  void atStart(@Observes @Priority(200) @Initialized(ApplicationScoped.class) Object event) {
    database.open();
  }

  @Produces
  @Singleton
  Transactions transactions() {
    return new Transactions(database::factory);
  }

  @Produces
  @Singleton
  GroupedTransactions grouped(Transactions transactions) {
    return new GroupedTransactions(transactions);
  }

  @Produces
  @Singleton
  HealthCheck health() {
    return new DatabaseHealth(database::dataSource);
  }

  @PreDestroy
  void close() {
    database.close();
  }
}
