package org.aipassport.metering;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.aipassport.metering.CallLedgerTest.grant;
import static org.aipassport.metering.CallLedgerTest.ledger;
import static org.aipassport.metering.CallLedgerTest.sweep;
import static org.aipassport.metering.CallLedgerTest.used;
import static org.aipassport.metering.MoneyCapTest.cost;
import static org.aipassport.metering.MoneyCapTest.costing;
import static org.aipassport.support.Refused.refused;
import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.stream.IntStream;
import org.aipassport.crypto.Sha256;
import org.aipassport.grants.GrantView;
import org.aipassport.persistence.Transactions;
import org.aipassport.problems.Refusal;
import org.aipassport.problems.RefusalException;
import org.aipassport.support.Databases;
import org.aipassport.support.Gate;
import org.aipassport.support.OnBothDatabases;
import org.aipassport.support.Race;
import org.aipassport.support.TestBroker;
import org.aipassport.values.CallId;
import org.aipassport.values.Ids;
import org.aipassport.values.ModelName;
import org.aipassport.values.NanoUsd;
import org.junit.jupiter.api.Test;

class IdempotencyKeysTest {
  private static final NanoUsd CENT = NanoUsd.ofCents(1);
  private static final String CAPPED = "'maxBudgetCents':10,";
  private static final String UNCAPPED = "";
  private static final int OK = 200;
  private static final int ERROR = 500;

  @OnBothDatabases
  void whileACallRunsItsKeyMakesNoOther(Databases.Kind kind) {
    TestBroker broker = TestBroker.shared(kind);
    for (String cap : List.of(CAPPED, UNCAPPED)) {
      GrantView grant = grant(broker, cap);
      reserve(broker, call(grant, "key"));
      CallIntent again = call(grant, "key");
      RefusalException refusal =
          refused(Refusal.IDEMPOTENCY_IN_PROGRESS, () -> reserve(broker, again));
      assertThat(refusal.facts()).containsEntry("code", "idempotency_in_progress");
      assertThat(broker.count("usage_entry WHERE id = ?", again.id().value())).isZero();
      assertThat(used(broker, grant)).isEqualTo(1);
      reserve(broker, call(grant, "another key"));
    }
  }

  @OnBothDatabases
  void aCallThatWasChargedIsNotMadeAgainAndToldWithItsCost(Databases.Kind kind) {
    TestBroker broker = TestBroker.shared(kind);
    for (String cap : List.of(CAPPED, UNCAPPED)) {
      GrantView grant = grant(broker, cap);
      Reserved call = reserve(broker, call(grant, "key"));
      ledger(broker).settle(call, CallOutcome.COMPLETED, OK, cost(CENT));
      RefusalException refusal = alreadyCharged(broker, grant);
      assertThat(refusal.facts())
          .containsEntry("code", "already_charged")
          .containsEntry("call", call.intent().id().value())
          .containsEntry("cost_usd", "0.01");
      assertThat(used(broker, grant)).isEqualTo(1);
    }
  }

  /** Whoever asks again for what it has paid for shall not be told to ask for more money. */
  @OnBothDatabases
  void thatItIsChargedIsToldAlsoWhereTheMoneyIsUsedUp(Databases.Kind kind) {
    TestBroker broker = TestBroker.shared(kind);
    GrantView grant = grant(broker, CAPPED);
    Reserved call = ledger(broker).reserve(call(grant, "key"), costing(10));
    ledger(broker).settle(call, CallOutcome.COMPLETED, OK, cost(NanoUsd.ofCents(10)));
    alreadyCharged(broker, grant);
  }

  @OnBothDatabases
  void whatEndedAtACostThatNobodyKnowsIsNotMadeAgain(Databases.Kind kind) {
    TestBroker broker = TestBroker.shared(kind);
    for (CallOutcome outcome :
        List.of(
            CallOutcome.COMPLETED,
            CallOutcome.UPSTREAM_ERROR,
            CallOutcome.UPSTREAM_FAILED,
            CallOutcome.CALLER_GONE,
            CallOutcome.CUT)) {
      GrantView uncapped = grant(broker, UNCAPPED);
      Reserved call = reserve(broker, call(uncapped, "key"));
      ledger(broker).settle(call, outcome, OK, Charge.UNKNOWN);
      assertThat(alreadyCharged(broker, uncapped).facts()).containsEntry("cost_usd", "unknown");
      GrantView capped = grant(broker, CAPPED);
      Reserved bounded = ledger(broker).reserve(call(capped, "key"), costing(3));
      ledger(broker).settle(bounded, outcome, OK, Charge.UNKNOWN);
      assertThat(alreadyCharged(broker, capped).facts()).containsEntry("cost_usd", "0.03");
    }
  }

