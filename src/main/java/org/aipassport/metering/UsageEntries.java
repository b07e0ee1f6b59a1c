package org.aipassport.metering;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import jakarta.persistence.EntityManager;
import jakarta.persistence.Query;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.aipassport.grants.GrantView;
import org.aipassport.values.AccountId;
import org.aipassport.values.CallId;
import org.aipassport.values.GrantId;
import org.aipassport.values.NanoUsd;
import org.aipassport.values.ProviderKeyId;
import org.jspecify.annotations.Nullable;

/** The rows of calls: written once, closed once, and at most once corrected. */
@ApplicationScoped
class UsageEntries {
  private static final String OPEN =
      "SELECT id, grant_id, account_id, reserved_nanos, budgets, dispatched, reserved_at,"
          + " price_version FROM usage_entry ";

  private Instances instances;
  private Clock clock;

  /**
   * A call without an outcome.
   *
   * @param priced whether a cap asked for its price
   */
  record Open(
      CallId id,
      GrantId grant,
      AccountId account,
      NanoUsd reserved,
      List<Taken> taken,
      boolean dispatched,
      Instant at,
      boolean priced) {}

  /** How a call is closed. */
  record Closing(CallOutcome outcome, int httpStatus, Optional<NanoUsd> cost, Charge charge) {
    String state() {
      return outcome == CallOutcome.NOT_SENT ? "RELEASED" : "SETTLED";
    }
  }

  @SuppressWarnings("NullAway.Init")
  protected UsageEntries() {} // for the CDI proxy

  @Inject
  UsageEntries(Instances instances, Clock clock) {
    this.instances = instances;
    this.clock = clock;
  }

  void insert(EntityManager em, CallIntent intent, Reservation reservation, List<Taken> taken) {
    GrantView grant = intent.grant();
    em.createNativeQuery(
            "INSERT INTO usage_entry (id, grant_id, account_id, key_id, labels, provider,"
                + " operation, model, state, reserved_at, reserved_nanos, budgets, price_version,"
                + " instance)"
                + " VALUES ( ? , ? , ? , ? , ? , ? , ? , ? , 'RESERVED', ? , ? , ? , ? , ? )")
        .setParameter(1, intent.id().value())
        .setParameter(2, grant.id().value())
        .setParameter(3, grant.account().orElseThrow().value())
        .setParameter(4, grant.key().map(ProviderKeyId::value).orElse(null))
        .setParameter(5, grant.labels().column())
        .setParameter(6, grant.scope().provider().value())
        .setParameter(7, intent.operation())
        .setParameter(8, intent.model().value())
        .setParameter(9, clock.millis())
        .setParameter(10, reservation.amount().nanos())
        .setParameter(11, Taken.column(taken))
        .setParameter(12, reservation.priceVersion().orElse(null))
        .setParameter(13, instances.id())
        .executeUpdate();
  }

  /** From now on the call may cost something; false if it was closed meanwhile. */
  boolean dispatch(EntityManager em, CallId id) {
    return 1
        == em.createNativeQuery(
                "UPDATE usage_entry SET dispatched = 1 WHERE id = ? AND state = 'RESERVED'")
            .setParameter(1, id.value())
            .executeUpdate();
  }

  /**
   * Closes an open call.
   *
   * @param known the budgets that its money was taken from, as far as the caller knows
   * @return those that it counts in, with what was set since; empty if it is closed already
   */
  Optional<List<Taken>> close(EntityManager em, CallId id, Closing how, List<Taken> known) {
    Optional<List<Taken>> taken = Optional.of(known);
    while (taken.isPresent()) {
      if (closeAsTaken(em, id, how, taken.get())) {
        return taken;
      }
      List<Taken> before = taken.get();
      taken = takenOfOpen(em, id).filter(now -> !now.equals(before));
    }
    return Optional.empty();
  }

  private boolean closeAsTaken(EntityManager em, CallId id, Closing how, List<Taken> taken) {
    return 1
        == closing(
                em,
                how,
                "id = ? AND state = 'RESERVED'"
                    + " AND COALESCE(budgets, '') = CAST( ? AS VARCHAR(1000))")
            .setParameter(8, id.value())
            .setParameter(9, Optional.ofNullable(Taken.column(taken)).orElse(""))
            .executeUpdate();
  }

  private static Optional<List<Taken>> takenOfOpen(EntityManager em, CallId id) {
    return taken(em, id, " AND state = 'RESERVED'");
  }

  /** The budgets that a call counts in; none if there is no such call. */
  List<Taken> taken(EntityManager em, CallId id) {
    return taken(em, id, "").orElse(List.of());
  }

