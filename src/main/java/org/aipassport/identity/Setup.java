package org.aipassport.identity;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Event;
import jakarta.inject.Inject;
import jakarta.persistence.EntityManager;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.net.InetAddress;
import java.time.Clock;
import java.time.Instant;
import java.util.EnumSet;
import java.util.Optional;
import java.util.concurrent.locks.Lock;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.BiFunction;
import org.aipassport.audit.AuditFact;
import org.aipassport.audit.AuditLog;
import org.aipassport.config.Settings;
import org.aipassport.crypto.PasswordHasher;
import org.aipassport.persistence.DuplicateRowException;
import org.aipassport.persistence.Transactions;
import org.aipassport.problems.Refusal;
import org.aipassport.problems.RefusalException;
import org.aipassport.values.SecretText;

/** Makes the first account, exactly once, for whoever can read the setup secret. */
@ApplicationScoped
public class Setup {
  private static final Logger LOG = System.getLogger(Setup.class.getName());

  /** The first account and its token, the only time that the token is seen. */
  public record Claimed(Caller owner, SecretText personalAccessToken) {}

  /** Tells the rest of the broker who its first owner is, in the claim's transaction. */
  public record FirstOwner(EntityManager em, Caller owner) {}

  private Settings settings;
  private Transactions transactions;
  private AuditLog audit;
  private PasswordHasher hasher;
  private PersonalTokens tokens;
  private Sessions sessions;
  private People people;
  private SetupSecret setupSecret;
  private Event<FirstOwner> firstOwner;
  private Clock clock;

  /** Claims that race would each spend a hash, only to find that another was first. */
  private final Lock turn = new ReentrantLock();

  private volatile boolean claimed;

  @SuppressWarnings("NullAway.Init")
  protected Setup() {} // for the CDI proxy

  @Inject
  Setup(
      Settings settings,
      Transactions transactions,
      AuditLog audit,
      PasswordHasher hasher,
      PersonalTokens tokens,
      Sessions sessions,
      People people,
      SetupSecret setupSecret,
      Event<FirstOwner> firstOwner,
      Clock clock) {
    this.settings = settings;
    this.transactions = transactions;
    this.audit = audit;
    this.hasher = hasher;
    this.tokens = tokens;
    this.sessions = sessions;
    this.people = people;
    this.setupSecret = setupSecret;
    this.firstOwner = firstOwner;
    this.clock = clock;
  }

  /** Whether somebody has claimed the broker; once so, always so. */
  public boolean isClaimed() {
    if (!claimed) {
      claimed = transactions.call(em -> people.first(em).isPresent());
    }
    return claimed;
  }

  /**
   * Claims the broker for a script: an account that is owner and operator, and a personal access
   * token.
   *
   * @param from the caller's address; must be in {@code aipassport.setup.allow-from}
   * @throws RefusalException NOT_FOUND once claimed, FORBIDDEN for a wrong or expired secret or
   *     another address, INVALID_FIELD for a bad username or password
   */
  public Claimed claim(InetAddress from, SecretText secret, String username, SecretText password) {
    return claim(
        from,
        secret,
        username,
        password,
        (em, owner) -> new Claimed(owner, tokens.issue(em, owner, "setup").token()));
  }

  /**
   * Claims the broker in a browser: the account as for a script, and a session instead of a token.
   *
   * @throws RefusalException as for a script
   */
  public Sessions.Begun claimInBrowser(
      InetAddress from, SecretText secret, String username, SecretText password, String agent) {
    return claim(
        from,
        secret,
        username,
        password,
        (em, owner) ->
            sessions.begin(
                em,
                owner,
                SignInProof.justNow(SignInMethod.PASSWORD),
                from.getHostAddress(),
                agent));
  }

  private <T> T claim(
      InetAddress from,
      SecretText secret,
      String username,
      SecretText password,
      BiFunction<EntityManager, Caller, T> then) {
    refuseUnlessOpen(from, secret);
    Usernames.check(username);
    PasswordHasher.check(password, username);
    turn.lock();
    try {
      refuseUnlessOpen(from, secret);
      String hash = hasher.hash(password);
      T result = transactions.call(em -> then.apply(em, claim(em, username, hash)));
      setupSecret.forget();
      return result;
    } catch (DuplicateRowException e) { // another instance was first
      throw claimedAlready();
    } finally {
      turn.unlock();
    }
  }

  private void refuseUnlessOpen(InetAddress from, SecretText secret) {
    if (transactions.call(em -> people.first(em).isPresent())) {
      throw claimedAlready();
    }
    boolean allowed = settings.setupAllowFrom().stream().anyMatch(cidr -> cidr.contains(from));
    if (!allowed || !setupSecret.accepts(secret)) {
      if (transactions.call(em -> people.first(em).isPresent())) {
        throw claimedAlready(); // by somebody who was first since the question above
      }
      LOG.log(Level.WARNING, "refused an attempt to set the broker up from {0}", from);
      throw new RefusalException(
          Refusal.FORBIDDEN,
          "The setup secret is wrong or has expired (a restart makes a new one), or setup is not"
              + " allowed from this address.");
    }
  }

  private Caller claim(EntityManager em, String username, String passwordHash) {
    Instant now = clock.instant();
    Caller owner =
        people
            .add(
                em,
                username,
                Optional.empty(),
                passwordHash,
                EnumSet.of(Role.OWNER, Role.OPERATOR),
                now)
            .toCaller();
    em.createNativeQuery("INSERT INTO setup_claim (id, person_id, claimed_at) VALUES (1, ? , ? )")
        .setParameter(1, owner.id().value())
        .setParameter(2, now.toEpochMilli())
        .executeUpdate();
    audit.append(
        em, AuditFact.of("broker.claimed", owner.actor(), owner.account(), owner.id().value()));
    firstOwner.fire(new FirstOwner(em, owner));
    return owner;
  }

  private static RefusalException claimedAlready() {
    return new RefusalException(Refusal.NOT_FOUND, "This broker has its first owner already.");
  }
}
