package org.aipassport.proxy;

import jakarta.annotation.PreDestroy;
import jakarta.annotation.Priority;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.context.Initialized;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Inject;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Collectors;
import org.aipassport.config.Background;
import org.aipassport.grants.Grants;
import org.aipassport.grants.RevocationSequence;
import org.aipassport.problems.RefusalException;
import org.aipassport.values.CallId;
import org.aipassport.values.GrantId;

/**
 * The calls under way on this instance. Twice a second it asks the database whether anything was
 * revoked since, on whatever instance, and cuts the calls of grants that are no longer in force. If
 * the database cannot tell for 10 seconds, every call is cut: not knowing is no permission.
 */
@ApplicationScoped
public class RunningCalls {
  private static final Logger LOG = System.getLogger(RunningCalls.class.getName());
  private static final Duration POLL = Duration.ofMillis(500);
  private static final Duration PATIENCE = Duration.ofSeconds(10);
  private static final long UNKNOWN = -1;

  private final Map<CallId, RunningCall> calls = new ConcurrentHashMap<>();

  private RevocationSequence revocations;
  private Grants grants;
  private Background background;
  private Clock clock;

  private long seen = UNKNOWN;
  private Instant lastPoll = Instant.MIN;

  @SuppressWarnings("NullAway.Init")
  protected RunningCalls() {} // for the CDI proxy

  @Inject
  RunningCalls(RevocationSequence revocations, Grants grants, Background background, Clock clock) {
    this.revocations = revocations;
    this.grants = grants;
    this.background = background;
    this.clock = clock;
  }

  void atStart(@Observes @Priority(800) @Initialized(ApplicationScoped.class) Object event) {
    background.every(POLL, "cut calls of ended grants", this::poll);
  }

  /** From now on {@code call} is cut when its grant ends; before the ledger reserves it. */
  void add(RunningCall call) {
    calls.put(call.id(), call);
  }

  void remove(RunningCall call) {
    calls.remove(call.id());
  }

  void poll() {
    Instant now = clock.instant();
    if (calls.isEmpty()) {
      seen = UNKNOWN;
      lastPoll = now;
      return;
    }
    calls.values().stream()
        .filter(call -> !now.isBefore(call.grantEnds()))
        .forEach(RunningCalls::cut);
    try {
      cutEnded();
      lastPoll = now;
    } catch (RuntimeException e) {
      if (lastPoll.plus(PATIENCE).isBefore(now)) {
        LOG.log(Level.ERROR, "the database cannot tell what was revoked: cutting every call");
        cutAll();
      }
      if (!(e instanceof RefusalException)) {
        throw e; // no outage but a fault; whoever runs this logs it
      }
    }
  }

  /**
   * The position is read before the calls are listed: a call that is reserved and revoked between
   * the two is then either on the list or behind the position that the next poll compares with.
   */
  private void cutEnded() {
    long position = revocations.position();
    if (position == seen) {
      return;
    }
    Collection<RunningCall> running = List.copyOf(calls.values());
    Set<GrantId> ids = running.stream().map(RunningCall::grant).collect(Collectors.toSet());
    Set<GrantId> inForce = grants.inForce(ids);
    running.stream().filter(call -> !inForce.contains(call.grant())).forEach(RunningCalls::cut);
    seen = position;
  }

  @PreDestroy
  void cutAll() {
    calls.values().forEach(RunningCalls::cut);
  }

  /** One call that cannot be ended must not keep the others running. */
  private static void cut(RunningCall call) {
    try {
      call.cut();
    } catch (RuntimeException e) {
      LOG.log(Level.ERROR, "call " + call.id() + " could not be cut", e);
    }
  }
}
