package org.aipassport.proxy;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import org.aipassport.config.Background;
import org.aipassport.config.Settings;
import org.aipassport.grants.AmendmentAsk;
import org.aipassport.grants.CallRaises;
import org.aipassport.grants.GrantAmendments;
import org.aipassport.grants.GrantScope;
import org.aipassport.grants.GrantView;
import org.aipassport.grants.Grants;
import org.aipassport.identity.Caller;
import org.aipassport.metering.CallIntent;
import org.aipassport.metering.CallLedger;
import org.aipassport.metering.CallOutcome;
import org.aipassport.metering.Charge;
import org.aipassport.metering.GivenPrices;
import org.aipassport.metering.IdempotencyKey;
import org.aipassport.metering.Quote;
import org.aipassport.metering.Reservation;
import org.aipassport.metering.Reserved;
import org.aipassport.metering.Shortfalls;
import org.aipassport.problems.Refusal;
import org.aipassport.problems.RefusalException;
import org.aipassport.providers.AnswerKind;
import org.aipassport.providers.EventDialect;
import org.aipassport.providers.GivenProviders;
import org.aipassport.providers.Provider;
import org.aipassport.providers.Understood;
import org.aipassport.support.Databases;
import org.aipassport.support.OnBothDatabases;
import org.aipassport.support.Persons;
import org.aipassport.support.TestBroker;
import org.aipassport.support.TestGrants;
import org.aipassport.support.TestSettings;
import org.aipassport.values.CallId;
import org.aipassport.values.Ids;
import org.aipassport.values.NanoUsd;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Timeout;

/** Calls that wait for money, without the server around them. */
@Timeout(120)
class ParkedCallsTest {
  private static final Duration SILENCE = Duration.ofMillis(300);
  private static final int ROOM = 24;
  private static final NanoUsd CAP = NanoUsd.ofCents(10);
  private static final Charge NOTHING =
      new Charge(Optional.of(NanoUsd.ZERO), Optional.empty(), Optional.empty());

  private final ExecutorService threads = Executors.newCachedThreadPool();
  private final Settings settings = TestSettings.of(Map.of("aipassport.money.park", "PT10M"));
  private final CallThreads callThreads = new Room(settings);
  private final Heartbeats heartbeats = new Heartbeats(callThreads, new Background(), SILENCE);
  private volatile boolean looking = true;

  @AfterEach
  void stop() {
    looking = false;
    threads.shutdownNow();
    heartbeats.stop();
    callThreads.stop();
  }

  @OnBothDatabases
  void theCallGoesOnWhenItsOwnerRaisesTheCapAndKeepsNothingMeanwhile(Databases.Kind kind)
      throws Exception {
    Broker broker = new Broker(kind, settings);
    Parked call = broker.park(broker.spent());
    assertThat(call.response.status()).isEqualTo(200);
    assertThat(call.response.header("Content-Type")).contains("text/event-stream");
    assertThat(call.response.header("aipassport-remaining-usd")).contains("0");
    assertThat(call.response.text())
        .isEqualTo(
            ": waiting for the owner: http://localhost:8080/ui/amendment?id="
                + broker.asked()
                + "\n\n");
    assertThat(broker.grant(call).money().reserved()).as("only the other's").isEqualTo(CAP);
    assertThat(broker.grant(call).usageCount()).isEqualTo(1);
    assertThat(broker.rows(call)).isZero();
    broker.parked.look();
    assertThat(call.waits()).isTrue();
    broker.amendments().approve(broker.owner, broker.asked(), Optional.empty());
    broker.parked.look();
    call.goesOn();
    assertThat(broker.grant(call).money().cap().orElseThrow()).isGreaterThan(CAP);
    CallIntent again =
        new CallIntent(
            call.entry.id(),
            broker.grant(call),
            call.proposal.intent().operation(),
            call.proposal.intent().model(),
            Optional.empty());
    assertThat(broker.ledger().reserve(again, call.proposal.price()).reservation().amount())
        .as("as it was asked for")
        .isGreaterThan(NanoUsd.ZERO);
  }

  @OnBothDatabases
  void whatAnotherInstanceDecidesIsFound(Databases.Kind kind) throws Exception {
    if (kind == Databases.Kind.DERBY) {
      return; // no second broker lives on it
    }
    Broker broker = new Broker(kind, settings);
    try (TestBroker other = broker.beans.beside()) {
      Parked raised = broker.park(broker.spent());
      other.get(GrantAmendments.class).approve(broker.owner, broker.asked(), Optional.empty());
      broker.parked.look();
      raised.goesOn();
      Parked denied = broker.park(broker.spent());
      other.get(GrantAmendments.class).deny(broker.owner, broker.asked());
      broker.parked.look();
      assertThat(denied.refusal().detail()).startsWith("The owner has left");
    }
  }