  @OnBothDatabases
  void whatCertainlyCostNothingIsFreeToComeAgainOnceAtATime(Databases.Kind kind) {
    TestBroker broker = TestBroker.shared(kind);
    for (String cap : List.of(CAPPED, UNCAPPED)) {
      GrantView grant = grant(broker, cap);
      Reserved unsent = reserve(broker, call(grant, "key"));
      ledger(broker).settle(unsent, CallOutcome.NOT_SENT, 0, Charge.UNKNOWN);
      Reserved failed = reserve(broker, call(grant, "key"));
      refused(Refusal.IDEMPOTENCY_IN_PROGRESS, () -> reserve(broker, call(grant, "key")));
      ledger(broker).settle(failed, CallOutcome.UPSTREAM_ERROR, ERROR, Charge.NOTHING);
      Reserved free = reserve(broker, call(grant, "key"));
      ledger(broker).settle(free, CallOutcome.COMPLETED, OK, cost(NanoUsd.ZERO));
      Reserved last = reserve(broker, call(grant, "key"));
      ledger(broker).settle(last, CallOutcome.COMPLETED, OK, cost(CENT));
      assertThat(alreadyCharged(broker, grant).facts())
          .containsEntry("call", last.intent().id().value());
      assertThat(keys(broker, grant)).isEqualTo(1);
    }
  }

  @OnBothDatabases
  void whatWasRefusedIsFreeToComeAgain(Databases.Kind kind) {
    TestBroker broker = TestBroker.shared(kind);
    GrantView poor = grant(broker, CAPPED);
    refused(Refusal.BUDGET_EXHAUSTED, () -> ledger(broker).reserve(call(poor, "key"), costing(11)));
    assertThat(keys(broker, poor)).isZero();
    ledger(broker).reserve(call(poor, "key"), costing(10));
    GrantView few = grant(broker, "'maxRequests':0,");
    refused(Refusal.REQUESTS_EXHAUSTED, () -> reserve(broker, call(few, "key")));
    assertThat(keys(broker, few)).isZero();
  }

  @OnBothDatabases
  void aKeyNamesOneRequestWhateverBecameOfIt(Databases.Kind kind) {
    TestBroker broker = TestBroker.shared(kind);
    GrantView grant = grant(broker, CAPPED);
    Reserved call = reserve(broker, call(grant, "key"));
    CallIntent other = call(grant, IdempotencyKey.of("key", "another".getBytes(UTF_8)));
    refused(Refusal.IDEMPOTENCY_KEY_REUSED, () -> reserve(broker, other));
    ledger(broker).settle(call, CallOutcome.UPSTREAM_ERROR, ERROR, Charge.NOTHING);
    refused(Refusal.IDEMPOTENCY_KEY_REUSED, () -> reserve(broker, other));
    Reserved again = reserve(broker, call(grant, "key"));
    ledger(broker).settle(again, CallOutcome.COMPLETED, OK, cost(CENT));
    RefusalException refusal =
        refused(Refusal.IDEMPOTENCY_KEY_REUSED, () -> reserve(broker, other));
    assertThat(refusal.facts()).containsOnlyKeys("code");
  }

  @OnBothDatabases
  void aKeyMeansNothingInAnotherGrant(Databases.Kind kind) {
    TestBroker broker = TestBroker.shared(kind);
    reserve(broker, call(grant(broker, UNCAPPED), "key"));
    reserve(broker, call(grant(broker, UNCAPPED), "key"));
  }

