package org.aipassport.metering;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import org.aipassport.audit.AuditFact;
import org.aipassport.audit.AuditLog;
import org.aipassport.grants.Allowance;
import org.aipassport.persistence.Transactions;
import org.aipassport.problems.RefusalException;
import org.aipassport.values.GrantId;

/**
 * The record of counts that the broker asks providers for: committed before one is asked. A grant
 * has ten a minute at each broker, because the key's owner has rate limits for them, too.
 */
@ApplicationScoped
public class CountIntents {
  static final int MOST_A_MINUTE = 10;

  private static final int MOST_GRANTS = 10_000;

  private final Cache<GrantId, AtomicInteger> counts =
      Caffeine.newBuilder()
          .maximumSize(MOST_GRANTS)
          .expireAfterWrite(Duration.ofMinutes(1))
          .build();

  private Transactions transactions;
  private Allowance allowance;
  private Shortfalls shortfalls;
  private AuditLog audit;

  @SuppressWarnings("NullAway.Init")
  protected CountIntents() {} // for the CDI proxy

  @Inject
  CountIntents(
      Transactions transactions, Allowance allowance, Shortfalls shortfalls, AuditLog audit) {
    this.transactions = transactions;
    this.allowance = allowance;
    this.shortfalls = shortfalls;
    this.audit = audit;
  }

  /**
   * Puts on record that the provider is asked to count what goes in with a call.
   *
   * @param operation the one that counts
   * @param least what the call would cost if nothing went in
   * @param always also if there is too little money even for that
   * @return false, and nothing is on record, if a count cannot help or the grant has had too many
   * @throws RefusalException CREDENTIALS_INVALID or REQUESTS_EXHAUSTED if the call would be refused
   *     whatever it costs, UNAVAILABLE
   */
  public boolean record(CallIntent intent, String operation, Quote least, boolean always) {
    return transactions.call(
        em -> {
          allowance.requireInForce(em, intent.grant());
          boolean helps = always || shortfalls.isCovered(em, intent, least);
          if (!helps || !isFewEnough(intent.grant().id())) {
            return false;
          }
          audit.append(
              em,
              new AuditFact(
                  "call.counted",
                  "app:" + intent.grant().clientId(),
                  intent.grant().account(),
                  intent.grant().id().value(),
                  Map.of(
                      "call", intent.id().value(),
                      "operation", operation,
                      "model", intent.model().value())));
          return true;
        });
  }

  private boolean isFewEnough(GrantId grant) {
    return counts.get(grant, id -> new AtomicInteger()).incrementAndGet() <= MOST_A_MINUTE;
  }
}