  private static Optional<List<Taken>> taken(EntityManager em, CallId id, String condition) {
    List<?> rows =
        em.createNativeQuery("SELECT id, budgets FROM usage_entry WHERE id = ?" + condition)
            .setParameter(1, id.value())
            .getResultList();
    return rows.stream().map(row -> Taken.ofColumn(((@Nullable Object[]) row)[1])).findFirst();
  }

  /**
   * Closes a call once more that was taken for abandoned; false if it is no such one (any more).
   */
  boolean closeLate(EntityManager em, CallId id, Closing how) {
    return 1
        == closing(em, how, "id = ? AND state = 'SETTLED' AND outcome = 'abandoned'")
            .setParameter(8, id.value())
            .executeUpdate();
  }

  private Query closing(EntityManager em, Closing how, String condition) {
    return em.createNativeQuery(
            "UPDATE usage_entry SET state = ? , settled_at = ? , outcome = ? , http_status = ? ,"
                + " charged_nanos = CAST( ? AS BIGINT) , bill = ? ,"
                + " price_version = COALESCE(CAST( ? AS VARCHAR(128)), price_version) WHERE "
                + condition)
        .setParameter(1, how.state())
        .setParameter(2, clock.millis())
        .setParameter(3, how.outcome().wireName())
        .setParameter(4, how.httpStatus())
        .setParameter(5, how.cost().map(NanoUsd::nanos).orElse(null))
        .setParameter(6, how.charge().bill().orElse(null))
        .setParameter(7, how.charge().priceVersion().orElse(null));
  }

  /** Open calls that a budget of that level limits, in the order of their ids. */
  List<Open> openUnder(EntityManager em, AccountId account, BudgetLevel level, String subject) {
    String whose =
        switch (level) {
          case GRANT -> " AND grant_id = ?";
          case APP -> " AND grant_id IN (SELECT id FROM access_grant WHERE app_host = ? )";
          case ACCOUNT -> "";
          case KEY -> " AND key_id = ?";
        };
    Query query =
        em.createNativeQuery(
                OPEN + "WHERE state = 'RESERVED' AND account_id = ?" + whose + " ORDER BY id")
            .setParameter(1, account.value());
    List<?> rows =
        (level == BudgetLevel.ACCOUNT ? query : query.setParameter(2, subject)).getResultList();
    return rows.stream().map(row -> open((@Nullable Object[]) row)).toList();
  }

  /** Says in which budgets a call counts from now on; false if it is closed. */
  boolean countIn(EntityManager em, CallId id, List<Taken> taken) {
    return 1
        == em.createNativeQuery(
                "UPDATE usage_entry SET budgets = ? WHERE id = ? AND state = 'RESERVED'")
            .setParameter(1, Taken.column(taken))
            .setParameter(2, id.value())
            .executeUpdate();
  }

  /** Open calls that began before {@code before}, and those of brokers that live no more. */
  List<Open> abandoned(EntityManager em, Instant before, int most) {
    Instant living = instances.livingSeenSince();
    List<?> rows =
        em.createNativeQuery(
                OPEN
                    + "WHERE state = 'RESERVED' AND (reserved_at < ?"
                    + " OR (reserved_at < ? AND instance IS NOT NULL AND instance NOT IN"
                    + " (SELECT id FROM broker_instance WHERE seen_at >= ? )))")
            .setParameter(1, before.toEpochMilli())
            .setParameter(2, living.toEpochMilli())
            .setParameter(3, living.toEpochMilli())
            .setMaxResults(most)
            .getResultList();
    return rows.stream().map(row -> open((@Nullable Object[]) row)).toList();
  }

  private static Open open(@Nullable Object[] row) {
    return new Open(
        new CallId(row[0].toString()),
        new GrantId(row[1].toString()),
        new AccountId(row[2].toString()),
        new NanoUsd(((Number) row[3]).longValue()),
        Taken.ofColumn(row[4]),
        ((Number) row[5]).intValue() == 1,
        Instant.ofEpochMilli(((Number) row[6]).longValue()),
        row[7] != null);
  }

  /** The open call of that id, if there is such a one. */
  Optional<Open> open(EntityManager em, CallId id) {
    List<?> rows =
        em.createNativeQuery(OPEN + "WHERE id = ? AND state = 'RESERVED'")
            .setParameter(1, id.value())
            .getResultList();
    return rows.stream().map(row -> open((@Nullable Object[]) row)).findFirst();
  }

  /** How many calls of a grant are open. */
  long countOpen(EntityManager em, GrantId grant) {
    return ((Number)
            em.createNativeQuery(
                    "SELECT COUNT(*) FROM usage_entry WHERE grant_id = ? AND state = 'RESERVED'")
                .setParameter(1, grant.value())
                .getSingleResult())
        .longValue();
  }
}