  @OnBothDatabases
  void ofFiftyAtOnceOnOneKeyOneIsMadeAlsoOfThoseWhoTakeItOver(Databases.Kind kind) {
    TestBroker broker = TestBroker.shared(kind);
    CallLedger other = CallLedgerTest.ofAnotherInstance(broker);
    for (int round = 0; round < 5; round++) {
      GrantView grant = grant(broker, CAPPED);
      for (int turn = 0; turn < 2; turn++) {
        Race<Reserved> race =
            Race.of(50, n -> reserving(n % 2 == 0 ? ledger(broker) : other, grant));
        assertThat(race.done()).hasSize(1);
        assertThat(race.reasons()).containsOnly(Refusal.IDEMPOTENCY_IN_PROGRESS);
        assertThat(used(broker, grant)).isEqualTo(turn + 1L);
        Reserved made = race.done().get(0);
        ledger(broker).settle(made, CallOutcome.UPSTREAM_ERROR, ERROR, Charge.NOTHING);
      }
    }
  }

  /** One of them holds the owner's rows; the other looks at the key when it has them. */
  @Test
  void ofTwoBrokersThatMeetOneMakesTheCall() {
    TestBroker broker = TestBroker.shared(Databases.Kind.POSTGRESQL);
    CallLedger other = CallLedgerTest.ofAnotherInstance(broker);
    GrantView grant = grant(broker, CAPPED);
    for (int turn = 0; turn < 2; turn++) {
      Race<Reserved> race =
          Gate.holdWriters(
              broker,
              "access_grant",
              1,
              () -> Race.of(2, n -> reserving(n == 0 ? ledger(broker) : other, grant)));
      assertThat(race.done()).hasSize(1);
      assertThat(race.reasons()).containsExactly(Refusal.IDEMPOTENCY_IN_PROGRESS);
      assertThat(keys(broker, grant)).isEqualTo(1);
      Reserved made = race.done().get(0);
      ledger(broker).settle(made, CallOutcome.UPSTREAM_ERROR, ERROR, Charge.NOTHING);
    }
  }

  @OnBothDatabases
  void afterACrashTheCallsRowSaysWhetherTheKeyIsFree(Databases.Kind kind) {
    TestBroker broker = TestBroker.shared(kind);
    broker.get(Instances.class).beat();
    List<GrantView> grants =
        List.of(grant(broker, CAPPED), grant(broker, CAPPED), grant(broker, UNCAPPED));
    List<Reserved> calls =
        grants.stream().map(grant -> reserve(broker, call(grant, "key"))).toList();
    ledger(broker).dispatching(calls.get(1));
    broker.clock().advance(Instances.DEAD_AFTER.plusMillis(1));
    for (GrantView grant : grants) {
      refused(Refusal.IDEMPOTENCY_IN_PROGRESS, () -> reserve(broker, call(grant, "key")));
    }
    sweep(broker);
    broker.get(Instances.class).beat();
    reserve(broker, call(grants.get(0), "key"));
    assertThat(alreadyCharged(broker, grants.get(1)).facts()).containsEntry("cost_usd", "0.02");
    assertThat(alreadyCharged(broker, grants.get(2)).facts()).containsEntry("cost_usd", "unknown");
    ledger(broker).settle(calls.get(1), CallOutcome.UPSTREAM_ERROR, ERROR, Charge.NOTHING);
    reserve(broker, call(grants.get(1), "key"));
  }

  @OnBothDatabases
  void aKeyIsForgottenADayAfterItsCallEndedAndNoSooner(Databases.Kind kind) {
    TestBroker broker = TestBroker.shared(kind);
    GrantView grant = grant(broker, UNCAPPED);
    Reserved ended = reserve(broker, call(grant, "ended"));
    Reserved late = reserve(broker, call(grant, "late"));
    reserve(broker, call(grant, "running"));
    ledger(broker).settle(ended, CallOutcome.COMPLETED, OK, Charge.UNKNOWN);
    broker.clock().advance(Duration.ofMinutes(10));
    ledger(broker).settle(late, CallOutcome.COMPLETED, OK, Charge.UNKNOWN);
    broker.clock().advance(IdempotencyKeys.KEPT.minusMinutes(10));
    forget(broker);
    assertThat(keys(broker, grant)).isEqualTo(3);
    broker.clock().advance(Duration.ofMillis(1));
    forget(broker);
    assertThat(keys(broker, grant)).isEqualTo(2);
    broker.clock().advance(IdempotencyKeys.KEPT);
    forget(broker);
    assertThat(keys(broker, grant)).as("what runs keeps its key").isEqualTo(1);
  }