  @OnBothDatabases
  void theCallGoesOnWhenAnotherLeavesTheMoney(Databases.Kind kind) throws Exception {
    Broker broker = new Broker(kind, settings);
    GrantView grant = broker.capped(CAP.toCentsUp());
    Reserved other = broker.keepsAll(grant);
    Parked call = broker.park(grant);
    broker.parked.look();
    assertThat(call.waits()).isTrue();
    broker.ledger().settle(other, CallOutcome.COMPLETED, 200, NOTHING);
    broker.parked.look();
    call.goesOn();
  }

  @OnBothDatabases
  void largeBodiesDoNotWait(Databases.Kind kind) {
    Broker broker = new Broker(kind, settings);
    Parked call = broker.parkedCall(broker.spent(), "x".repeat(ParkedCalls.MOST_BYTES));
    RefusalException refusal =
        catchThrowableOfType(RefusalException.class, () -> broker.await(call));
    assertThat(refusal).isSameAs(call.refused);
    assertThat(broker.amendments().list(broker.owner)).as("nobody was asked").isEmpty();
  }

  @OnBothDatabases
  void whoIsDeniedLearnsTheFiguresAndIsNotAskedForAgain(Databases.Kind kind) throws Exception {
    Broker broker = new Broker(kind, settings);
    GrantView grant = broker.spent();
    Parked call = broker.park(grant);
    broker.amendments().deny(broker.owner, broker.asked());
    broker.parked.look();
    RefusalException refusal = call.refusal();
    assertThat(refusal.reason()).isEqualTo(Refusal.BUDGET_EXHAUSTED);
    assertThat(refusal.detail()).startsWith("The owner has left the grant as it is. The grant has");
    assertThat(refusal.facts()).isEqualTo(call.refused.facts());
    broker.refusesAtOnce(grant);
    assertThat(broker.amendments().list(broker.owner)).isEmpty();
  }

  @OnBothDatabases
  void theOwnersOwnChangeWakesToo(Databases.Kind kind) throws Exception {
    Broker broker = new Broker(kind, settings);
    Parked call = broker.park(broker.spent());
    GrantScope asked = broker.amendments().get(broker.owner, broker.asked()).scope();
    AmendmentAsk own = new AmendmentAsk(Optional.of(asked), Optional.empty(), "mine");
    broker.amendments().amend(broker.owner, call.proposal.grant().id(), own, Optional.empty());
    broker.parked.look();
    call.goesOn();
  }

  @OnBothDatabases
  void whenTheTimeIsOverTheFiguresAndWhereToDecideAreTold(Databases.Kind kind) throws Exception {
    Broker broker = new Broker(kind, TestSettings.of(Map.of("aipassport.money.park", "PT1S")));
    Parked call = broker.park(broker.spent());
    RefusalException refusal = call.refusal();
    assertThat(refusal.reason()).isEqualTo(Refusal.BUDGET_EXHAUSTED);
    assertThat(refusal.detail()).startsWith("The owner has not decided yet. The grant has");
    assertThat(refusal.facts())
        .containsEntry("approval_url", "http://localhost:8080/ui/amendment?id=" + broker.asked())
        .containsAllEntriesOf(without(call.refused.facts(), "approval_url"));
    assertThat(call.entry.age()).isGreaterThanOrEqualTo(Duration.ofSeconds(1));
    RefusalException again = catchThrowableOfType(RefusalException.class, () -> broker.await(call));
    assertThat(again).as("its time is over for good").isSameAs(call.refused);
  }

  @OnBothDatabases
  void theEndOfTheGrantEndsTheWait(Databases.Kind kind) throws Exception {
    Broker broker = new Broker(kind, settings);
    Parked call = broker.park(broker.spent());
    call.entry.cut();
    assertThat(call.refusal().reason()).isEqualTo(Refusal.CREDENTIALS_INVALID);
    Parked early = broker.parkedCall(broker.spent(), new SlowResponse(), AnswerKind.EVENTS);
    early.entry.cut(); // before it waits
    broker.start(early);
    assertThat(early.refusal().reason()).isEqualTo(Refusal.CREDENTIALS_INVALID);
  }

  @OnBothDatabases
  void whoLeavesIsFoundByASignOfLifeAndGivesTheRoomBack(Databases.Kind kind) throws Exception {
    Broker broker = new Broker(kind, settings);
    GrantView grant = broker.spent();
    List<Parked> calls = new ArrayList<>();
    for (int i = 0; i < ParkedCalls.MOST_PER_GRANT; i++) {
      calls.add(broker.park(grant));
    }
    broker.refusesAtOnce(grant);
    Parked leaves = calls.get(0);
    leaves.response.failAfter(1);
    threads.execute(this::look);
    assertThatExceptionOfType(ExecutionException.class)
        .isThrownBy(() -> leaves.running.get(20, TimeUnit.SECONDS))
        .withCauseInstanceOf(CallerGoneException.class);
    await(() -> calls.get(1).response.text().contains(": keep-alive\n\n"));
    broker.park(grant);
    broker.refusesAtOnce(grant);
  }

