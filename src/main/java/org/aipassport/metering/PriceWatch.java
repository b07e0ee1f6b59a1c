package org.aipassport.metering;

import jakarta.annotation.Priority;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.context.Initialized;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Inject;
import java.time.Duration;
import org.aipassport.config.Background;
import org.aipassport.persistence.Transactions;

/**
 * Brings what operators decided about prices into the price book: before the first call, and every
 * two seconds what was decided at other brokers on the database.
 */
@ApplicationScoped
class PriceWatch {
  private static final Duration LOOK = Duration.ofSeconds(2);

  private Transactions transactions;
  private PriceOverrideRows rows;
  private PriceBook book;
  private Background background;

  @SuppressWarnings("NullAway.Init")
  protected PriceWatch() {} // for the CDI proxy

  @Inject
  PriceWatch(
      Transactions transactions, PriceOverrideRows rows, PriceBook book, Background background) {
    this.transactions = transactions;
    this.rows = rows;
    this.book = book;
    this.background = background;
  }

  void atStart(@Observes @Priority(310) @Initialized(ApplicationScoped.class) Object event) {
    look();
    background.every(LOOK, "look for prices that operators changed", this::look);
  }

  /** Takes over what is new. */
  void look() {
    long latest = transactions.call(rows::latest);
    if (latest > book.own().latest()) {
      book.take(new PriceOverrides(transactions.call(rows::all)));
    }
  }
}
