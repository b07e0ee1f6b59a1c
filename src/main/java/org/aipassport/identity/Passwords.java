package org.aipassport.identity;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import jakarta.persistence.EntityManager;
import java.net.InetAddress;
import java.util.Optional;
import org.aipassport.audit.AuditFact;
import org.aipassport.audit.AuditLog;
import org.aipassport.config.Settings;
import org.aipassport.crypto.PasswordHasher;
import org.aipassport.problems.RefusalException;
import org.aipassport.values.SecretText;
import org.aipassport.values.UserId;

/** Changes passwords. */
@ApplicationScoped
public class Passwords {
  /**
   * Changed.
   *
   * @param begun the session in a new cookie; the old one is worth nothing any more
   * @param device the browser's new cookie as a known one, if it was one
   */
  public record Changed(Sessions.Begun begun, Optional<SecretText> device) {}

  private Settings settings;
  private Confirmation confirmation;
  private PasswordHasher hasher;
  private Sessions sessions;
  private SignInTickets tickets;
  private KnownDevices devices;
  private AuditLog audit;

  @SuppressWarnings("NullAway.Init")
  protected Passwords() {} // for the CDI proxy

  @Inject
  Passwords(
      Settings settings,
      Confirmation confirmation,
      PasswordHasher hasher,
      Sessions sessions,
      SignInTickets tickets,
      KnownDevices devices,
      AuditLog audit) {
    this.settings = settings;
    this.confirmation = confirmation;
    this.hasher = hasher;
    this.sessions = sessions;
    this.tickets = tickets;
    this.devices = devices;
    this.audit = audit;
  }

  /**
   * Changes a person's own password. All their other sessions end, half-finished sign-ins too;
   * every browser of theirs but this one is a stranger again. It is no fresh sign-in: no code of a
   * second factor is asked for.
   *
   * @param device the cookie by which this browser may be known
   * @throws RefusalException CREDENTIALS_INVALID if {@code old} is wrong, TOO_MANY with the time to
   *     wait, INVALID_FIELD if {@code fresh} is not acceptable, FORBIDDEN if {@code
   *     aipassport.local-accounts} is off
   */
  public Changed change(
      Session session,
      SecretText old,
      SecretText fresh,
      InetAddress from,
      Optional<SecretText> device) {
    LocalAccounts.refuseIfOff(settings);
    PasswordHasher.check(fresh, session.caller().username());
    String verified = confirmation.verify(session, old, from);
    if (fresh.equals(old)) {
      throw RefusalException.ofField("password", "must not be the old one");
    }
    String hash = hasher.hash(fresh);
    return confirmation.apply(
        session,
        verified,
        (em, caller) -> {
          Sessions.Begun renewed = sessions.renew(em, session, SignInProof.of(session), from);
          int ended = sessions.endOthers(em, renewed.session());
          boolean known =
              device.flatMap(cookie -> devices.find(em, cookie, caller.id())).isPresent();
          store(em, caller.id(), hash);
          audit.append(
              em,
              AuditFact.of(
                      "password.changed", caller.actor(), caller.account(), caller.id().value())
                  .with("sessions_ended", Integer.toString(ended)));
          return new Changed(
              renewed,
              known
                  ? Optional.of(devices.remember(em, caller.id(), Optional.empty()))
                  : Optional.empty());
        });
  }

  /** Stores another password; what was begun with the old one ends, but for sessions. */
  void store(EntityManager em, UserId person, String hash) {
    em.createNativeQuery("UPDATE person SET password_hash = ? WHERE id = ? ")
        .setParameter(1, hash)
        .setParameter(2, person.value())
        .executeUpdate();
    tickets.forgetAll(em, person);
    devices.forgetAll(em, person);
  }
}
