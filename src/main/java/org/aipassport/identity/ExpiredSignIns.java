package org.aipassport.identity;

import jakarta.annotation.Priority;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.context.Initialized;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Inject;
import java.time.Duration;
import org.aipassport.config.Background;
import org.aipassport.persistence.Transactions;

/**
 * Deletes what has ended by itself: sessions, tickets, known browsers, old attempts, sign-ins that
 * were begun at the identity provider, its logout tokens, invitations.
 */
@ApplicationScoped
class ExpiredSignIns {
  private static final Duration SWEEP = Duration.ofMinutes(5);

  private Transactions transactions;
  private Sessions sessions;
  private SignInTickets tickets;
  private KnownDevices devices;
  private Attempts attempts;
  private OidcAttempts oidcAttempts;
  private HeededLogouts heededLogouts;
  private Invitations invitations;
  private Background background;

  @SuppressWarnings("NullAway.Init")
  protected ExpiredSignIns() {} // for the CDI proxy

  @Inject
  ExpiredSignIns(
      Transactions transactions,
      Sessions sessions,
      SignInTickets tickets,
      KnownDevices devices,
      Attempts attempts,
      OidcAttempts oidcAttempts,
      HeededLogouts heededLogouts,
      Invitations invitations,
      Background background) {
    this.transactions = transactions;
    this.sessions = sessions;
    this.tickets = tickets;
    this.devices = devices;
    this.attempts = attempts;
    this.oidcAttempts = oidcAttempts;
    this.heededLogouts = heededLogouts;
    this.invitations = invitations;
    this.background = background;
  }

  void atStart(@Observes @Priority(700) @Initialized(ApplicationScoped.class) Object event) {
    background.every(SWEEP, "sweep ended sign-ins", this::sweep);
  }

  void sweep() {
    transactions.run(sessions::sweep);
    transactions.run(tickets::sweep);
    transactions.run(devices::sweep);
    transactions.run(attempts::sweep);
    transactions.run(oidcAttempts::sweep);
    transactions.run(heededLogouts::sweep);
    transactions.run(invitations::sweep);
  }
}
