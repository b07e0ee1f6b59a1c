package org.aipassport.grants;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import com.github.benmanes.caffeine.cache.Ticker;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.time.Clock;
import java.time.Duration;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import org.aipassport.persistence.Transactions;
import org.aipassport.problems.Refusal;
import org.aipassport.problems.RefusalException;
import org.aipassport.values.WebOrigin;

/**
 * From which pages the broker may be used at all. Browsers ask before they show any credentials, so
 * anybody may make the broker look: an answer, whichever it is, is remembered for two seconds, at
 * most 10,000 of them, and no more than four look-ups are under way at once.
 */
@ApplicationScoped
public class GrantOrigins {
  /** How long an approval or the end of a grant may go unnoticed here. */
  static final Duration REMEMBERED = Duration.ofSeconds(2);

  static final int AT_ONCE = 4;

  private static final int MOST_REMEMBERED = 10_000;
  private static final long PATIENCE_MILLIS = 100;

  private final Semaphore lookUps = new Semaphore(AT_ONCE);

  private Predicate<WebOrigin> question;
  private Cache<WebOrigin, Boolean> answers;

  @SuppressWarnings("NullAway.Init")
  protected GrantOrigins() {} // for the CDI proxy

  @Inject
  GrantOrigins(Transactions transactions, Clock clock) {
    this(origin -> isOnRecord(transactions, clock, origin), Ticker.systemTicker());
  }

  GrantOrigins(Predicate<WebOrigin> question, Ticker ticker) {
    this.question = question;
    this.answers =
        Caffeine.newBuilder()
            .maximumSize(MOST_REMEMBERED)
            .expireAfterWrite(REMEMBERED)
            .ticker(ticker)
            .build();
  }

  /**
   * Whether an app of that origin had a grant in force within the last two seconds. It decides what
   * a page may read, not what it may do.
   *
   * @throws RefusalException UNAVAILABLE if too many ask for origins that are not remembered
   */
  public boolean isLive(WebOrigin origin) {
    Boolean known = answers.getIfPresent(origin);
    return known == null ? lookUp(origin) : known;
  }

  /** Outside the cache, whose own look-ups would block those of other origins. */
  private boolean lookUp(WebOrigin origin) {
    if (!acquire()) {
      throw new RefusalException(Refusal.UNAVAILABLE, "Too many pages ask at once; try again.");
    }
    try {
      Boolean known = answers.getIfPresent(origin); // by who was here before
      boolean live = known == null ? question.test(origin) : known;
      if (known == null) {
        answers.put(origin, live);
      }
      return live;
    } finally {
      lookUps.release();
    }
  }

  private boolean acquire() {
    try {
      return lookUps.tryAcquire(PATIENCE_MILLIS, TimeUnit.MILLISECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    }
  }

  private static boolean isOnRecord(Transactions transactions, Clock clock, WebOrigin origin) {
    return transactions.call(
        em ->
            !em.createQuery(
                    "SELECT g.id FROM Grant g WHERE g.appOrigin = :origin"
                        + " AND g.status = :approved AND g.expiresAt > :now",
                    String.class)
                .setParameter("origin", origin.value())
                .setParameter("approved", GrantStatus.APPROVED)
                .setParameter("now", clock.millis())
                .setMaxResults(1)
                .getResultList()
                .isEmpty());
  }
}
