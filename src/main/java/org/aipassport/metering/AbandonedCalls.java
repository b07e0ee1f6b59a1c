package org.aipassport.metering;

import jakarta.annotation.Priority;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.context.Initialized;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Inject;
import jakarta.persistence.EntityManager;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.aipassport.audit.AuditFact;
import org.aipassport.audit.AuditLog;
import org.aipassport.config.Background;
import org.aipassport.config.ProviderSettings;
import org.aipassport.config.Settings;
import org.aipassport.persistence.Transactions;
import org.aipassport.problems.RefusalException;
import org.aipassport.values.NanoUsd;

/** Finds the calls that a crash left without an outcome: what was sent is charged in full. */
@ApplicationScoped
public class AbandonedCalls {
  private static final Duration SWEEP = Duration.ofSeconds(15);
  private static final Duration GRACE = Duration.ofMinutes(5);
  private static final int MOST_PER_SWEEP = 500;

  private Settings settings;
  private Transactions transactions;
  private UsageEntries entries;
  private CallEnds ends;
  private AuditLog audit;
  private Background background;
  private Clock clock;

  @SuppressWarnings("NullAway.Init")
  protected AbandonedCalls() {} // for the CDI proxy

  @Inject
  AbandonedCalls(
      Settings settings,
      Transactions transactions,
      UsageEntries entries,
      CallEnds ends,
      AuditLog audit,
      Background background,
      Clock clock) {
    this.settings = settings;
    this.transactions = transactions;
    this.entries = entries;
    this.ends = ends;
    this.audit = audit;
    this.background = background;
    this.clock = clock;
  }

  void atStart(@Observes @Priority(700) @Initialized(ApplicationScoped.class) Object event) {
    background.every(SWEEP, "settle abandoned calls", this::settle);
  }

  /**
   * Closes calls whose broker died before their outcome, and those that are older than any call can
   * be. What was certainly not sent is given back, all else is charged in full.
   */
  void settle() {
    Duration longest =
        settings.providers().stream()
            .map(ProviderSettings::deadlines)
            .map(deadlines -> deadlines.total())
            .max(Duration::compareTo)
            .orElse(Duration.ZERO);
    Instant before = clock.instant().minus(longest).minus(GRACE);
    List<UsageEntries.Open> found =
        transactions.call(em -> entries.abandoned(em, before, MOST_PER_SWEEP));
    Optional<RuntimeException> fault = Optional.empty();
    for (UsageEntries.Open call : found) { // together they would hold many rows, in no order
      try {
        transactions.run(em -> abandon(em, call));
      } catch (RefusalException busy) { // so it is for all of them
        throw busy;
      } catch (RuntimeException e) { // one that cannot be closed must not keep the others open
        fault = Optional.of(fault.orElse(e));
      }
    }
    fault.ifPresent(
        e -> {
          throw e;
        });
  }

  private void abandon(EntityManager em, UsageEntries.Open call) {
    NanoUsd reserved = call.reserved();
    CallOutcome outcome =
        reserved.nanos() > 0 && !call.dispatched() ? CallOutcome.NOT_SENT : CallOutcome.ABANDONED;
    NanoUsd cost = outcome == CallOutcome.NOT_SENT ? NanoUsd.ZERO : reserved;
    var closing =
        new UsageEntries.Closing(
            outcome, 0, call.priced() ? Optional.of(cost) : Optional.empty(), Charge.UNKNOWN);
    var kept = new CallEnds.Kept(call.id(), call.grant(), reserved, call.taken());
    if (!ends.end(em, kept, closing)) {
      return;
    }
    audit.append(
        em,
        new AuditFact(
            "call.settled",
            AuditFact.BROKER,
            Optional.of(call.account()),
            call.grant().value(),
            Map.of(
                "call",
                call.id().value(),
                "outcome",
                outcome.wireName(),
                "cost_usd",
                cost.decimal())));
  }
}
