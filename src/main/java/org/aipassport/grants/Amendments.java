package org.aipassport.grants;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import jakarta.persistence.EntityManager;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.aipassport.values.CallId;
import org.aipassport.values.GrantId;
import org.aipassport.values.Ids;
import org.aipassport.values.UserId;
import org.jspecify.annotations.Nullable;

/** The rows of changes that were asked for; at most one of a grant waits. */
@ApplicationScoped
class Amendments {
  private static final int MOST_LISTED = 200;
  private static final String PENDING =
      "SELECT a.id, a.grant_id, a.scope, a.lifetime_seconds, a.reason, a.created_at,"
          + " a.grant_version, a.call_id"
          + " FROM grant_amendment a JOIN access_grant g ON g.id = a.grant_id"
          + " WHERE a.status = 'PENDING' AND g.status = 'APPROVED' AND g.expires_at > ?";

  private Clock clock;

  /**
   * One that waits.
   *
   * @param version of the grant when it was asked for
   * @param call as {@link AmendmentView#call}
   */
  record Row(
      String id,
      GrantId grant,
      long version,
      GrantScope scope,
      Optional<Duration> lifetime,
      String reason,
      Optional<CallId> call,
      Instant createdAt) {
    AmendmentView with(GrantView view) {
      return new AmendmentView(id, view, scope, lifetime, reason, call, createdAt);
    }
  }

  @SuppressWarnings("NullAway.Init")
  protected Amendments() {} // for the CDI proxy

  @Inject
  Amendments(Clock clock) {
    this.clock = clock;
  }

  /** Puts on record what shall be different in {@code grant}. */
  void insert(
      EntityManager em,
      String id,
      GrantView grant,
      GrantScope scope,
      AmendmentAsk ask,
      Optional<CallId> call) {
    em.createNativeQuery(
            "INSERT INTO grant_amendment (id, grant_id, grant_version, scope, lifetime_seconds,"
                + " reason, call_id, status, open_slot, created_at)"
                + " VALUES ( ? , ? , ? , ? , CAST( ? AS BIGINT) , ? , CAST( ? AS CHAR(22)) ,"
                + " 'PENDING', 1, ? )")
        .setParameter(1, id)
        .setParameter(2, grant.id().value())
        .setParameter(3, grant.version())
        .setParameter(4, scope.column())
        .setParameter(5, ask.lifetime().map(Duration::toSeconds).orElse(null))
        .setParameter(6, ask.reason())
        .setParameter(7, call.map(CallId::value).orElse(null))
        .setParameter(8, clock.millis())
        .executeUpdate();
  }

  /** The one of that grant that waits. */
  Optional<Row> pendingOf(EntityManager em, GrantId grant) {
    List<?> rows =
        em.createNativeQuery(PENDING + " AND a.grant_id = ? ")
            .setParameter(1, clock.millis())
            .setParameter(2, grant.value())
            .getResultList();
    return rows.stream().map(row -> read((@Nullable Object[]) row)).findFirst();
  }

  /** Whether the broker has asked for a call, and the grant's owner has left it as it is. */
  boolean deniedToCalls(EntityManager em, GrantView grant) {
    return !em.createNativeQuery(
            "SELECT id FROM grant_amendment WHERE grant_id = ? AND grant_version = ?"
                + " AND status = 'DENIED' AND call_id IS NOT NULL")
        .setParameter(1, grant.id().value())
        .setParameter(2, grant.version())
        .setMaxResults(1)
        .getResultList()
        .isEmpty();
  }

  /** What has become of those, as far as there are such; one query for all. */
  Map<String, RaiseState> states(EntityManager em, Collection<String> ids) {
    var query =
        em.createNativeQuery(
            "SELECT a.id, a.status, a.grant_version, g.version"
                + " FROM grant_amendment a JOIN access_grant g ON g.id = a.grant_id"
                + " WHERE a.id IN ("
                + String.join(",", Collections.nCopies(ids.size(), " ? "))
                + ")");
    int number = 1;
    for (String id : ids) {
      query.setParameter(number++, id);
    }
    Map<String, RaiseState> states = new HashMap<>();
    for (Object row : query.getResultList()) {
      @Nullable Object[] columns = (@Nullable Object[]) row;
      boolean isSame = number(columns[2]) == number(columns[3]);
      states.put(
          String.valueOf(columns[0]), RaiseState.of(String.valueOf(columns[1]).strip(), isSame));
    }
    return states;
  }

  /** That one, if it waits and its grant is in force. */
  Optional<Row> pending(EntityManager em, String id) {
    if (!Ids.isId(id)) {
      return Optional.empty();
    }
    List<?> rows =
        em.createNativeQuery(PENDING + " AND a.id = ? ")
            .setParameter(1, clock.millis())
            .setParameter(2, id)
            .getResultList();
    return rows.stream().map(row -> read((@Nullable Object[]) row)).findFirst();
  }

  /** Those that wait for that owner, the oldest first. */
  List<Row> pendingOf(EntityManager em, UserId owner) {
    List<?> rows =
        em.createNativeQuery(PENDING + " AND g.owner_id = ? ORDER BY a.created_at, a.id")
            .setParameter(1, clock.millis())
            .setParameter(2, owner.value())
            .setMaxResults(MOST_LISTED)
            .getResultList();
    return rows.stream().map(row -> read((@Nullable Object[]) row)).toList();
  }

  /** Ends the waiting; false if it had ended. */
  boolean decide(EntityManager em, String id, String status) {
    return 1
        == em.createNativeQuery(
                "UPDATE grant_amendment SET status = ? , open_slot = NULL , decided_at = ?"
                    + " WHERE id = ? AND status = 'PENDING'")
            .setParameter(1, status)
            .setParameter(2, clock.millis())
            .setParameter(3, id)
            .executeUpdate();
  }

  private static Row read(@Nullable Object[] row) {
    return new Row(
        String.valueOf(row[0]),
        new GrantId(String.valueOf(row[1])),
        number(row[6]),
        GrantScope.ofColumn(String.valueOf(row[2])),
        row[3] instanceof Number seconds
            ? Optional.of(Duration.ofSeconds(seconds.longValue()))
            : Optional.empty(),
        String.valueOf(row[4]),
        Optional.ofNullable(row[7]).map(id -> new CallId(id.toString())),
        Instant.ofEpochMilli(number(row[5])));
  }

  private static long number(@Nullable Object column) {
    return column instanceof Number number ? number.longValue() : 0;
  }
}
