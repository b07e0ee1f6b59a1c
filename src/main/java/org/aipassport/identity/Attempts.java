package org.aipassport.identity;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import jakarta.persistence.EntityManager;
import java.net.InetAddress;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.aipassport.persistence.DuplicateRowException;
import org.aipassport.persistence.Transactions;
import org.aipassport.problems.Refusal;
import org.aipassport.problems.RefusalException;

/**
 * The one way to every check of a password, a code or a secret that people type: the attempt is
 * counted and committed <em>before</em> anything is verified, so that of parallel guesses only as
 * many are evaluated as would have been one after the other. Waits grow, nothing is ever locked for
 * good.
 */
@ApplicationScoped
class Attempts {
  private static final Duration FEW_ARE_KEPT = Duration.ofDays(1);
  private static final Duration MANY_ARE_KEPT = Duration.ofDays(30);
  private static final int FEW = 5;
  private static final long ANY_TIME = 0;
  private static final int TRIES = 5;
  private static final int AT_ONCE = 2;
  private static final Duration PATIENCE = Duration.ofSeconds(10);

  /** Guesses at one bucket wait for its row: here, and not on connections that others need. */
  private final Semaphore places = new Semaphore(AT_ONCE, true);

  private Transactions transactions;
  private RefusedSignIns refused;
  private Clock clock;

  @SuppressWarnings("NullAway.Init")
  protected Attempts() {} // for the CDI proxy

  @Inject
  Attempts(Transactions transactions, RefusedSignIns refused, Clock clock) {
    this.transactions = transactions;
    this.refused = refused;
    this.clock = clock;
  }

  /**
   * Counts one attempt in each bucket, or in none. To be called outside of any transaction; always
   * with an address before other kinds.
   *
   * @throws RefusalException TOO_MANY if one of them has to wait, UNAVAILABLE if too many come at
   *     once; nothing may be verified then
   */
  void take(List<Bucket> buckets) {
    enter();
    try {
      countAll(buckets);
    } catch (RefusalException e) {
      if (e.reason() == Refusal.TOO_MANY) {
        refused.count(RefusedSignIns.Cause.TOO_MANY);
      }
      throw e;
    } finally {
      places.release();
    }
  }

  private void enter() {
    try {
      if (places.tryAcquire(PATIENCE.toNanos(), TimeUnit.NANOSECONDS)) {
        return;
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    throw new RefusalException(Refusal.UNAVAILABLE, "Too many sign-ins at once; try again.");
  }

  private void countAll(List<Bucket> buckets) {
    for (int tries = 1; ; tries++) {
      try {
        transactions.run(em -> buckets.forEach(bucket -> count(em, bucket)));
        return;
      } catch (DuplicateRowException e) { // the first attempt of all, twice at once
        if (tries == TRIES) {
          throw RefusalException.because(Refusal.UNAVAILABLE, "Try again.", e);
        }
      }
    }
  }

  private void count(EntityManager em, Bucket bucket) {
    Instant now = clock.instant();
    int counted =
        em.createNativeQuery(
                "UPDATE sign_in_throttle SET failures = failures + 1, tried_at = ?"
                    + " WHERE bucket = ? AND open_at <= ? ")
            .setParameter(1, now.toEpochMilli())
            .setParameter(2, bucket.key())
            .setParameter(3, now.toEpochMilli())
            .executeUpdate();
    List<?> rows =
        em.createNativeQuery("SELECT failures, open_at FROM sign_in_throttle WHERE bucket = ? ")
            .setParameter(1, bucket.key())
            .getResultList();
    if (rows.isEmpty()) {
      insert(em, bucket, now);
      return;
    }
    Object[] row = (Object[]) rows.get(0);
    if (counted == 0) {
      long remaining = ((Number) row[1]).longValue() - now.toEpochMilli();
      if (remaining > 0) {
        throw wait(Duration.ofMillis(remaining));
      }
      count(em, bucket); // the first attempt of all was stored between the two looks
      return;
    }
    open(em, bucket, opening(bucket, ((Number) row[0]).intValue(), now));
  }

  private static void insert(EntityManager em, Bucket bucket, Instant now) {
    em.createNativeQuery(
            "INSERT INTO sign_in_throttle (bucket, failures, open_at, tried_at)"
                + " VALUES ( ? , 1, ? , ? )")
        .setParameter(1, bucket.key())
        .setParameter(2, opening(bucket, 1, now))
        .setParameter(3, now.toEpochMilli())
        .executeUpdate();
  }

  /**
   * When the next attempt may come, in epoch milliseconds. Without a pause it is any time, not now:
   * one that waited for this row read its clock earlier.
   */
  private static long opening(Bucket bucket, int failures, Instant now) {
    Duration pause = bucket.pause(failures);
    return pause.isZero() ? ANY_TIME : now.plus(pause).toEpochMilli();
  }

  private static void open(EntityManager em, Bucket bucket, long at) {
    em.createNativeQuery("UPDATE sign_in_throttle SET open_at = ? WHERE bucket = ? ")
        .setParameter(1, at)
        .setParameter(2, bucket.key())
        .executeUpdate();
  }

  /**
   * The attempt was right: in the transaction of what it led to, its buckets begin anew. Of an
   * address only this one attempt is taken back, or whoever has an account could guess others'.
   */
  void forgive(EntityManager em, List<Bucket> buckets) {
    for (Bucket bucket : buckets) {
      String change =
          bucket.kind() == Bucket.Kind.ADDRESS
              ? "failures = failures - 1, open_at = " + ANY_TIME
              : "failures = 0, open_at = " + ANY_TIME;
      em.createNativeQuery(
              "UPDATE sign_in_throttle SET " + change + " WHERE bucket = ? AND failures > 0")
          .setParameter(1, bucket.key())
          .executeUpdate();
    }
  }

  /** Whatever others tried on somebody's account slows them down no more. */
  void forgiveAll(EntityManager em, Caller person) {
    forgive(
        em,
        List.of(
            new Bucket(Bucket.Kind.ACCOUNT, Person.key(person.username())),
            Bucket.of(Bucket.Kind.CODE, person.id()),
            Bucket.of(Bucket.Kind.INSIDE, person.id())));
  }

  /**
   * Counts something that failed within a session against the address it came from. There it
   * refuses nothing: what others do behind an address must not bar who is signed in already.
   */
  void blame(InetAddress from) {
    try {
      take(List.of(Bucket.of(from)));
    } catch (RefusalException e) {
      if (e.reason() != Refusal.TOO_MANY) { // it waits already
        throw e;
      }
    }
  }

  /** Forgets what is long over. */
  void sweep(EntityManager em) {
    Instant now = clock.instant();
    em.createNativeQuery(
            "DELETE FROM sign_in_throttle WHERE tried_at < ?"
                + " OR (tried_at < ? AND failures <= ? )")
        .setParameter(1, now.minus(MANY_ARE_KEPT).toEpochMilli())
        .setParameter(2, now.minus(FEW_ARE_KEPT).toEpochMilli())
        .setParameter(3, FEW)
        .executeUpdate();
  }

  private static RefusalException wait(Duration remaining) {
    return RefusalException.until(
        Refusal.TOO_MANY, "Too many attempts; wait before the next one.", remaining);
  }
}
