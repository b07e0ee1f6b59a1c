package org.aipassport.audit;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import jakarta.persistence.EntityManager;
import java.time.Clock;

/** Writes events in the caller's transaction: no record, no action. It cannot be switched off. */
@ApplicationScoped
public class AuditLog {
  private Clock clock;

  @SuppressWarnings("NullAway.Init")
  protected AuditLog() {} // for the CDI proxy

  @Inject
  AuditLog(Clock clock) {
    this.clock = clock;
  }

  /** Adds one event; it becomes durable with the caller's transaction or not at all. */
  public void append(EntityManager em, AuditFact fact) {
    em.persist(new AuditEvent(fact, clock.instant()));
  }
}
