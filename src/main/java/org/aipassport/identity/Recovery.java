package org.aipassport.identity;

import jakarta.annotation.Priority;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.context.Initialized;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Inject;
import jakarta.persistence.EntityManager;
import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.locks.Lock;
import java.util.concurrent.locks.ReentrantLock;
import org.aipassport.audit.AuditFact;
import org.aipassport.audit.AuditLog;
import org.aipassport.config.Background;
import org.aipassport.config.Settings;
import org.aipassport.config.StartupNotice;
import org.aipassport.crypto.OpaqueSecrets;
import org.aipassport.crypto.PasswordHasher;
import org.aipassport.crypto.PrivateFiles;
import org.aipassport.persistence.Transactions;
import org.aipassport.problems.Refusal;
import org.aipassport.problems.RefusalException;
import org.aipassport.values.SecretText;
import org.jspecify.annotations.Nullable;

/**
 * The way back in when the last administrator or the identity provider is lost. Whoever runs the
 * machine writes a username into the file {@code recover} in the data directory; within seconds the
 * broker deletes it and puts a secret into {@code recover-secret} beside it, private, good for one
 * use within 30 minutes. With it that person gets a new password and is an enabled operator without
 * second factor, signed in at once, even where {@code aipassport.local-accounts} is off.
 */
@ApplicationScoped
public class Recovery {
  private static final Logger LOG = System.getLogger(Recovery.class.getName());
  private static final Duration LOOK = Duration.ofSeconds(5);
  private static final Duration LIFETIME = Duration.ofMinutes(30);
  private static final String PREFIX = "aip_recover_";

  /** What one secret opens, and until when. */
  private record Offer(SecretText secret, String username, Instant validUntil) {}

  private Settings settings;
  private Transactions transactions;
  private People people;
  private Operators operators;
  private Passwords passwords;
  private SecondFactors secondFactors;
  private Sessions sessions;
  private PersonalTokens tokens;
  private Attempts attempts;
  private RefusedSignIns refused;
  private PasswordHasher hasher;
  private AuditLog audit;
  private StartupNotice notice;
  private Background background;
  private Clock clock;

  private volatile @Nullable Offer offer;
  private volatile String complaint = "";
  private final Lock turn = new ReentrantLock();

  @SuppressWarnings("NullAway.Init")
  protected Recovery() {} // for the CDI proxy

  @Inject
  Recovery(
      Settings settings,
      Transactions transactions,
      People people,
      Operators operators,
      Passwords passwords,
      SecondFactors secondFactors,
      Sessions sessions,
      PersonalTokens tokens,
      Attempts attempts,
      RefusedSignIns refused,
      PasswordHasher hasher,
      AuditLog audit,
      StartupNotice notice,
      Background background,
      Clock clock) {
    this.settings = settings;
    this.transactions = transactions;
    this.people = people;
    this.operators = operators;
    this.passwords = passwords;
    this.secondFactors = secondFactors;
    this.sessions = sessions;
    this.tokens = tokens;
    this.attempts = attempts;
    this.refused = refused;
    this.hasher = hasher;
    this.audit = audit;
    this.notice = notice;
    this.background = background;
    this.clock = clock;
  }

  void atStart(@Observes @Priority(700) @Initialized(ApplicationScoped.class) Object event) {
    forget(); // of a process that is gone
    look();
    background.every(LOOK, "look for the file recover", this::look);
  }

  /** Offers a recovery if somebody asks for one; ends an offer that nobody took. */
  void look() {
    Offer held = offer;
    if (held != null && !clock.instant().isBefore(held.validUntil())) {
      forget();
    }
    RecoverFile file = new RecoverFile(settings.dataDir());
    if (!file.isThere()) {
      complaint = "";
      return;
    }
    try {
      offer(file.take());
      complaint = "";
    } catch (IOException e) {
      complain(e.toString());
    } catch (RuntimeException e) { // the broker must start all the same
      LOG.log(Level.ERROR, "The recovery failed; write the file recover again", e);
    }
  }

  /** Once for each reason, not every five seconds. */
  private void complain(String why) {
    if (!complaint.equals(why)) {
      complaint = why;
      LOG.log(Level.ERROR, "The file recover is not heeded: {0}", why);
    }
  }

