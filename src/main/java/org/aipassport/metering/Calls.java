package org.aipassport.metering;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import jakarta.persistence.EntityManager;
import jakarta.persistence.Query;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.aipassport.grants.Grants;
import org.aipassport.identity.Caller;
import org.aipassport.persistence.Transactions;
import org.aipassport.problems.RefusalException;
import org.aipassport.values.CallId;
import org.aipassport.values.GrantId;
import org.aipassport.values.ModelName;
import org.aipassport.values.NanoUsd;
import org.jspecify.annotations.Nullable;

/** What a grant was used for, for its owner; whose it is is part of every query. */
@ApplicationScoped
public class Calls {
  /** The most calls of one page. */
  public static final int MOST_PER_PAGE = 100;

  /** The most days that are counted at once. */
  public static final int MOST_DAYS = 90;

  private static final long DAY = Duration.ofDays(1).toMillis();
  private static final Pattern CURSOR = Pattern.compile("([0-9]{1,18})\\.([A-Za-z0-9_-]{22})");

  private static final String COLUMNS =
      "SELECT id, reserved_at, operation, model, outcome, http_status, settled_at, charged_nanos,"
          + " bill FROM usage_entry"
          + " WHERE grant_id = ? AND account_id = ?";
  private static final String OLDER =
      " AND reserved_at <= ? AND (reserved_at < ? OR (reserved_at = ? AND id < ? ))";
  private static final String NEWEST_FIRST = " ORDER BY grant_id, reserved_at DESC, id DESC";

  private static final String PER_DAY =
      "SELECT reserved_at / 86400000, COUNT(*),"
          + " SUM(CASE WHEN state = 'SETTLED' AND outcome <> 'completed' THEN 1 ELSE 0 END)"
          + " FROM usage_entry WHERE grant_id = ? AND account_id = ? AND reserved_at >= ?"
          + " AND state <> 'RELEASED' GROUP BY reserved_at / 86400000 ORDER BY 1";

  private Transactions transactions;
  private Grants grants;
  private Clock clock;

  @SuppressWarnings("NullAway.Init")
  protected Calls() {} // for the CDI proxy

  @Inject
  Calls(Transactions transactions, Grants grants, Clock clock) {
    this.transactions = transactions;
    this.grants = grants;
    this.clock = clock;
  }

  /**
   * A page of a grant's calls, newest first.
   *
   * @param cursor {@link CallPage#next} of the page before; empty for the first
   * @param most from 1 to 100
   * @throws RefusalException NOT_FOUND if the grant is not the caller's; INVALID_FIELD of {@code
   *     cursor} or {@code limit}
   */
  public CallPage of(Caller caller, GrantId grant, Optional<String> cursor, int most) {
    if (most < 1 || most > MOST_PER_PAGE) {
      throw RefusalException.ofField("limit", "must be within 1 and " + MOST_PER_PAGE);
    }
    return transactions.call(
        em -> {
          grants.get(caller, grant);
          Query query = query(em, caller, grant, cursor).setMaxResults(most + 1);
          List<?> rows = query.getResultList();
          List<CallView> calls =
              rows.stream().limit(most).map(row -> view((@Nullable Object[]) row)).toList();
          return new CallPage(
              calls,
              rows.size() > most ? Optional.of(cursor(calls.get(most - 1))) : Optional.empty());
        });
  }

  private static Query query(
      EntityManager em, Caller caller, GrantId grant, Optional<String> cursor) {
    if (cursor.isEmpty()) {
      return owned(em, COLUMNS + NEWEST_FIRST, caller, grant);
    }
    Matcher parts = CURSOR.matcher(cursor.get());
    if (!parts.matches()) {
      throw RefusalException.ofField("cursor", "is none that this list gave");
    }
    long at = Long.parseLong(parts.group(1));
    return owned(em, COLUMNS + OLDER + NEWEST_FIRST, caller, grant)
        .setParameter(3, at)
        .setParameter(4, at)
        .setParameter(5, at)
        .setParameter(6, parts.group(2));
  }

  private static Query owned(EntityManager em, String sql, Caller caller, GrantId grant) {
    return em.createNativeQuery(sql)
        .setParameter(1, grant.value())
        .setParameter(2, caller.account().value());
  }

  private static String cursor(CallView last) {
    return last.at().toEpochMilli() + "." + last.id();
  }

  /**
   * How often a grant was used on each of the last days, today included; days without a call are
   * not listed.
   *
   * @param days from 1 to 90
   * @throws RefusalException NOT_FOUND if the grant is not the caller's; INVALID_FIELD of {@code
   *     days}
   */
  public List<DayCount> perDay(Caller caller, GrantId grant, int days) {
    if (days < 1 || days > MOST_DAYS) {
      throw RefusalException.ofField("days", "must be within 1 and " + MOST_DAYS);
    }
    LocalDate first = LocalDate.ofInstant(clock.instant(), ZoneOffset.UTC).minusDays(days - 1L);
    return transactions.call(
        em -> {
          grants.get(caller, grant);
          List<?> rows =
              owned(em, PER_DAY, caller, grant)
                  .setParameter(3, first.toEpochDay() * DAY)
                  .getResultList();
          return rows.stream().map(row -> count((Object[]) row)).toList();
        });
  }

  private static DayCount count(Object[] row) {
    return new DayCount(LocalDate.ofEpochDay(number(row[0])), number(row[1]), number(row[2]));
  }

  private static CallView view(@Nullable Object[] row) {
    Instant at = Instant.ofEpochMilli(number(row[1]));
    int status = row[5] == null ? 0 : (int) number(row[5]);
    return new CallView(
        new CallId(String.valueOf(row[0])),
        at,
        String.valueOf(row[2]),
        new ModelName(String.valueOf(row[3])),
        row[4] == null
            ? Optional.empty()
            : Optional.of(CallOutcome.ofWireName(String.valueOf(row[4]))),
        status == 0 ? OptionalInt.empty() : OptionalInt.of(status),
        row[6] == null
            ? Optional.empty()
            : Optional.of(Duration.between(at, Instant.ofEpochMilli(number(row[6])))),
        row[7] == null ? Optional.empty() : Optional.of(new NanoUsd(number(row[7]))),
        Optional.ofNullable(row[8]).map(Object::toString));
  }

  private static long number(@Nullable Object value) {
    return value instanceof Number number ? number.longValue() : 0;
  }
}
