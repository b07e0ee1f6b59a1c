package org.aipassport.identity;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import jakarta.persistence.EntityManager;
import java.net.InetAddress;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.aipassport.audit.AuditFact;
import org.aipassport.audit.AuditLog;
import org.aipassport.config.Settings;
import org.aipassport.crypto.OpaqueSecrets;
import org.aipassport.crypto.PasswordHasher;
import org.aipassport.persistence.DuplicateRowException;
import org.aipassport.persistence.Transactions;
import org.aipassport.problems.Refusal;
import org.aipassport.problems.RefusalException;
import org.aipassport.values.Ids;
import org.aipassport.values.LabelCheck;
import org.aipassport.values.SecretText;

/**
 * How people get an account of the broker's own: an operator makes an invitation and hands its
 * secret over. It is good for one person and seven days, while its maker is an operator.
 */
@ApplicationScoped
public class Invitations {
  /** What the secret of every invitation begins with. */
  public static final String PREFIX = "aip_inv_";

  private static final Duration LIFETIME = Duration.ofDays(7);
  private static final int MOST_OPEN = 100;

  /**
   * Of the row itself and nothing else: an update that asks other rows becomes a subquery of the
   * table's own past, and then more than one of those who race for it wins.
   */
  private static final String UNUSED =
      " i.acceptedAt IS NULL AND i.revokedAt IS NULL AND i.expiresAt > :now";

  private static final String OPEN =
      UNUSED
          + " AND EXISTS (SELECT p FROM Person p WHERE p.id = i.invitedBy"
          + " AND p.disabledAt IS NULL AND p.roles LIKE '%OPERATOR%')";

  /** A fresh invitation, the only time that its secret is seen. */
  public record Issued(InvitationView view, SecretText secret) {}

  private Settings settings;
  private Transactions transactions;
  private People people;
  private LabelCheck labels;
  private PasswordHasher hasher;
  private Attempts attempts;
  private RefusedSignIns refused;
  private AuditLog audit;
  private Clock clock;

  @SuppressWarnings("NullAway.Init")
  protected Invitations() {} // for the CDI proxy

  @Inject
  Invitations(
      Settings settings,
      Transactions transactions,
      People people,
      LabelCheck labels,
      PasswordHasher hasher,
      Attempts attempts,
      RefusedSignIns refused,
      AuditLog audit,
      Clock clock) {
    this.settings = settings;
    this.transactions = transactions;
    this.people = people;
    this.labels = labels;
    this.hasher = hasher;
    this.attempts = attempts;
    this.refused = refused;
    this.audit = audit;
    this.clock = clock;
  }

  /**
   * Makes an invitation.
   *
   * @param roles what its guest will be, at least one role
   * @param label for whom it is, as {@link LabelCheck} has it
   * @throws RefusalException FORBIDDEN to others than operators, or if {@code
   *     aipassport.local-accounts} is off; INVALID_FIELD; WRONG_STATE if 100 are open
   */
  public Issued invite(Caller operator, Set<Role> roles, String label) {
    Caller maker = operator.as(Role.OPERATOR);
    LocalAccounts.refuseIfOff(settings);
    if (roles.isEmpty()) {
      throw RefusalException.ofField("roles", "must name at least one role");
    }
    String checked = labels.require(label);
    SecretText secret = OpaqueSecrets.next(PREFIX);
    return transactions.call(
        em -> {
          if (open(em).size() >= MOST_OPEN) {
            throw new RefusalException(Refusal.WRONG_STATE, "Revoke an invitation first.");
          }
          Invitation invitation =
              new Invitation(secret, roles, checked, maker.id(), clock.instant(), LIFETIME);
          em.persist(invitation);
          InvitationView view = invitation.view();
          audit.append(
              em, fact("invitation.issued", maker, view.id()).with("roles", Role.column(roles)));
          return new Issued(view, secret);
        });
  }

  /**
   * The invitations that can still be accepted, the latest first.
   *
   * @throws RefusalException FORBIDDEN to others than operators
   */
  public List<InvitationView> list(Caller operator) {
    Operators.check(operator);
    return transactions.call(this::open);
  }

  /**
   * Takes an invitation back.
   *
   * @throws RefusalException FORBIDDEN to others than operators; NOT_FOUND if there is none that
   *     can still be accepted
   */
  public void revoke(Caller operator, String id) {
    Caller revoker = operator.as(Role.OPERATOR);
    if (!Ids.isId(id)) {
      throw unknown();
    }
    transactions.run(
        em -> {
          int changed =
              em.createQuery(
                      "UPDATE Invitation i SET i.revokedAt = :now WHERE i.id = :id AND"
                          + " i.acceptedAt IS NULL AND i.revokedAt IS NULL AND i.expiresAt > :now")
                  .setParameter("now", clock.millis())
                  .setParameter("id", id)
                  .executeUpdate();
          if (changed == 0) {
            throw unknown();
          }
          audit.append(em, fact("invitation.revoked", revoker, id));
        });
  }