  /** As many as there is room for, on more than the connections that there are. */
  @OnBothDatabases
  void allTogetherHaveBoundedRoomAndHoldNoConnection(Databases.Kind kind) throws Exception {
    Broker broker = new Broker(kind, settings);
    List<Parked> calls = new ArrayList<>();
    while (calls.size() < ROOM) {
      GrantView grant = broker.spent();
      for (int i = 0; i < ParkedCalls.MOST_PER_GRANT && calls.size() < ROOM; i++) {
        calls.add(broker.park(grant));
      }
    }
    broker.refusesAtOnce(broker.spent());
    calls.get(0).entry.cut();
    calls.get(0).refusal();
    broker.park(broker.spent());
  }

  @OnBothDatabases
  void onlyStreamsThatARaiseWouldHelpWaitAndOnlyIfTheOperatorSaysSo(Databases.Kind kind)
      throws Exception {
    Broker broker = new Broker(kind, settings);
    Broker off = new Broker(kind, TestSettings.defaults());
    off.refusesAtOnce(off.spent());
    broker.refusesAtOnce(broker.parkedCall(broker.spent(), new SlowResponse(), AnswerKind.JSON));
    broker.refusesAtOnce(broker.capped(0));
    RefusalException other = new RefusalException(Refusal.REQUESTS_EXHAUSTED, "x");
    Parked call = broker.parkedCall(broker.spent(), new SlowResponse(), AnswerKind.EVENTS);
    assertThat(
            catchThrowableOfType(
                RefusalException.class,
                () -> broker.parked.await(call.proposal, other, call.entry, call.caller)))
        .isSameAs(other);
    assertThat(broker.amendments().list(broker.owner)).isEmpty();
    assertThat(off.amendments().list(off.owner)).isEmpty();
  }

  @OnBothDatabases
  void whoAsksAgainByTheSameKeyDoesNotWaitBesideIt(Databases.Kind kind) throws Exception {
    Broker broker = new Broker(kind, settings);
    GrantView grant = broker.spent();
    Parked first = broker.park(broker.parkedCall(grant, "key", "request"));
    assertThat(broker.refusal(broker.parkedCall(grant, "key", "request")).reason())
        .isEqualTo(Refusal.IDEMPOTENCY_IN_PROGRESS);
    assertThat(broker.refusal(broker.parkedCall(grant, "key", "other")).reason())
        .isEqualTo(Refusal.IDEMPOTENCY_KEY_REUSED);
    broker.park(broker.parkedCall(grant, "other key", "request"));
    broker.park(broker.parkedCall(broker.spent(), "key", "other"));
    first.entry.cut();
    first.refusal();
    broker.park(broker.parkedCall(grant, "key", "request"));
  }

  private static Map<String, String> without(Map<String, String> facts, String name) {
    Map<String, String> fewer = new HashMap<>(facts);
    fewer.remove(name);
    return fewer;
  }

  private void look() {
    while (looking) {
      heartbeats.look();
      pause();
    }
  }

  private static void await(BooleanSupplier condition) {
    long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(20);
    while (!condition.getAsBoolean()) {
      assertThat(System.nanoTime()).isLessThan(deadline);
      pause();
    }
  }

