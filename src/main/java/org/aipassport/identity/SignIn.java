package org.aipassport.identity;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import jakarta.persistence.EntityManager;
import java.net.InetAddress;
import java.util.List;
import java.util.Optional;
import org.aipassport.config.Settings;
import org.aipassport.crypto.PasswordHasher;
import org.aipassport.persistence.Transactions;
import org.aipassport.problems.Refusal;
import org.aipassport.problems.RefusalException;
import org.aipassport.values.SecretText;
import org.aipassport.values.UserId;

/**
 * Sign-in with a password of the broker's own. Whatever is wrong, the answer is the same and took
 * the same work: whether a username exists, is disabled or has no password cannot be told.
 */
@ApplicationScoped
public class SignIn {
  /**
   * What a sign-in page sends.
   *
   * @param agent what the browser calls itself
   * @param device the cookie of {@link Done#device} of an earlier sign-in
   */
  public record Attempt(
      String username,
      SecretText password,
      InetAddress from,
      String agent,
      Optional<SecretText> device) {}

  /** What the right password leads to. */
  public sealed interface Outcome permits Done, SecondFactorNeeded {}

  /**
   * Signed in.
   *
   * @param device the browser's new cookie as a known one: 90 days, for the sign-in page only
   */
  public record Done(Sessions.Begun begun, SecretText device) implements Outcome {}

  /**
   * The password was right and is not enough.
   *
   * @param ticket for {@link #withSecondFactor}: 5 minutes, one sign-in
   */
  public record SecondFactorNeeded(SecretText ticket) implements Outcome {}

  /** What is known about an attempt before it is counted. */
  private record Known(Optional<Person> person, Optional<String> device, List<Bucket> buckets) {
    String hash() {
      return person.map(Person::passwordHash).orElse("");
    }
  }

  private Settings settings;
  private Transactions transactions;
  private People people;
  private PasswordHasher hasher;
  private CodeCheck codes;
  private Attempts attempts;
  private RefusedSignIns refused;
  private KnownDevices devices;
  private SignInTickets tickets;
  private Sessions sessions;
  private Confirmation confirmation;

  @SuppressWarnings("NullAway.Init")
  protected SignIn() {} // for the CDI proxy

  @Inject
  SignIn(
      Settings settings,
      Transactions transactions,
      People people,
      PasswordHasher hasher,
      CodeCheck codes,
      Attempts attempts,
      RefusedSignIns refused,
      KnownDevices devices,
      SignInTickets tickets,
      Sessions sessions,
      Confirmation confirmation) {
    this.settings = settings;
    this.transactions = transactions;
    this.people = people;
    this.hasher = hasher;
    this.codes = codes;
    this.attempts = attempts;
    this.refused = refused;
    this.devices = devices;
    this.tickets = tickets;
    this.sessions = sessions;
    this.confirmation = confirmation;
  }

  /**
   * Signs somebody in, or asks for their second factor.
   *
   * @throws RefusalException CREDENTIALS_INVALID whatever is wrong, TOO_MANY with the time to wait,
   *     FORBIDDEN if {@code aipassport.local-accounts} is off
   */
  public Outcome withPassword(Attempt attempt) {
    LocalAccounts.refuseIfOff(settings);
    Known known = transactions.call(em -> look(em, attempt));
    attempts.take(known.buckets());
    boolean right = hasher.verify(attempt.password(), known.hash());
    Person person = known.person().filter(p -> right && p.isEnabled()).orElse(null);
    if (person == null) {
      refused.count(cause(known));
      throw invalid();
    }
    return transactions.call(em -> proceed(em, attempt, person, known));
  }

  private Known look(EntityManager em, Attempt attempt) {
    Optional<Person> person =
        Usernames.hasForm(attempt.username())
            ? people.find(em, attempt.username())
            : Optional.empty();
    Optional<String> device =
        person.flatMap(p -> attempt.device().flatMap(d -> devices.find(em, d, p.id())));
    List<Bucket> buckets =
        device
            .map(id -> List.of(new Bucket(Bucket.Kind.DEVICE, id)))
            .orElseGet(
                () ->
                    List.of(
                        Bucket.of(attempt.from()),
                        new Bucket(Bucket.Kind.ACCOUNT, Person.key(attempt.username()))));
    return new Known(person, device, buckets);
  }

