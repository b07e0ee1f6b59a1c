package org.aipassport.metering;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.aipassport.identity.Caller;
import org.aipassport.identity.Role;
import org.aipassport.outbound.GateHealth;
import org.aipassport.outbound.UpstreamGates;
import org.aipassport.problems.RefusalException;
import org.aipassport.providers.Provider;
import org.aipassport.providers.Providers;

/** How the configured providers do on this instance, for operators; it calls none of them. */
@ApplicationScoped
public class ProviderHealth {
  /** Whether calls are let through to a provider. */
  public enum State {
    /** The last call that showed something went well, or there was none. */
    WELL,
    /** The last call failed, or several did; calls go on. */
    UNSTEADY,
    /** It failed too often and is left alone for a while. */
    RESTING
  }

  /**
   * One provider.
   *
   * @param running how many calls run now
   * @param most how many may
   * @param failures how many in a row have failed, unless it rests
   * @param failedAt when a call failed last, since the start
   * @param restsUntil while it rests: when the next call probes it, which may be now
   */
  public record View(
      Provider provider,
      State state,
      int running,
      int most,
      int failures,
      Optional<Instant> failedAt,
      Optional<Instant> restsUntil) {}

  private Providers providers;
  private UpstreamGates gates;

  @SuppressWarnings("NullAway.Init")
  protected ProviderHealth() {} // for the CDI proxy

  @Inject
  ProviderHealth(Providers providers, UpstreamGates gates) {
    this.providers = providers;
    this.gates = gates;
  }

  /**
   * All providers, in the operator's order.
   *
   * @throws RefusalException FORBIDDEN to others than operators
   */
  public List<View> list(Caller operator) {
    operator.as(Role.OPERATOR);
    return providers.all().stream().map(this::view).toList();
  }

  private View view(Provider provider) {
    GateHealth health = gates.health(provider.name());
    return new View(
        provider,
        state(health),
        health.running(),
        health.most(),
        health.failures(),
        health.failedAt(),
        health.restsUntil());
  }

  private static State state(GateHealth health) {
    if (health.restsUntil().isPresent()) {
      return State.RESTING;
    }
    return health.failures() > 0 ? State.UNSTEADY : State.WELL;
  }
}
