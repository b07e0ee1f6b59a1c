package org.aipassport.outbound;

import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.aipassport.config.GateSettings;
import org.aipassport.problems.Refusal;
import org.aipassport.problems.RefusalException;
import org.aipassport.values.ProviderName;
import org.jspecify.annotations.Nullable;

/**
 * Leaves a provider alone while it fails. It opens after so many failures in a row and not by a
 * ratio: a provider that answers one call in twenty still serves that one. After a rest one call
 * probes; a success closes it, a failure doubles the rest. A probe that says nothing for as long as
 * a rest, because answers may take minutes, is followed by another; the success of any of them
 * closes.
 *
 * <p>What one app asks for may be what fails: an overloaded model, a prompt that takes too long. So
 * answers and broken connections count only if calls of two grants had them.
 *
 * <p>Every call holds the turn in which it entered, so that one from before an outage can neither
 * end that outage nor begin the next.
 */
final class Breaker {
  static final Duration LONGEST_REST = Duration.ofMinutes(1);
  private static final Logger LOG = System.getLogger(Breaker.class.getName());

  private final ProviderName provider;
  private final GateSettings settings;
  private final Clock clock;
  private boolean open;
  private int failures; // in a row, while closed
  private @Nullable String blamed; // the grant of the first of them, if it may be its doing
  private boolean severalBlamed;
  private long turn; // goes on when it opens, when it closes, and with every probe
  private long outage; // the turn in which it opened last
  private long rest; // in milliseconds, as are the following
  private long since; // of the opening or of the last probe
  private @Nullable Instant failedAt; // whatever came of it
  private boolean due; // the last probe ended without a word: the next one need not wait

  Breaker(ProviderName provider, GateSettings settings, Clock clock) {
    this.provider = provider;
    this.settings = settings;
    this.clock = clock;
    this.rest = settings.rest().toMillis();
  }

  /**
   * Lets a call in.
   *
   * @return its turn, to be named when its end is told
   * @throws RefusalException UNAVAILABLE while the provider rests
   */
  long enter() {
    long wait;
    synchronized (this) {
      if (!open) {
        return turn;
      }
      long now = clock.millis();
      wait = restLeft(now);
      if (wait <= 0) {
        since = now;
        due = false;
        return ++turn;
      }
    }
    long seconds = (wait + 999) / 1000;
    throw RefusalException.until(
        Refusal.UNAVAILABLE,
        "The provider %s is failing; try again in %d s.".formatted(provider, seconds),
        Duration.ofSeconds(seconds));
  }

  synchronized void succeeded(long of) {
    if (open && of > outage) {
      open = false;
      turn++;
      forget();
      rest = settings.rest().toMillis();
      LOG.log(Level.INFO, "provider {0} answers again", provider);
    } else if (!open && of == turn) {
      forget();
    }
  }

  private void forget() {
    failures = 0;
    blamed = null;
    severalBlamed = false;
  }

  /** As {@link #failed(long, String)}, when no request can have caused it. */
  void failed(long of) {
    failed(of, null);
  }

  /** The call of that grant failed in a way that its request may have caused. */
  synchronized void failed(long of, @Nullable String grant) {
    failedAt = clock.instant();
    if (of != turn) {
      return;
    }
    if (open) {
      rest = Math.max(rest, Math.min(2 * rest, LONGEST_REST.toMillis()));
      leaveAlone();
    } else if (isEnough(grant)) {
      open = true;
      outage = ++turn;
      leaveAlone();
    }
  }

  private boolean isEnough(@Nullable String grant) {
    failures++;
    severalBlamed |= grant == null || (blamed != null && !blamed.equals(grant));
    blamed = blamed == null ? grant : blamed;
    return settings.failures() > 0 && failures >= settings.failures() && severalBlamed;
  }

  /** A call ended that shows nothing of the provider. */
  synchronized void ended(long of) {
    due |= open && of == turn;
  }

  private void leaveAlone() {
    since = clock.millis();
    due = false;
    LOG.log(
        Level.WARNING,
        "provider {0} is failing; no call for {1} ms",
        provider,
        Long.toString(rest));
  }

  /** When a call failed last. */
  synchronized Optional<Instant> failedAt() {
    return Optional.ofNullable(failedAt);
  }

  /** How many calls in a row have failed; not counted while the provider is left alone. */
  synchronized int failures() {
    return open ? 0 : failures;
  }

  /** While the provider is left alone: when the next call probes it, which may be now. */
  synchronized Optional<Instant> restsUntil() {
    long now = clock.millis();
    return open
        ? Optional.of(Instant.ofEpochMilli(now + Math.max(0, restLeft(now))))
        : Optional.empty();
  }

  /** A clock that was put back must not prolong the rest. */
  private long restLeft(long now) {
    return due || now < since ? 0 : since + rest - now;
  }
}
