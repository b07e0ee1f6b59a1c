package org.aipassport.outbound;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.time.Clock;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.Semaphore;
import org.aipassport.config.GateSettings;
import org.aipassport.config.ProviderSettings;
import org.aipassport.config.Settings;
import org.aipassport.problems.Refusal;
import org.aipassport.problems.RefusalException;
import org.aipassport.values.ProviderName;

/**
 * Whether a call to a provider may be made now; asked before anything else is done for it. One
 * provider that hangs must not take the places of the others, and one that fails is left alone for
 * a while. Nobody waits here: what cannot go now is refused.
 */
@ApplicationScoped
public class UpstreamGates {
  /**
   * How many calls the broker runs at once. Six providers with the default of 1,000 each, or one
   * with its most of 5,000 and 1,000 more, never meet this bound, and so never each other.
   */
  static final int MOST_CALLS = 6_000;

  private final Semaphore all;
  private final Map<ProviderName, Gate> gates = new HashMap<>();

  /** For the CDI proxy, which lets nobody in. */
  protected UpstreamGates() {
    this.all = new Semaphore(0);
  }

  @Inject
  UpstreamGates(Settings settings, Clock clock) {
    this(settings, clock, MOST_CALLS);
  }

  UpstreamGates(Settings settings, Clock clock, int most) {
    this.all = new Semaphore(most);
    for (ProviderSettings one : settings.providers()) {
      GateSettings gate = one.gate();
      gates.put(
          one.name(),
          new Gate(
              gate.maxCalls(),
              new Semaphore(gate.maxCalls()),
              new Breaker(one.name(), gate, clock),
              new ConcurrentHashMap<>()));
    }
  }

  /**
   * Lets one call in, or tells at once why not.
   *
   * @param provider a configured one
   * @param grant the id of the grant whose call it is; one grant gets half of a provider's places,
   *     so that one app cannot take them all
   * @return the caller's to close
   * @throws RefusalException UNAVAILABLE if too many calls run, or the provider is failing; waiting
   *     helps
   */
  public Pass enter(ProviderName provider, String grant) {
    Gate gate = gates.get(provider);
    if (gate == null) {
      throw new IllegalArgumentException("no such provider: " + provider);
    }
    if (!gate.takes(grant)) {
      throw busy("Too many calls of this grant to the provider " + provider + " run at once");
    }
    if (!gate.own().tryAcquire()) {
      gate.leaves(grant);
      throw busy("Too many calls to the provider " + provider + " run at once");
    }
    if (!all.tryAcquire()) {
      gate.own().release();
      gate.leaves(grant);
      throw busy("Too many calls run at once");
    }
    Runnable free =
        () -> {
          gate.own().release();
          gate.leaves(grant);
          all.release();
        };
    try {
      return new Pass(gate.breaker(), gate.breaker().enter(), grant, free);
    } catch (RefusalException e) {
      free.run();
      throw e;
    }
  }

  /** How many calls to that provider run now. */
  int running(ProviderName provider) {
    Gate gate = gates.get(provider);
    return gate == null ? 0 : gate.most() - gate.own().availablePermits();
  }

  /** How that provider does now. */
  public GateHealth health(ProviderName provider) {
    Gate gate = gates.get(provider);
    if (gate == null) {
      throw new IllegalArgumentException("no such provider: " + provider);
    }
    Breaker breaker = gate.breaker();
    return new GateHealth(
        running(provider),
        gate.most(),
        breaker.failures(),
        breaker.failedAt(),
        breaker.restsUntil());
  }

  private static RefusalException busy(String what) {
    return RefusalException.until(
        Refusal.UNAVAILABLE, what + "; try again in 1 s.", Duration.ofSeconds(1));
  }

  private record Gate(
      int most, Semaphore own, Breaker breaker, ConcurrentMap<String, Integer> grants) {
    /** Whether the grant has a place left, which it has taken then. */
    boolean takes(String grant) {
      boolean takes = grants.merge(grant, 1, Integer::sum) <= Math.max(1, most / 2);
      if (!takes) {
        leaves(grant);
      }
      return takes;
    }

    void leaves(String grant) {
      grants.computeIfPresent(grant, (id, running) -> running == 1 ? null : running - 1);
    }
  }
}
