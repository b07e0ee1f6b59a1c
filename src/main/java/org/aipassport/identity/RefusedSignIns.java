package org.aipassport.identity;

import jakarta.annotation.PreDestroy;
import jakarta.annotation.Priority;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.context.Initialized;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Inject;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.util.EnumMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.aipassport.audit.AuditFact;
import org.aipassport.audit.AuditLog;
import org.aipassport.config.Background;
import org.aipassport.persistence.Transactions;

/**
 * Counts refused sign-ins by their cause and records them as one event a minute: an attacker can
 * neither fill the audit log nor learn from it who exists. A kill loses the counts of one minute.
 */
@ApplicationScoped
class RefusedSignIns {
  private static final Logger LOG = System.getLogger(RefusedSignIns.class.getName());
  private static final Duration PERIOD = Duration.ofMinutes(1);

  /** Why somebody was not signed in. */
  enum Cause {
    UNKNOWN_PERSON,
    WRONG_PASSWORD,
    DISABLED,
    WRONG_CODE,
    WRONG_SECRET,
    TOO_MANY,
    /** Refused because of what an identity provider said. */
    OIDC
  }

  private Transactions transactions;
  private AuditLog audit;
  private Background background;

  /** Guarded by this. */
  private final Map<Cause, Long> counts = new EnumMap<>(Cause.class);

  @SuppressWarnings("NullAway.Init")
  protected RefusedSignIns() {} // for the CDI proxy

  @Inject
  RefusedSignIns(Transactions transactions, AuditLog audit, Background background) {
    this.transactions = transactions;
    this.audit = audit;
    this.background = background;
  }

  void atStart(@Observes @Priority(700) @Initialized(ApplicationScoped.class) Object event) {
    background.every(PERIOD, "record refused sign-ins", this::record);
  }

  synchronized void count(Cause cause) {
    counts.merge(cause, 1L, Long::sum);
  }

  @PreDestroy
  void atEnd() {
    try {
      record();
    } catch (RuntimeException e) { // the database may be gone already
      LOG.log(Level.INFO, "refused sign-ins of the last minute are not recorded: {0}", e);
    }
  }

  /** Writes down what was counted since the last time; if it cannot, it stays counted. */
  void record() {
    Map<Cause, Long> counted = take();
    if (counted.isEmpty()) {
      return;
    }
    boolean recorded = false;
    try {
      transactions.run(em -> audit.append(em, fact(counted)));
      recorded = true;
    } finally {
      if (!recorded) {
        putBack(counted);
      }
    }
  }

  private synchronized Map<Cause, Long> take() {
    Map<Cause, Long> counted = Map.copyOf(counts);
    counts.clear();
    return counted;
  }

  private synchronized void putBack(Map<Cause, Long> counted) {
    counted.forEach((cause, count) -> counts.merge(cause, count, Long::sum));
  }

  private static AuditFact fact(Map<Cause, Long> counted) {
    Map<String, String> details = new TreeMap<>();
    counted.forEach(
        (cause, count) -> details.put(cause.name().toLowerCase(Locale.ROOT), count.toString()));
    return new AuditFact("sign_in.refused", AuditFact.BROKER, Optional.empty(), "sign-in", details);
  }
}
