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
import java.util.regex.Pattern;
import org.aipassport.audit.AuditFact;
import org.aipassport.audit.AuditLog;
import org.aipassport.config.Settings;
import org.aipassport.crypto.PasswordHasher;
import org.aipassport.persistence.DuplicateRowException;
import org.aipassport.persistence.Transactions;
import org.aipassport.problems.Refusal;
import org.aipassport.problems.RefusalException;
import org.aipassport.values.AccountId;
import org.aipassport.values.Ids;
import org.aipassport.values.SecretText;
import org.aipassport.values.UserId;

/** Makes the first account, exactly once, for whoever can read the setup secret. */
@ApplicationScoped
public class Setup {
  private static final Logger LOG = System.getLogger(Setup.class.getName());
  private static final Pattern USERNAME = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._@-]{0,63}");

  /** The first account and its token, the only time that the token is seen. */
  public record Claimed(Caller owner, SecretText personalAccessToken) {}

  /** Tells the rest of the broker who its first owner is, in the claim's transaction. */
  public record FirstOwner(EntityManager em, Caller owner) {}

  private Settings settings;
  private Transactions transactions;
  private AuditLog audit;
  private PasswordHasher hasher;
  private PersonalTokens tokens;
  private People people;
  private SetupSecret setupSecret;
  private Event<FirstOwner> firstOwner;
  private Clock clock;

  /** Claims that race would each spend a hash, only to find that another was first. */
  private final Lock turn = new ReentrantLock();

  @SuppressWarnings("NullAway.Init")
  protected Setup() {} // for the CDI proxy

  @Inject
  Setup(
      Settings settings,
      Transactions transactions,
      AuditLog audit,
      PasswordHasher hasher,
      PersonalTokens tokens,
      People people,
      SetupSecret setupSecret,
      Event<FirstOwner> firstOwner,
      Clock clock) {
    this.settings = settings;
    this.transactions = transactions;
    this.audit = audit;
    this.hasher = hasher;
    this.tokens = tokens;
    this.people = people;
    this.setupSecret = setupSecret;
    this.firstOwner = firstOwner;
    this.clock = clock;
  }

  /**
   * Claims the broker: an account that is owner and operator, and a personal access token.
   *
   * @param from the caller's address; must be in {@code aipassport.setup.allow-from}
   * @throws RefusalException NOT_FOUND once claimed, FORBIDDEN for a wrong or expired secret or
   *     another address, INVALID_FIELD for a bad username or password
   */
  public Claimed claim(InetAddress from, SecretText secret, String username, SecretText password) {
    refuseUnlessOpen(from, secret);
    if (!USERNAME.matcher(username).matches()) {
      throw RefusalException.ofField(
          "username", "must be 1 to 64 of A-Z a-z 0-9 . _ @ - and begin with a letter or digit");
    }
    PasswordHasher.check(password, username);
    turn.lock();
    try {
      refuseUnlessOpen(from, secret);
      return claim(username, hasher.hash(password));
    } finally {
      turn.unlock();
    }
  }

  private Claimed claim(String username, String hash) {
    try {
      Claimed claimed = transactions.call(em -> claim(em, username, hash));
      setupSecret.forget();
      return claimed;
    } catch (DuplicateRowException e) { // another instance was first
      throw claimedAlready();
    }
  }

  private void refuseUnlessOpen(InetAddress from, SecretText secret) {
    if (transactions.call(em -> people.first(em).isPresent())) {
      throw claimedAlready();
    }
    boolean allowed = settings.setupAllowFrom().stream().anyMatch(cidr -> cidr.contains(from));
    if (!allowed || !setupSecret.accepts(secret)) {
      LOG.log(Level.WARNING, "refused an attempt to set the broker up from {0}", from);
      throw new RefusalException(
          Refusal.FORBIDDEN,
          "The setup secret is wrong or has expired (a restart makes a new one), or setup is not"
              + " allowed from this address.");
    }
  }

  private Claimed claim(EntityManager em, String username, String passwordHash) {
    Instant now = clock.instant();
    AccountId account = new AccountId(Ids.next());
    UserId id = new UserId(Ids.next());
    em.persist(new Account(account, now));
    em.flush();
    Person person =
        new Person(id, account, username, passwordHash, EnumSet.of(Role.OWNER, Role.OPERATOR), now);
    em.persist(person);
    em.flush();
    em.createNativeQuery("INSERT INTO setup_claim (id, person_id, claimed_at) VALUES (1, ? , ? )")
        .setParameter(1, id.value())
        .setParameter(2, now.toEpochMilli())
        .executeUpdate();
    Caller owner = person.toCaller();
    audit.append(em, AuditFact.of("broker.claimed", owner.actor(), account, id.value()));
    SecretText token = tokens.issue(em, owner, "setup", Optional.empty()).token();
    firstOwner.fire(new FirstOwner(em, owner));
    return new Claimed(owner, token);
  }

  private static RefusalException claimedAlready() {
    return new RefusalException(Refusal.NOT_FOUND, "This broker has its first owner already.");
  }
}