  private Outcome proceed(EntityManager em, Attempt attempt, Person person, Known known) {
    Caller caller = people.lockEnabled(em, person.id(), known.hash()).orElseThrow(SignIn::invalid);
    if (codes.isActive(em, caller.id())) { // the attempt stays counted until the code is right too
      return new SecondFactorNeeded(tickets.issue(em, caller.id(), known.device()));
    }
    attempts.forgive(em, known.buckets());
    return done(em, caller, known.device(), attempt.from(), attempt.agent());
  }

  /**
   * Completes a sign-in that needs a second factor.
   *
   * @param code of the authenticator app (RFC 6238), or a recovery code
   * @throws RefusalException NOT_FOUND if the ticket is unknown, used or older than 5 minutes;
   *     CREDENTIALS_INVALID for a wrong code or one that was used, TOO_MANY with the time to wait
   */
  public Done withSecondFactor(SecretText ticket, String code, InetAddress from, String agent) {
    LocalAccounts.refuseIfOff(settings);
    Optional<SignInTickets.Ticket> held = transactions.call(em -> tickets.find(em, ticket));
    List<Bucket> buckets = held.map(t -> ofCode(t, from)).orElseGet(() -> List.of(Bucket.of(from)));
    attempts.take(buckets);
    if (held.isEmpty()) {
      refused.count(RefusedSignIns.Cause.WRONG_SECRET);
      throw beginAgain();
    }
    return transactions.call(em -> complete(em, held.get(), code, buckets, from, agent));
  }

  private Done complete(
      EntityManager em,
      SignInTickets.Ticket ticket,
      String code,
      List<Bucket> buckets,
      InetAddress from,
      String agent) {
    Caller caller = people.lockEnabled(em, ticket.person()).orElseThrow(SignIn::beginAgain);
    if (!codes.accept(em, caller, code)) {
      refused.count(RefusedSignIns.Cause.WRONG_CODE);
      throw new RefusalException(
          Refusal.CREDENTIALS_INVALID, "The code is wrong or was used before.");
    }
    if (!tickets.use(em, ticket)) {
      throw beginAgain(); // and the code is not used up
    }
    attempts.forgive(em, buckets);
    forgivePassword(em, ticket, caller);
    return done(em, caller, ticket.device(), from, agent);
  }

  private void forgivePassword(EntityManager em, SignInTickets.Ticket ticket, Caller caller) {
    attempts.forgive(
        em,
        List.of(
            ticket
                .device()
                .map(id -> new Bucket(Bucket.Kind.DEVICE, id))
                .orElseGet(() -> new Bucket(Bucket.Kind.ACCOUNT, Person.key(caller.username())))));
  }

  /**
   * Asks a signed-in person for their password, and for a code if they have a second factor, before
   * something sensitive.
   *
   * @return the session in a new cookie; the old one is worth nothing any more
   * @throws RefusalException CREDENTIALS_INVALID, TOO_MANY with the time to wait, INVALID_FIELD for
   *     {@code code} if one is needed
   */
  public Sessions.Begun again(
      Session session, SecretText password, Optional<String> code, InetAddress from) {
    return confirmation.fully(
        session,
        password,
        code,
        from,
        (em, caller) -> sessions.renew(em, session, SignInProof.justNow(session.method()), from));
  }

  private Done done(
      EntityManager em, Caller caller, Optional<String> device, InetAddress from, String agent) {
    Sessions.Begun begun =
        sessions.begin(
            em, caller, SignInProof.justNow(SignInMethod.PASSWORD), from.getHostAddress(), agent);
    return new Done(begun, devices.remember(em, caller.id(), device));
  }

  private static List<Bucket> ofCode(SignInTickets.Ticket ticket, InetAddress from) {
    UserId person = ticket.person();
    return ticket
        .device()
        .map(id -> List.of(new Bucket(Bucket.Kind.DEVICE_CODE, id)))
        .orElseGet(() -> List.of(Bucket.of(from), Bucket.of(Bucket.Kind.CODE, person)));
  }

  private static RefusedSignIns.Cause cause(Known known) {
    if (known.person().isEmpty()) {
      return RefusedSignIns.Cause.UNKNOWN_PERSON;
    }
    return known.person().get().isEnabled()
        ? RefusedSignIns.Cause.WRONG_PASSWORD
        : RefusedSignIns.Cause.DISABLED;
  }

  private static RefusalException invalid() {
    return new RefusalException(
        Refusal.CREDENTIALS_INVALID, "The username or the password is not right.");
  }

  private static RefusalException beginAgain() {
    return new RefusalException(
        Refusal.NOT_FOUND, "This sign-in took too long or was used already; begin again.");
  }
}
