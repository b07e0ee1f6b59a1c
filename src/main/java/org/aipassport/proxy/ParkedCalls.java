package org.aipassport.proxy;

import jakarta.annotation.Priority;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.context.Initialized;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Inject;
import java.io.IOException;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.aipassport.config.Background;
import org.aipassport.config.Settings;
import org.aipassport.grants.CallRaises;
import org.aipassport.grants.RaiseState;
import org.aipassport.metering.Shortfalls;
import org.aipassport.problems.Refusal;
import org.aipassport.problems.RefusalException;
import org.aipassport.values.GrantId;

/**
 * Streams that their grant's cap does not cover, while its owner is asked to raise it, for at most
 * {@code aipassport.money.park}. A call that waits has its thread, its body and its connection, and
 * nothing else: no money, no place at the provider, no connection to the database. Once a second
 * one query asks for all of them what was decided, on whatever instance.
 */
@ApplicationScoped
public class ParkedCalls {
  private static final Duration LOOK = Duration.ofSeconds(1);

  /** One app must not take all the room there is. */
  static final int MOST_PER_GRANT = 10;

  /** The bodies of those that wait must not take the memory that calls under way need. */
  static final int MOST_BYTES = 256 * 1024;

  /** So many are held against the money that is left, each time, in turn. */
  private static final int TRIED_AT_ONCE = 20;

  private final Set<ParkedCall> parked = new LinkedHashSet<>();

  private long turns;

  private Settings settings;
  private Shortfalls shortfalls;
  private CallRaises raises;
  private Heartbeats heartbeats;
  private CallThreads threads;
  private Background background;

  @SuppressWarnings("NullAway.Init")
  protected ParkedCalls() {} // for the CDI proxy

  @Inject
  ParkedCalls(
      Settings settings,
      Shortfalls shortfalls,
      CallRaises raises,
      Heartbeats heartbeats,
      CallThreads threads,
      Background background) {
    this.settings = settings;
    this.shortfalls = shortfalls;
    this.raises = raises;
    this.heartbeats = heartbeats;
    this.threads = threads;
    this.background = background;
  }

  void atStart(@Observes @Priority(800) @Initialized(ApplicationScoped.class) Object event) {
    background.every(LOOK, "tell waiting calls what owners decided", this::look);
  }

  /**
   * Returns when the grant was changed, and the call is worth another try.
   *
   * @param refused why the call was not admitted
   * @throws RefusalException {@code refused} if the call cannot wait, or has waited in vain, then
   *     with the address where it can be decided on; CREDENTIALS_INVALID if its grant has ended;
   *     IDEMPOTENCY_KEY_REUSED or IDEMPOTENCY_IN_PROGRESS if one with its key waits already
   * @throws CallerGoneException if its caller has left
   */
  void await(Proposal call, RefusalException refused, RunningCall entry, CallerStream caller) {
    if (!canWait(call, refused, entry, caller)) {
      throw refused;
    }
    Duration left = left(entry);
    ParkedCall place =
        new ParkedCall(
            entry.grant(),
            call.intent().key(),
            () -> shortfalls.isCovered(call.intent(), call.price()));
    if (!enter(place)) {
      throw refused;
    }
    try {
      String change = ask(call).orElseThrow(() -> refused);
      place.waitFor(change);
      String url = settings.publicUrl() + "/ui/amendment?id=" + change;
      entry.onCut(place::stop);
      caller.headersOfLife(() -> remaining(refused));
      caller.note("waiting for the owner: " + url);
      goOn(await(place, left, entry, caller), refused, url, entry, caller);
    } finally {
      leave(place);
    }
  }

  /** Whether a call that was refused so is one of those that wait, if there is room. */
  boolean canWait(Proposal call, RefusalException refused, RunningCall entry, CallerStream caller) {
    return refused.reason() == Refusal.BUDGET_EXHAUSTED
        && caller.canShowLife()
        && left(entry).compareTo(Duration.ZERO) > 0
        && call.plan().body().length <= MOST_BYTES;
  }

  private Duration left(RunningCall entry) {
    return settings.money().park().minus(entry.age());
  }

  private Optional<String> ask(Proposal call) {
    return shortfalls
        .of(call.intent(), call.price())
        .flatMap(lack -> raises.ask(call.grant(), call.intent().id(), lack.least(), lack.enough()));
  }

  private Optional<RaiseState> await(
      ParkedCall place, Duration longest, RunningCall entry, CallerStream caller) {
    Beat beat = heartbeats.start(caller, entry::leave);
    try {
      return place.await(longest);
    } finally {
      beat.rest();
    }
  }

  private static void goOn(
      Optional<RaiseState> state,
      RefusalException refused,
      String url,
      RunningCall entry,
      CallerStream caller) {
    if (caller.isGone()) {
      throw new CallerGoneException(new IOException("it left while it waited for money"));
    }
    if (entry.isCut() || state.isEmpty()) {
      throw UpstreamProblems.ended();
    }
    switch (state.get()) {
      case CHANGED -> {}
      case DENIED -> throw told(refused, "The owner has left the grant as it is. ", Map.of());
      case WAITING ->
          throw told(refused, "The owner has not decided yet. ", Map.of("approval_url", url));
    }
  }

  /** Nothing is kept for the call yet; what is left of its cap is known. */
  private static Map<String, String> remaining(RefusalException refused) {
    String left = refused.facts().get("remaining_usd");
    return left == null ? Map.of() : Map.of("aipassport-remaining-usd", left);
  }

  private static RefusalException told(
      RefusalException refused, String why, Map<String, String> other) {
    Map<String, String> facts = new LinkedHashMap<>(refused.facts());
    facts.putAll(other);
    return RefusalException.withFacts(refused.reason(), why + refused.detail(), facts);
  }

  /** Looks what has become of the changes that calls wait for, and wakes those that need not. */
  void look() {
    List<ParkedCall> waiting = waiting();
    Map<String, RaiseState> states =
        raises.states(
            waiting.stream().flatMap(call -> call.change().stream()).collect(Collectors.toSet()));
    for (ParkedCall call : waiting) {
      call.change().map(states::get).ifPresent(call::learn);
    }
    waiting.stream()
        .filter(call -> call.change().isPresent())
        .skip(waiting.size() <= TRIED_AT_ONCE ? 0 : turn(waiting.size()))
        .limit(TRIED_AT_ONCE)
        .forEach(ParkedCall::goOnIfCovered);
  }

  private long turn(int waiting) {
    turns += TRIED_AT_ONCE;
    return turns % waiting;
  }

  private boolean enter(ParkedCall call) {
    synchronized (parked) {
      parked.forEach(other -> other.refuseAgain(call));
      boolean hasRoom =
          parked.size() < threads.mostParked() && countOf(call.grant()) < MOST_PER_GRANT;
      return hasRoom && parked.add(call);
    }
  }

  private long countOf(GrantId grant) {
    return parked.stream().filter(one -> one.grant().equals(grant)).count();
  }

  private void leave(ParkedCall call) {
    synchronized (parked) {
      parked.remove(call);
    }
  }

  private List<ParkedCall> waiting() {
    synchronized (parked) {
      return List.copyOf(parked);
    }
  }
}
