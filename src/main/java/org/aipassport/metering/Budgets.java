package org.aipassport.metering;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import jakarta.persistence.EntityManager;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneId;
import java.util.List;
import org.aipassport.grants.GrantView;
import org.aipassport.values.AccountId;
import org.aipassport.values.NanoUsd;
import org.aipassport.values.ProviderKeyId;

/**
 * The limits on and above grants, as calls meet them: their counters change only by conditional
 * UPDATE in the caller's transaction, and every window that is over begins anew with the first call
 * after it.
 */
@ApplicationScoped
class Budgets {
  private static final String COLUMNS =
      "SELECT id, budget_level, subject, period, time_zone, limit_nanos, window_start, spent_nanos,"
          + " reserved_nanos FROM budget ";

  private Clock clock;

  @SuppressWarnings("NullAway.Init")
  protected Budgets() {} // for the CDI proxy

  @Inject
  Budgets(Clock clock) {
    this.clock = clock;
  }

  /** Those that limit calls of that grant, in the order in which money is taken from them. */
  List<Budget> of(EntityManager em, GrantView grant) {
    List<?> rows =
        em.createNativeQuery(
                COLUMNS
                    + "WHERE account_id = ? AND ((budget_level = 0 AND subject = ? )"
                    + " OR (budget_level = 1 AND subject = ? )"
                    + " OR budget_level = 2 OR (budget_level = 3 AND subject = ? ))"
                    + " ORDER BY budget_level, id")
            .setParameter(1, grant.account().orElseThrow().value())
            .setParameter(2, grant.id().value())
            .setParameter(3, grant.appHost().orElse(""))
            .setParameter(4, grant.key().map(ProviderKeyId::value).orElse(""))
            .getResultList();
    return rows.stream().map(row -> read((Object[]) row)).toList();
  }

  /** All of an account's. */
  List<Budget> of(EntityManager em, AccountId account) {
    List<?> rows =
        em.createNativeQuery(COLUMNS + "WHERE account_id = ? ORDER BY budget_level, subject, id")
            .setParameter(1, account.value())
            .getResultList();
    return rows.stream().map(row -> read((Object[]) row)).toList();
  }

  /**
   * Lets one transaction at a time make budgets of that account, to its end: each has to know those
   * before it, and what calls under way say of them.
   */
  void lock(EntityManager em, AccountId account) {
    int unused =
        em.createNativeQuery("UPDATE account SET kind = kind WHERE id = ? ")
            .setParameter(1, account.value())
            .executeUpdate();
  }

  /** Changes the limit of a budget that is there; false if it is not. */
  boolean limit(
      EntityManager em,
      AccountId account,
      BudgetLevel level,
      String subject,
      Period period,
      NanoUsd limit) {
    return 1
        == em.createNativeQuery(
                "UPDATE budget SET limit_nanos = ? WHERE account_id = ? AND budget_level = ?"
                    + " AND subject = ? AND period = ? ")
            .setParameter(1, limit.nanos())
            .setParameter(2, account.value())
            .setParameter(3, level.number())
            .setParameter(4, subject)
            .setParameter(5, period.wireName())
            .executeUpdate();
  }

  void insert(EntityManager em, AccountId account, Budget budget) {
    em.createNativeQuery(
            "INSERT INTO budget (id, account_id, budget_level, subject, period, time_zone,"
                + " limit_nanos, window_start, spent_nanos, reserved_nanos, created_at)"
                + " VALUES ( ? , ? , ? , ? , ? , ? , ? , ? , 0, ? , ? )")
        .setParameter(1, budget.id())
        .setParameter(2, account.value())
        .setParameter(3, budget.level().number())
        .setParameter(4, budget.subject())
        .setParameter(5, budget.period().wireName())
        .setParameter(6, budget.zone().getId())
        .setParameter(7, budget.limit().nanos())
        .setParameter(8, budget.window().toEpochMilli())
        .setParameter(9, budget.reserved().nanos())
        .setParameter(10, clock.millis())
        .executeUpdate();
  }

  boolean delete(EntityManager em, String id) {
    return 1
        == em.createNativeQuery("DELETE FROM budget WHERE id = ? ")
            .setParameter(1, id)
            .executeUpdate();
  }

  private Budget read(Object[] row) {
    Period period = Period.ofWireName(row[3].toString().strip()).orElseThrow();
    ZoneId zone = ZoneId.of(row[4].toString());
    Instant now = clock.instant();
    Instant counted = Instant.ofEpochMilli(number(row[6]));
    Instant start = period.start(now, zone);
    boolean isOver = counted.isBefore(start);
    return new Budget(
        row[0].toString(),
        BudgetLevel.ofNumber((int) number(row[1])),
        row[2].toString(),
        period,
        zone,
        isOver ? start : counted,
        new NanoUsd(number(row[5])),
        isOver ? NanoUsd.ZERO : new NanoUsd(number(row[7])),
        new NanoUsd(number(row[8])),
        period.end(now, zone));
  }

  private static long number(Object column) {
    return ((Number) column).longValue();
  }

  /** Takes so much; false if it is not left, and then nothing was taken. */
  boolean take(EntityManager em, Taken from, NanoUsd amount) {
    long window = from.window().toEpochMilli();
    return 1
        == em.createNativeQuery(
                "UPDATE budget SET"
                    + " spent_nanos = CASE WHEN window_start < ? THEN 0 ELSE spent_nanos END ,"
                    + " window_start = CASE WHEN window_start < ? THEN CAST( ? AS BIGINT)"
                    + " ELSE window_start END , reserved_nanos = reserved_nanos + ?"
                    + " WHERE id = ? AND reserved_nanos + CAST( ? AS BIGINT)"
                    + " + CASE WHEN window_start < ? THEN 0 ELSE spent_nanos END <= limit_nanos")
            .setParameter(1, window)
            .setParameter(2, window)
            .setParameter(3, window)
            .setParameter(4, amount.nanos())
            .setParameter(5, from.budget())
            .setParameter(6, amount.nanos())
            .setParameter(7, window)
            .executeUpdate();
  }

  /** Books what a call cost, in its own window, in the place of what was kept for it. */
  void book(EntityManager em, Taken from, NanoUsd reserved, NanoUsd cost) {
    em.createNativeQuery(
            "UPDATE budget SET reserved_nanos = reserved_nanos - ? , spent_nanos = spent_nanos"
                + " + CASE WHEN window_start = ? THEN CAST( ? AS BIGINT) ELSE 0 END WHERE id = ? ")
        .setParameter(1, reserved.nanos())
        .setParameter(2, from.window().toEpochMilli())
        .setParameter(3, cost.nanos())
        .setParameter(4, from.budget())
        .executeUpdate();
  }

  /** Books {@code cost} where {@code wrong} was booked, if its window still lasts. */
  void correct(EntityManager em, Taken from, NanoUsd wrong, NanoUsd cost) {
    em.createNativeQuery(
            "UPDATE budget SET spent_nanos = spent_nanos - ? + ? WHERE id = ? AND window_start = ?"
                + " ")
        .setParameter(1, wrong.nanos())
        .setParameter(2, cost.nanos())
        .setParameter(3, from.budget())
        .setParameter(4, from.window().toEpochMilli())
        .executeUpdate();
  }
}
