package org.aipassport.identity;

import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Lock;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;
import org.aipassport.crypto.ForeignKeys;
import org.aipassport.crypto.ForeignTokens;
import org.aipassport.problems.RefusalException;

/**
 * The keys of an issuer, fetched when they are first needed, hourly, and when a token names a key
 * that is not among them: then at most once a minute, or anybody could have the issuer asked as
 * often as they like. If they cannot be fetched anew, the last ones hold for a day.
 */
final class RemoteKeys {
  private static final Duration FRESH = Duration.ofHours(1);
  private static final Duration USABLE = Duration.ofDays(1);
  private static final Duration PATIENCE = Duration.ofSeconds(2);
  private static final Duration BETWEEN_TRIES = Duration.ofMinutes(1);

  private final IssuerHttp http;
  private final Supplier<URI> location;
  private final boolean allowPrivate;
  private final Clock clock;
  private final Lock turn = new ReentrantLock();

  private volatile ForeignKeys keys = ForeignKeys.NONE;
  private volatile Instant fetchedAt = Instant.EPOCH;
  private volatile Instant triedAt = Instant.EPOCH;

  RemoteKeys(IssuerHttp http, Supplier<URI> location, boolean allowPrivate, Clock clock) {
    this.http = http;
    this.location = location;
    this.allowPrivate = allowPrivate;
    this.clock = clock;
  }

  /**
   * The keys by which to verify a token.
   *
   * @throws RefusalException CREDENTIALS_INVALID if it is no token, UNAVAILABLE if there are no
   *     keys that may still be used
   */
  ForeignKeys of(String token) {
    boolean known = ForeignTokens.mayBeBy(keys, token);
    boolean fresh = clock.instant().isBefore(fetchedAt.plus(FRESH));
    if (!(known && fresh) && mayTry()) {
      refresh(known ? Duration.ZERO : PATIENCE);
    }
    if (!clock.instant().isBefore(fetchedAt.plus(USABLE))) {
      throw IssuerHttp.unavailable("the keys by which to verify its tokens are not known");
    }
    return keys;
  }

  private boolean mayTry() {
    return !clock.instant().isBefore(triedAt.plus(BETWEEN_TRIES));
  }

  /** One fetches, the others wait a little for what comes, or go on with what is known. */
  private void refresh(Duration patience) {
    if (!locked(patience)) {
      return;
    }
    try {
      if (mayTry()) {
        fetch();
      }
    } finally {
      triedAt = clock.instant();
      turn.unlock();
    }
  }

  private boolean locked(Duration patience) {
    try {
      return turn.tryLock(patience.toMillis(), TimeUnit.MILLISECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    }
  }

  private void fetch() {
    try {
      byte[] document = http.document(location.get(), allowPrivate);
      keys = ForeignKeys.ofJwkSet(new String(document, StandardCharsets.UTF_8));
      fetchedAt = clock.instant();
    } catch (IllegalArgumentException e) {
      IssuerHttp.warn("its keys cannot be read: " + e.getMessage());
    } catch (RefusalException e) {
      IssuerHttp.warn("its keys cannot be fetched; those that are known hold on");
    }
  }
}
