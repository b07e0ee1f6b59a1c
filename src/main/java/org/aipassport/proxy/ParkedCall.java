package org.aipassport.proxy;

import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.BooleanSupplier;
import org.aipassport.grants.RaiseState;
import org.aipassport.metering.IdempotencyKey;
import org.aipassport.problems.Refusal;
import org.aipassport.problems.RefusalException;
import org.aipassport.values.GrantId;
import org.jspecify.annotations.Nullable;

/** A call that waits for its grant's owner. */
final class ParkedCall {
  private final GrantId grant;
  private final Optional<IdempotencyKey> key;
  private final BooleanSupplier covered;
  private final CompletableFuture<Optional<RaiseState>> woken = new CompletableFuture<>();
  private volatile @Nullable String change;

  /**
   * A call of that grant's.
   *
   * @param covered whether there is money for it now
   */
  ParkedCall(GrantId grant, Optional<IdempotencyKey> key, BooleanSupplier covered) {
    this.grant = grant;
    this.key = key;
    this.covered = covered;
  }

  GrantId grant() {
    return grant;
  }

  /**
   * Refuses a call that is this one again.
   *
   * @throws RefusalException as {@link IdempotencyKey#refuseBeside}
   */
  void refuseAgain(ParkedCall later) {
    if (key.isPresent() && later.key.isPresent() && grant.equals(later.grant)) {
      later.key.get().refuseBeside(key.get());
    }
  }

  /** The id of the change it waits for, once that is known. */
  Optional<String> change() {
    return Optional.ofNullable(change);
  }

  void waitFor(String id) {
    change = id;
  }

  /** Tells what has become of the change; while that waits, so does the call. */
  void learn(RaiseState state) {
    if (state != RaiseState.WAITING) {
      woken.complete(Optional.of(state));
    }
  }

  /** Has it go on without any change if others have left money for it. */
  void goOnIfCovered() {
    if (!woken.isDone() && covered.getAsBoolean()) {
      woken.complete(Optional.of(RaiseState.CHANGED));
    }
  }

  /** Its grant has ended or its caller has left: there is nothing to wait for. */
  void stop() {
    woken.complete(Optional.empty());
  }

  /**
   * Waits.
   *
   * @return what became of the change, WAITING if that is open when the time is over; empty if the
   *     call was stopped
   * @throws RefusalException UNAVAILABLE if the broker stops
   */
  Optional<RaiseState> await(Duration longest) {
    try {
      return woken.get(longest.toNanos(), TimeUnit.NANOSECONDS);
    } catch (TimeoutException e) {
      return Optional.of(RaiseState.WAITING);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw RefusalException.because(Refusal.UNAVAILABLE, "The broker stops.", e);
    } catch (ExecutionException e) {
      throw new IllegalStateException(e); // nobody completes it so
    }
  }
}