  private void offer(String username) {
    Optional<Person> person =
        Usernames.hasForm(username)
            ? transactions.call(em -> people.find(em, username))
            : Optional.empty();
    if (person.isEmpty()) {
      LOG.log(
          Level.ERROR,
          "The file recover names nobody who has an account here; it must hold a username on its"
              + " first line. It has been deleted.");
      return;
    }
    Caller found = person.get().toCaller();
    SecretText secret = OpaqueSecrets.next(PREFIX);
    transactions.run(
        em ->
            audit.append(
                em,
                AuditFact.of(
                    "recovery.offered", AuditFact.BROKER, found.account(), found.id().value())));
    PrivateFiles.writeAtomically(
        secretFile(), (secret.reveal() + "\n").getBytes(StandardCharsets.UTF_8));
    Instant until = clock.instant().plus(LIFETIME);
    offer = new Offer(secret, found.username(), until);
    notice.say(
        "Recovery of "
            + found.username()
            + ": open "
            + settings.publicUrl()
            + "/ui/recover and give the secret in "
            + secretFile()
            + " (valid until "
            + until
            + ", once)");
  }

  /**
   * Gives the person a new password and signs them in, as an enabled operator without second
   * factor. Everything they were signed in with ends, their personal tokens too: whoever had taken
   * the account has nothing to come back with.
   *
   * @param secret what {@code recover-secret} holds
   * @param from from where, and what the browser calls itself: {@code agent}
   * @throws RefusalException CREDENTIALS_INVALID if the secret is wrong, used or expired, or is for
   *     somebody else; TOO_MANY with the time to wait; INVALID_FIELD for a bad password
   */
  public Sessions.Begun redeem(
      SecretText secret, String username, SecretText newPassword, InetAddress from, String agent) {
    List<Bucket> buckets = List.of(Bucket.of(from));
    attempts.take(buckets);
    refuseUnlessOffered(secret, username, from);
    PasswordHasher.check(newPassword, username);
    turn.lock();
    try {
      refuseUnlessOffered(secret, username, from);
      String hash = hasher.hash(newPassword);
      Sessions.Begun begun =
          transactions.call(em -> recover(em, username, hash, buckets, from, agent));
      forget();
      return begun;
    } finally {
      turn.unlock();
    }
  }

  private void refuseUnlessOffered(SecretText secret, String username, InetAddress from) {
    Offer held = offer;
    boolean right =
        held != null
            && held.secret().equals(secret)
            && Person.key(held.username()).equals(Person.key(username))
            && clock.instant().isBefore(held.validUntil());
    if (!right) {
      refused.count(RefusedSignIns.Cause.WRONG_SECRET);
      LOG.log(Level.WARNING, "refused an attempt to recover an account from {0}", from);
      throw new RefusalException(
          Refusal.CREDENTIALS_INVALID,
          "The recovery secret is wrong, was used, has expired, or is for another person.");
    }
  }

  private Sessions.Begun recover(
      EntityManager em,
      String username,
      String hash,
      List<Bucket> buckets,
      InetAddress from,
      String agent) {
    operators.lock(em);
    Person person =
        people
            .find(em, username)
            .flatMap(found -> people.lock(em, found.id()))
            .orElseThrow(() -> new IllegalStateException("nobody is ever deleted"));
    Caller before = person.toCaller();
    Set<Role> roles = EnumSet.of(Role.OPERATOR);
    roles.addAll(before.roles());
    int ended = sessions.endAll(em, before.id());
    int revoked = tokens.revokeAll(em, before.id());
    secondFactors.removeAll(em, before.id());
    passwords.store(em, before.id(), hash);
    operators.assign(em, person, roles, before.actor(), before.account());
    em.createNativeQuery("UPDATE person SET disabled_at = NULL WHERE id = ? ")
        .setParameter(1, before.id().value())
        .executeUpdate();
    attempts.forgive(em, buckets);
    attempts.forgiveAll(em, before);
    audit.append(
        em,
        AuditFact.of("recovery.used", before.actor(), before.account(), before.id().value())
            .with("roles_before", Role.column(before.roles()))
            .with("was_disabled", Boolean.toString(!person.isEnabled()))
            .with("sessions_ended", Integer.toString(ended))
            .with("tokens_revoked", Integer.toString(revoked)));
    return sessions.begin(
        em, before, SignInProof.justNow(SignInMethod.PASSWORD), from.getHostAddress(), agent);
  }

  private void forget() {
    offer = null;
    try {
      Files.deleteIfExists(secretFile());
    } catch (IOException e) {
      LOG.log(Level.WARNING, "the recovery secret could not be deleted: " + secretFile(), e);
    }
  }

  private Path secretFile() {
    return settings.dataDir().resolve("recover-secret");
  }
}
