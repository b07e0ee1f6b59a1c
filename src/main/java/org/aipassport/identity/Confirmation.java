package org.aipassport.identity;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import jakarta.persistence.EntityManager;
import java.net.InetAddress;
import java.util.List;
import java.util.Optional;
import java.util.function.BiFunction;
import org.aipassport.crypto.PasswordHasher;
import org.aipassport.persistence.Transactions;
import org.aipassport.problems.Refusal;
import org.aipassport.problems.RefusalException;
import org.aipassport.values.SecretText;

/**
 * Asks somebody who is signed in for their password once more, before something that a stolen
 * session must not do. Attempts count by person, and those that failed against their address.
 */
@ApplicationScoped
class Confirmation {
  private Transactions transactions;
  private People people;
  private PasswordHasher hasher;
  private CodeCheck codes;
  private Attempts attempts;
  private RefusedSignIns refused;

  @SuppressWarnings("NullAway.Init")
  protected Confirmation() {} // for the CDI proxy

  @Inject
  Confirmation(
      Transactions transactions,
      People people,
      PasswordHasher hasher,
      CodeCheck codes,
      Attempts attempts,
      RefusedSignIns refused) {
    this.transactions = transactions;
    this.people = people;
    this.hasher = hasher;
    this.codes = codes;
    this.attempts = attempts;
    this.refused = refused;
  }

  /**
   * Counts the attempt and checks the password.
   *
   * @return what is stored of it, for {@link #apply}
   * @throws RefusalException CREDENTIALS_INVALID, TOO_MANY
   */
  String verify(Session session, SecretText password, InetAddress from) {
    attempts.take(buckets(session));
    String hash =
        transactions.call(
            em -> people.find(em, session.caller().id()).map(Person::passwordHash).orElse(""));
    if (!hasher.verify(password, hash)) {
      failed(RefusedSignIns.Cause.WRONG_PASSWORD, from);
      throw wrong();
    }
    return hash;
  }

  /**
   * Does {@code work} in one transaction, in which the person's row is locked, if the password is
   * still the one that was verified.
   *
   * @throws RefusalException CREDENTIALS_INVALID if not
   */
  <T> T apply(Session session, String verified, BiFunction<EntityManager, Caller, T> work) {
    return transactions.call(
        em -> {
          Caller caller =
              people
                  .lockEnabled(em, session.caller().id(), verified)
                  .orElseThrow(Confirmation::wrong);
          T result = work.apply(em, caller);
          attempts.forgive(em, buckets(session));
          return result;
        });
  }

  /**
   * As {@link #verify} and {@link #apply}, and those who have a second factor need a code of it.
   *
   * @throws RefusalException CREDENTIALS_INVALID, TOO_MANY, INVALID_FIELD for {@code code} if it is
   *     missing
   */
  <T> T fully(
      Session session,
      SecretText password,
      Optional<String> code,
      InetAddress from,
      BiFunction<EntityManager, Caller, T> work) {
    boolean needed = transactions.call(em -> codes.isActive(em, session.caller().id()));
    if (needed && code.isEmpty()) {
      throw RefusalException.ofField("code", "is missing; you have a second factor");
    }
    String verified = verify(session, password, from);
    try {
      return apply(
          session,
          verified,
          (em, caller) -> {
            if (!accepted(em, caller, code)) {
              throw wrong();
            }
            return work.apply(em, caller);
          });
    } catch (RefusalException e) {
      if (e.reason() == Refusal.CREDENTIALS_INVALID) {
        failed(RefusedSignIns.Cause.WRONG_CODE, from);
      }
      throw e;
    }
  }

  private boolean accepted(EntityManager em, Caller caller, Optional<String> code) {
    return !codes.isActive(em, caller.id())
        || (code.isPresent() && codes.accept(em, caller, code.get()));
  }

  private static List<Bucket> buckets(Session session) {
    return List.of(Bucket.of(Bucket.Kind.INSIDE, session.caller().id()));
  }

  private void failed(RefusedSignIns.Cause cause, InetAddress from) {
    refused.count(cause);
    attempts.blame(from);
  }

  private static RefusalException wrong() {
    return new RefusalException(
        Refusal.CREDENTIALS_INVALID, "The password or the code is not right.");
  }
}
