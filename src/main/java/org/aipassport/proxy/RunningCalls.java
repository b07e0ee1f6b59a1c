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
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.aipassport.config.Background;
import org.aipassport.grants.Grants;
import org.aipassport.grants.RevocationSequence;
import org.aipassport.problems.Refusal;
import org.aipassport.problems.RefusalException;
import org.aipassport.values.CallId;
import org.aipassport.values.GrantId;

/**
 * The calls under way on this instance. Twice a second it asks the database whether anything was
 * revoked since, on whatever instance, and cuts the calls of grants that are no longer in force. If
 * the database cannot tell for 10 seconds, every call is cut: not knowing is no permission. A call
 * whose thread waits for a caller who does not read is ended for it.
 */
@ApplicationScoped
public class RunningCalls {
  private static final Logger LOG = System.getLogger(RunningCalls.class.getName());
  private static final Duration POLL = Duration.ofMillis(500);
  private static final Duration PATIENCE = Duration.ofSeconds(10);
  private static final long UNKNOWN = -1;
  private static final int UNDERTAKERS = 4;
  private static final long IDLE_SECONDS = 30;

  private final Map<CallId, RunningCall> calls = new ConcurrentHashMap<>();
  private final Map<GrantId, Integer> perGrant = new ConcurrentHashMap<>();

  private RevocationSequence revocations;
  private Grants grants;
  private CallThreads threads;
  private Background background;
  private Clock clock;

  private final ThreadPoolExecutor undertakers = undertakers();

  private long seen = UNKNOWN;
  private volatile Instant lastPoll;

  @SuppressWarnings("NullAway.Init")
  protected RunningCalls() {} // for the CDI proxy

  @Inject
  RunningCalls(
      RevocationSequence revocations,
      Grants grants,
      CallThreads threads,
      Background background,
      Clock clock) {
    this.revocations = revocations;
    this.grants = grants;
    this.threads = threads;
    this.background = background;
    this.clock = clock;
    this.lastPoll = clock.instant();
  }

  void atStart(@Observes @Priority(800) @Initialized(ApplicationScoped.class) Object event) {
    background.every(POLL, "cut calls of ended grants", this::poll);
    background.every(POLL, "cut calls nobody can vouch for", this::watch);
  }

  /**
   * From now on {@code call} is cut when its grant ends; before the ledger reserves it.
   *
   * @throws RefusalException TOO_MANY if the grant has its share of calls under way: one app must
   *     not take all threads and connections from the others
   */
  void add(RunningCall call) {
    int most = threads.mostPerGrant();
    if (perGrant.merge(call.grant(), 1, Integer::sum) > most) {
      release(call.grant());
      throw new RefusalException(
          Refusal.TOO_MANY, "The grant has " + most + " calls under way; wait for one to end.");
    }
    calls.put(call.id(), call);
  }

  void remove(RunningCall call) {
    if (calls.remove(call.id()) != null) {
      release(call.grant());
    }
  }

  private void release(GrantId grant) {
    perGrant.computeIfPresent(grant, (id, count) -> count == 1 ? null : count - 1);
  }

  void poll() {
    if (calls.isEmpty()) {
      seen = UNKNOWN;
    } else {
      cutEnded();
    }
    lastPoll = clock.instant();
  }

  /** Needs no database, and so no patience with one that hangs; a thread of its own runs it. */
  void watch() {
    Instant now = clock.instant();
    if (!calls.isEmpty() && lastPoll.plus(PATIENCE).isBefore(now)) {
      LOG.log(Level.ERROR, "the database cannot tell what was revoked: cutting every call");
      cutAll();
    }
    calls.values().stream()
        .filter(call -> !now.isBefore(call.grantEnds()))
        .forEach(RunningCalls::cut);
    calls.values().forEach(RunningCall::endDrain);
    calls.values().stream().filter(RunningCall::claimIfStuck).forEach(this::giveUp);
  }

  /** Books are written for it, and the database may keep whoever does that waiting. */
  private void giveUp(RunningCall call) {
    LOG.log(Level.WARNING, "call {0}: its caller does not read; given up", call.id());
    undertakers.execute(call::giveUp);
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
    Map<GrantId, Instant> ends = grants.endsOfThoseInForce(ids);
    for (RunningCall call : running) {
      Instant end = ends.get(call.grant());
      if (end == null) {
        cut(call);
      } else {
        call.grantEndsAt(end);
      }
    }
    seen = position;
  }

  @PreDestroy
  void stop() {
    cutAll();
    undertakers.shutdown();
  }

  void cutAll() {
    calls.values().forEach(RunningCalls::cut);
  }

  private static ThreadPoolExecutor undertakers() {
    ThreadPoolExecutor threads =
        new ThreadPoolExecutor(
            UNDERTAKERS,
            UNDERTAKERS,
            IDLE_SECONDS,
            TimeUnit.SECONDS,
            new LinkedBlockingQueue<>(),
            task -> {
              Thread thread = new Thread(null, task, "aipassport-undertaker", 0, false);
              thread.setDaemon(true);
              return thread;
            });
    threads.allowCoreThreadTimeOut(true);
    return threads;
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
