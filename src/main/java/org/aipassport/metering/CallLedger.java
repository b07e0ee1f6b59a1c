package org.aipassport.metering;

import jakarta.annotation.Priority;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.context.Initialized;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Inject;
import jakarta.persistence.EntityManager;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.aipassport.audit.AuditFact;
import org.aipassport.audit.AuditLog;
import org.aipassport.config.Background;
import org.aipassport.config.ProviderSettings;
import org.aipassport.config.Settings;
import org.aipassport.grants.GrantView;
import org.aipassport.grants.RequestCap;
import org.aipassport.persistence.Transactions;
import org.aipassport.problems.RefusalException;
import org.aipassport.values.AccountId;
import org.aipassport.values.CallId;
import org.aipassport.values.GrantId;
import org.aipassport.values.ProviderKeyId;

/**
 * The record of calls: an intent, counted against the grant and committed before the first byte
 * leaves, and exactly one outcome after the last. What a crash leaves without an outcome is found
 * and marked; it stays counted.
 */
@ApplicationScoped
public class CallLedger {
  private static final Duration SWEEP = Duration.ofMinutes(1);
  private static final Duration GRACE = Duration.ofMinutes(5);
  private static final int MOST_PER_SWEEP = 500;

  private Settings settings;
  private Transactions transactions;
  private RequestCap cap;
  private AuditLog audit;
  private Background background;
  private Clock clock;

  @SuppressWarnings("NullAway.Init")
  protected CallLedger() {} // for the CDI proxy

  @Inject
  CallLedger(
      Settings settings,
      Transactions transactions,
      RequestCap cap,
      AuditLog audit,
      Background background,
      Clock clock) {
    this.settings = settings;
    this.transactions = transactions;
    this.cap = cap;
    this.audit = audit;
    this.background = background;
    this.clock = clock;
  }

  void atStart(@Observes @Priority(700) @Initialized(ApplicationScoped.class) Object event) {
    background.every(SWEEP, "settle abandoned calls", this::settleAbandoned);
  }

  /**
   * Puts the intent on record and takes one call of the grant's. When this returns both are
   * durable.
   *
   * @throws RefusalException as {@link RequestCap#take}; then nothing was recorded or counted
   */
  public void reserve(CallIntent intent) {
    transactions.run(
        em -> {
          insert(em, intent);
          audit.append(em, fact("call.intended", intent));
          cap.take(em, intent.grant().id());
        });
  }

  /** Puts the outcome on record, once: a second settlement of the same call changes nothing. */
  public void settle(CallIntent intent, CallOutcome outcome, int httpStatus) {
    transactions.run(
        em -> {
          String state = outcome == CallOutcome.NOT_SENT ? "RELEASED" : "SETTLED";
          if (!close(em, intent.id(), state, outcome, httpStatus)) {
            return;
          }
          if (outcome == CallOutcome.NOT_SENT) {
            cap.release(em, intent.grant().id());
          }
          audit.append(
              em,
              fact("call.settled", intent)
                  .with("outcome", outcome.wireName())
                  .with("status", Integer.toString(httpStatus)));
        });
  }

  /** Calls of a grant that are under way, or were when the broker stopped. */
  public long reserved(GrantId grant) {
    return transactions.call(
        em ->
            ((Number)
                    em.createNativeQuery(
                            "SELECT COUNT(*) FROM usage_entry WHERE grant_id = ?"
                                + " AND state = 'RESERVED'")
                        .setParameter(1, grant.value())
                        .getSingleResult())
                .longValue());
  }

  /** Marks calls that are older than any call can be: their broker died before their outcome. */
  void settleAbandoned() {
    Duration longest =
        settings.providers().stream()
            .map(ProviderSettings::deadlines)
            .map(deadlines -> deadlines.total())
            .max(Duration::compareTo)
            .orElse(Duration.ZERO);
    long before = clock.instant().minus(longest).minus(GRACE).toEpochMilli();
    transactions.run(
        em -> {
          List<?> rows =
              em.createNativeQuery(
                      "SELECT id, grant_id, account_id FROM usage_entry WHERE state = 'RESERVED'"
                          + " AND reserved_at < ? ")
                  .setParameter(1, before)
                  .setMaxResults(MOST_PER_SWEEP)
                  .getResultList();
          rows.forEach(row -> abandon(em, (Object[]) row));
        });
  }

  private void abandon(EntityManager em, Object[] row) {
    CallId id = new CallId(row[0].toString());
    if (close(em, id, "SETTLED", CallOutcome.ABANDONED, 0)) {
      audit.append(
          em,
          new AuditFact(
              "call.settled",
              AuditFact.BROKER,
              Optional.of(new AccountId(row[2].toString())),
              row[1].toString(),
              Map.of("call", id.value(), "outcome", CallOutcome.ABANDONED.wireName())));
    }
  }

  private void insert(EntityManager em, CallIntent intent) {
    GrantView grant = intent.grant();
    em.createNativeQuery(
            "INSERT INTO usage_entry (id, grant_id, account_id, key_id, labels, provider,"
                + " operation, model, state, reserved_at)"
                + " VALUES ( ? , ? , ? , ? , ? , ? , ? , ? , 'RESERVED', ? )")
        .setParameter(1, intent.id().value())
        .setParameter(2, grant.id().value())
        .setParameter(3, grant.account().orElseThrow().value())
        .setParameter(4, grant.key().map(ProviderKeyId::value).orElse(null))
        .setParameter(5, grant.labels().column())
        .setParameter(6, grant.scope().provider().value())
        .setParameter(7, intent.operation())
        .setParameter(8, intent.model().value())
        .setParameter(9, clock.millis())
        .executeUpdate();
  }

  private boolean close(
      EntityManager em, CallId id, String state, CallOutcome outcome, int httpStatus) {
    return 1
        == em.createNativeQuery(
                "UPDATE usage_entry SET state = ? , settled_at = ? , outcome = ? , http_status = ?"
                    + " WHERE id = ? AND state = 'RESERVED'")
            .setParameter(1, state)
            .setParameter(2, clock.millis())
            .setParameter(3, outcome.wireName())
            .setParameter(4, httpStatus)
            .setParameter(5, id.value())
            .executeUpdate();
  }

  private static AuditFact fact(String type, CallIntent intent) {
    GrantView grant = intent.grant();
    return new AuditFact(
        type,
        "app:" + grant.clientId(),
        grant.account(),
        grant.id().value(),
        Map.of(
            "call", intent.id().value(),
            "operation", intent.operation(),
            "model", intent.model().value()));
  }
}