  @OnBothDatabases
  void moreThanGoAtOnceAreForgottenOneBatchAfterTheOther(Databases.Kind kind) {
    TestBroker broker = TestBroker.shared(kind);
    GrantView grant = grant(broker, UNCAPPED);
    broker
        .get(Transactions.class)
        .run(
            em ->
                IntStream.rangeClosed(0, IdempotencyKeys.MOST_AT_ONCE)
                    .forEach(n -> make(broker, grant, n)));
    broker.clock().advance(IdempotencyKeys.KEPT.plusMillis(1));
    assertThat(broker.get(IdempotencyKeys.class).forgetSome())
        .isEqualTo(IdempotencyKeys.MOST_AT_ONCE);
    forget(broker);
    assertThat(keys(broker, grant)).isZero();
  }

  private static void make(TestBroker broker, GrantView grant, int number) {
    Reserved call = reserve(broker, call(grant, "key " + number));
    ledger(broker).settle(call, CallOutcome.COMPLETED, OK, Charge.UNKNOWN);
  }

  @OnBothDatabases
  void neitherTheKeyNorTheRequestIsStored(Databases.Kind kind) {
    TestBroker broker = TestBroker.shared(kind);
    GrantView grant = grant(broker, UNCAPPED);
    reserve(broker, call(grant, "key"));
    List<Object> row =
        broker
            .sql(
                "SELECT key_digest, request_digest FROM idempotency_key WHERE grant_id = ?",
                grant.id().value())
            .get(0);
    assertThat((byte[]) row.get(0)).isEqualTo(Sha256.of("key".getBytes(UTF_8)));
    assertThat((byte[]) row.get(1)).hasSize(32);
  }

  @OnBothDatabases
  void callsWithoutAKeyDoNotTouchTheTable(Databases.Kind kind) {
    TestBroker broker = TestBroker.shared(kind);
    GrantView grant = grant(broker, CAPPED);
    rename(broker, kind, "idempotency_key", "idempotency_away");
    try {
      Reserved call = ledger(broker).reserve(CallLedgerTest.call(grant), costing(1));
      ledger(broker).settle(call, CallOutcome.COMPLETED, OK, cost(CENT));
    } finally {
      rename(broker, kind, "idempotency_away", "idempotency_key");
    }
  }

  @Test
  void noTwoRequestsCountAsOneForWhereTheirPartsEnd() {
    assertThat(IdempotencyKey.of("key", "ab".getBytes(UTF_8), "c".getBytes(UTF_8)).request())
        .isNotEqualTo(
            IdempotencyKey.of("key", "a".getBytes(UTF_8), "bc".getBytes(UTF_8)).request());
  }

  private static void rename(TestBroker broker, Databases.Kind kind, String from, String to) {
    boolean derby = kind == Databases.Kind.DERBY;
    broker.execute(
        derby ? "RENAME TABLE " + from + " TO " + to : "ALTER TABLE " + from + " RENAME TO " + to);
  }

  private static CallIntent call(GrantView grant, String key) {
    return call(grant, IdempotencyKey.of(key, "request".getBytes(UTF_8)));
  }

  private static CallIntent call(GrantView grant, IdempotencyKey key) {
    return new CallIntent(
        new CallId(Ids.next()),
        grant,
        "chat_completions",
        new ModelName("gpt-a"),
        Optional.of(key));
  }

  private static Reserved reserve(TestBroker broker, CallIntent call) {
    return ledger(broker).reserve(call, costing(2));
  }

  private static Callable<Reserved> reserving(CallLedger ledger, GrantView grant) {
    return () -> ledger.reserve(call(grant, "key"), costing(2));
  }

  private static RefusalException alreadyCharged(TestBroker broker, GrantView grant) {
    return refused(Refusal.ALREADY_CHARGED, () -> reserve(broker, call(grant, "key")));
  }

  private static void forget(TestBroker broker) {
    broker.get(IdempotencyKeys.class).forget();
  }

  private static long keys(TestBroker broker, GrantView grant) {
    return broker.count("idempotency_key WHERE grant_id = ?", grant.id().value());
  }
}