  private static void pause() {
    try {
      Thread.sleep(SILENCE.dividedBy(15).toMillis());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** Threads with room for fewer parked calls than any real one has. */
  private static final class Room extends CallThreads {
    Room(Settings settings) {
      super(settings);
    }

    @Override
    int mostParked() {
      return ROOM;
    }
  }

  /** One call that was refused for money, and what became of it. */
  private static final class Parked {
    private final SlowResponse response;
    private final Proposal proposal;
    private final RunningCall entry;
    private final CallerStream caller;
    private final RefusalException refused;
    private Future<?> running;

    Parked(Proposal proposal, SlowResponse response, AnswerKind kind, RefusalException refused) {
      this.response = response;
      this.proposal = proposal;
      this.entry = new RunningCall(proposal.intent().id(), proposal.grant());
      AnswerPlan plan = Relayed.plan(EventDialect.CHAT, false, kind);
      this.caller = new CallerStream(response.servlet(), StreamForm.of(plan));
      this.refused = refused;
    }

    boolean waits() {
      return !running.isDone();
    }

    void goesOn() throws Exception {
      assertThat(running.get(20, TimeUnit.SECONDS)).isNull();
    }

    RefusalException refusal() throws Exception {
      try {
        running.get(20, TimeUnit.SECONDS);
      } catch (ExecutionException e) {
        return (RefusalException) e.getCause();
      }
      throw new AssertionError("it goes on");
    }
  }

  /** An owner, their grants, and the room for calls that wait. */
  private final class Broker {
    private final TestBroker beans;
    private final Caller owner;
    private final ParkedCalls parked;

    Broker(Databases.Kind kind, Settings settings) {
      this.beans = TestBroker.shared(kind);
      this.owner = Persons.ownerWithKey(beans);
      this.parked =
          new ParkedCalls(
              settings,
              beans.get(Shortfalls.class),
              beans.get(CallRaises.class),
              heartbeats,
              callThreads,
              new Background());
    }

    GrantAmendments amendments() {
      return beans.get(GrantAmendments.class);
    }

    CallLedger ledger() {
      return beans.get(CallLedger.class);
    }

    GrantView capped(long cents) {
      return TestGrants.approved(beans, owner, "'maxBudgetCents':" + cents + ",");
    }

    /** A grant whose money another call keeps. */
    GrantView spent() {
      GrantView grant = capped(CAP.toCentsUp());
      Reserved unused = keepsAll(grant);
      return grant;
    }

    Reserved keepsAll(GrantView grant) {
      Quote all = left -> new Reservation(CAP, Optional.of("test"), OptionalLong.empty());
      return ledger().reserve(proposal(grant).intent(), all);
    }

    private Proposal proposal(GrantView grant) {
      return proposal(grant, Optional.empty());
    }

    private Proposal proposal(GrantView grant, Optional<IdempotencyKey> key) {
      return proposal(grant, key, "hello");
    }

    private Proposal proposal(GrantView grant, Optional<IdempotencyKey> key, String says) {
      Provider provider = GivenProviders.preset("openai");
      Understood call =
          Meters.asked(
              "openai",
              "/v1/chat/completions",
              "{'model':'gpt-4.1','stream':true,'messages':[{'role':'user','content':'%s'}]}"
                  .formatted(says));
      CallIntent intent =
          new CallIntent(new CallId(Ids.next()), grant, "chat_completions", call.model(), key);
      return new Proposal(
          intent,
          provider,
          CallPlan.json("chat_completions", call, Map.of()),
          GivenPrices.of(provider, call));
    }

    Parked parkedCall(GrantView grant, SlowResponse response, AnswerKind kind) {
      return parkedCall(proposal(grant), response, kind);
    }

    Parked parkedCall(GrantView grant, String says) {
      Proposal proposal = proposal(grant, Optional.empty(), says);
      return parkedCall(proposal, new SlowResponse(), AnswerKind.EVENTS);
    }

    Parked parkedCall(GrantView grant, String key, String request) {
      IdempotencyKey named = IdempotencyKey.of(key, request.getBytes(UTF_8));
      return parkedCall(proposal(grant, Optional.of(named)), new SlowResponse(), AnswerKind.EVENTS);
    }

    private Parked parkedCall(Proposal proposal, SlowResponse response, AnswerKind kind) {
      RefusalException refusal =
          catchThrowableOfType(
              RefusalException.class, () -> ledger().reserve(proposal.intent(), proposal.price()));
      assertThat(refusal.reason()).isEqualTo(Refusal.BUDGET_EXHAUSTED);
      return new Parked(proposal, response, kind, refusal);
    }

    private void start(Parked call) {
      call.running = threads.submit(() -> await(call));
    }

    void await(Parked call) {
      parked.await(call.proposal, call.refused, call.entry, call.caller);
    }

    /** Returns once it waits. */
    Parked park(GrantView grant) {
      return park(parkedCall(grant, new SlowResponse(), AnswerKind.EVENTS));
    }

    Parked park(Parked call) {
      start(call);
      ParkedCallsTest.await(() -> call.response.text().contains(": waiting") || !call.waits());
      assertThat(call.waits()).isTrue();
      return call;
    }

    RefusalException refusal(Parked call) throws Exception {
      start(call);
      return call.refusal();
    }

    void refusesAtOnce(GrantView grant) throws Exception {
      refusesAtOnce(parkedCall(grant, new SlowResponse(), AnswerKind.EVENTS));
    }

    void refusesAtOnce(Parked call) throws Exception {
      start(call);
      assertThat(call.refusal()).isSameAs(call.refused);
      assertThat(call.response.text()).as("nothing is told in band").isEmpty();
    }

    /** The only change that the owner is asked for. */
    String asked() {
      assertThat(amendments().list(owner)).hasSize(1);
      return amendments().list(owner).get(0).id();
    }

    GrantView grant(Parked call) {
      return beans.get(Grants.class).find(call.proposal.grant().id()).orElseThrow();
    }

    long rows(Parked call) {
      return beans.count("usage_entry WHERE id = ?", call.entry.id().value());
    }
  }
}