  /**
   * The invitation of that secret.
   *
   * @param from from where it is asked
   * @throws RefusalException NOT_FOUND if it is unknown, accepted, revoked or expired; TOO_MANY
   */
  public InvitationView look(SecretText secret, InetAddress from) {
    List<Bucket> buckets = List.of(Bucket.of(from));
    attempts.take(buckets);
    Optional<InvitationView> found =
        transactions.call(
            em -> {
              Optional<InvitationView> view = find(em, secret);
              view.ifPresent(v -> attempts.forgive(em, buckets));
              return view;
            });
    if (found.isEmpty()) {
      refused.count(RefusedSignIns.Cause.WRONG_SECRET);
    }
    return found.orElseThrow(Invitations::unknown);
  }

  /**
   * Makes the guest's account.
   *
   * @param from from where it is accepted
   * @return the new person; they sign in with what they chose
   * @throws RefusalException NOT_FOUND, TOO_MANY as {@link #look}; INVALID_FIELD for a bad or taken
   *     username or a bad password; FORBIDDEN if {@code aipassport.local-accounts} is off
   */
  public Caller accept(SecretText secret, String username, SecretText password, InetAddress from) {
    LocalAccounts.refuseIfOff(settings);
    InvitationView invitation = look(secret, from);
    Usernames.check(username);
    PasswordHasher.check(password, username);
    if (transactions.call(em -> people.isTaken(em, username))) {
      throw taken();
    }
    String hash = hasher.hash(password);
    try {
      return transactions.call(em -> accept(em, invitation, username, hash));
    } catch (DuplicateRowException e) { // somebody else took it meanwhile
      throw taken();
    }
  }

  private Caller accept(EntityManager em, InvitationView invitation, String username, String hash) {
    long now = clock.millis();
    int won =
        em.createQuery("UPDATE Invitation i SET i.acceptedAt = :now WHERE i.id = :id AND" + UNUSED)
            .setParameter("now", now)
            .setParameter("id", invitation.id())
            .executeUpdate();
    if (won == 0 || !people.isOperator(em, invitation.invitedBy())) {
      throw unknown();
    }
    Caller guest =
        people
            .add(em, username, Optional.empty(), hash, invitation.roles(), clock.instant())
            .toCaller();
    em.createQuery("UPDATE Invitation i SET i.acceptedBy = :guest WHERE i.id = :id")
        .setParameter("guest", guest.id().value())
        .setParameter("id", invitation.id())
        .executeUpdate();
    audit.append(
        em,
        fact("invitation.accepted", guest, invitation.id())
            .with("roles", Role.column(invitation.roles())));
    return guest;
  }

  /** Forgets those whose time is over, accepted or not; the audit log keeps what became of them. */
  void sweep(EntityManager em) {
    em.createQuery("DELETE FROM Invitation i WHERE i.expiresAt <= :now")
        .setParameter("now", clock.millis())
        .executeUpdate();
  }

  private Optional<InvitationView> find(EntityManager em, SecretText secret) {
    if (!OpaqueSecrets.hasForm(secret.reveal(), PREFIX)) {
      return Optional.empty();
    }
    return em.createQuery(
            "SELECT i FROM Invitation i WHERE i.digest = :digest AND" + OPEN, Invitation.class)
        .setParameter("digest", OpaqueSecrets.digest(secret))
        .setParameter("now", clock.millis())
        .getResultStream()
        .findFirst()
        .map(Invitation::view);
  }

  private List<InvitationView> open(EntityManager em) {
    return em.createQuery(
            "SELECT i FROM Invitation i WHERE" + OPEN + " ORDER BY i.createdAt DESC, i.id",
            Invitation.class)
        .setParameter("now", clock.millis())
        .getResultStream()
        .map(Invitation::view)
        .toList();
  }

  private static AuditFact fact(String type, Caller caller, String id) {
    return AuditFact.of(type, caller.actor(), caller.account(), id);
  }

  private static RefusalException taken() {
    return RefusalException.ofField("username", "is taken; choose another");
  }

  private static RefusalException unknown() {
    return new RefusalException(
        Refusal.NOT_FOUND, "No such invitation, or it has been used, taken back or has expired.");
  }
}
