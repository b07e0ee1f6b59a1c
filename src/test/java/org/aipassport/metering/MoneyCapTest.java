package org.aipassport.metering;

import static org.aipassport.metering.CallLedgerTest.call;
import static org.aipassport.metering.CallLedgerTest.grant;
import static org.aipassport.metering.CallLedgerTest.ledger;
import static org.aipassport.support.Refused.refused;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.Callable;
import java.util.concurrent.atomic.AtomicInteger;
import org.aipassport.grants.AmendmentAsk;
import org.aipassport.grants.GrantAmendments;
import org.aipassport.grants.GrantLifecycle;
import org.aipassport.grants.GrantMoney;
import org.aipassport.grants.GrantScope;
import org.aipassport.grants.GrantStatus;
import org.aipassport.grants.GrantView;
import org.aipassport.grants.Grants;
import org.aipassport.identity.Caller;
import org.aipassport.persistence.Transactions;
import org.aipassport.problems.Refusal;
import org.aipassport.problems.RefusalException;
import org.aipassport.support.Databases;
import org.aipassport.support.Faults;
import org.aipassport.support.OnBothDatabases;
import org.aipassport.support.Persons;
import org.aipassport.support.Race;
import org.aipassport.support.TestBroker;
import org.aipassport.support.TestGrants;
import org.aipassport.values.NanoUsd;

class MoneyCapTest {
  private static final NanoUsd CENT = NanoUsd.ofCents(1);
  private static final int OK = 200;
  private static final int ROUNDS = Faults.isFull() ? 200 : 10;

  @OnBothDatabases
  void theMostThatACallCanCostIsTakenBeforeItAndWhatItCostAfterIt(Databases.Kind kind) {
    TestBroker broker = TestBroker.shared(kind);
    GrantView grant = grant(broker, "'maxBudgetCents':10,");
    Reserved call = ledger(broker).reserve(call(grant), costing(3));
    assertThat(call.left()).contains(NanoUsd.ofCents(7));
    assertThat(money(broker, grant).reserved()).isEqualTo(NanoUsd.ofCents(3));
    assertThat(money(broker, grant).spent()).isEqualTo(NanoUsd.ZERO);
    ledger(broker).settle(call, CallOutcome.COMPLETED, OK, cost(CENT));
    assertThat(money(broker, grant).reserved()).isEqualTo(NanoUsd.ZERO);
    assertThat(money(broker, grant).spent()).isEqualTo(CENT);
    assertThat(charged(broker, call)).isEqualTo(Long.toString(CENT.nanos()));
    assertThat(broker.one("SELECT price_version FROM usage_entry WHERE id = ?", id(call)))
        .isEqualTo("test-prices");
  }

  @OnBothDatabases
  void whatNobodyKnowsTheCostOfIsChargedAtItsBound(Databases.Kind kind) {
    TestBroker broker = TestBroker.shared(kind);
    GrantView grant = grant(broker, "'maxBudgetCents':10,");
    for (CallOutcome outcome :
        new CallOutcome[] {
          CallOutcome.COMPLETED,
          CallOutcome.CALLER_GONE,
          CallOutcome.CUT,
          CallOutcome.UPSTREAM_FAILED
        }) {
      Reserved call = ledger(broker).reserve(call(grant), costing(2));
      ledger(broker).settle(call, outcome, OK, Charge.UNKNOWN);
    }
    assertThat(money(broker, grant).spent()).isEqualTo(NanoUsd.ofCents(8));
    assertThat(money(broker, grant).reserved()).isEqualTo(NanoUsd.ZERO);
  }

  @OnBothDatabases
  void whatWasNotSentCostsNothing(Databases.Kind kind) {
    TestBroker broker = TestBroker.shared(kind);
    GrantView grant = grant(broker, "'maxBudgetCents':10,'maxRequests':5,");
    Reserved call = ledger(broker).reserve(call(grant), costing(10));
    ledger(broker).settle(call, CallOutcome.NOT_SENT, 0, cost(CENT));
    ledger(broker).settle(call, CallOutcome.NOT_SENT, 0, cost(CENT));
    GrantMoney after = money(broker, grant);
    assertThat(after.spent()).isEqualTo(NanoUsd.ZERO);
    assertThat(after.reserved()).isEqualTo(NanoUsd.ZERO);
    assertThat(CallLedgerTest.used(broker, grant)).isZero();
  }

  @OnBothDatabases
  void refusalTellsTheFiguresAndTakesNothing(Databases.Kind kind) {
    TestBroker broker = TestBroker.shared(kind);
    GrantView grant = grant(broker, "'maxBudgetCents':10,");
    Reserved first = ledger(broker).reserve(call(grant), costing(6));
    ledger(broker).settle(first, CallOutcome.COMPLETED, OK, cost(NanoUsd.ofCents(4)));
    ledger(broker).reserve(call(grant), costing(5));
    RefusalException refusal =
        catchThrowableOfType(
            RefusalException.class, () -> ledger(broker).reserve(call(grant), costing(2)));
    assertThat(refusal.reason()).isEqualTo(Refusal.BUDGET_EXHAUSTED);
    assertThat(refusal.facts())
        .containsEntry("cap", "grant")
        .containsEntry("cap_usd", "0.1")
        .containsEntry("spent_usd", "0.04")
        .containsEntry("reserved_usd", "0.05")
        .containsEntry("remaining_usd", "0.01")
        .containsEntry("required_usd", "0.02")
        .hasEntrySatisfying(
            "approval_url", url -> assertThat(url).endsWith("/ui/grant?grant=" + grant.id()));
    assertThat(money(broker, grant).reserved()).isEqualTo(NanoUsd.ofCents(5));
    ledger(broker).reserve(call(grant), costing(1));
  }

  @OnBothDatabases
  void aCapOfNothingAdmitsNotEvenWhatIsFree(Databases.Kind kind) {
    TestBroker broker = TestBroker.shared(kind);
    GrantView grant = grant(broker, "'maxBudgetCents':0,");
    refused(Refusal.BUDGET_EXHAUSTED, () -> ledger(broker).reserve(call(grant), costing(0)));
    assertThat(CallLedgerTest.used(broker, grant)).isZero();
  }

  @OnBothDatabases
  void withoutACapTheCostIsBookedAsFarAsItIsKnown(Databases.Kind kind) {
    TestBroker broker = TestBroker.shared(kind);
    GrantView grant = grant(broker, "");
    Reserved known = CallLedgerTest.reserve(broker, call(grant));
    assertThat(known.left()).isEmpty();
    ledger(broker).settle(known, CallOutcome.COMPLETED, OK, cost(CENT));
    Reserved unknown = CallLedgerTest.reserve(broker, call(grant));
    ledger(broker).settle(unknown, CallOutcome.COMPLETED, OK, Charge.UNKNOWN);
    assertThat(money(broker, grant).spent()).isEqualTo(CENT);
    assertThat(charged(broker, unknown)).isEqualTo("null");
  }

  /** The provider said more than it could have been: the truth is booked, and it ends there. */
  @OnBothDatabases
  void moreThanTheBoundIsBookedTruthfullyAndFreezesTheGrant(Databases.Kind kind) {
    TestBroker broker = TestBroker.shared(kind);
    GrantView grant = grant(broker, "'maxBudgetCents':10,");
    Reserved call = ledger(broker).reserve(call(grant), costing(2));
    ledger(broker).settle(call, CallOutcome.COMPLETED, OK, cost(NanoUsd.ofCents(20)));
    GrantView after = broker.get(Grants.class).find(grant.id()).orElseThrow();
    assertThat(after.money().spent()).isEqualTo(NanoUsd.ofCents(20));
    assertThat(after.status()).isEqualTo(GrantStatus.FROZEN);
    assertThat(TestGrants.events(broker, grant.id().value())).contains("grant.frozen");
    refused(Refusal.CREDENTIALS_INVALID, () -> ledger(broker).reserve(call(after), costing(0)));
  }

  @OnBothDatabases
  void ofWhatACrashLeftTheSentIsChargedInFullAndTheUnsentGivenBack(Databases.Kind kind) {
    TestBroker broker = TestBroker.shared(kind);
    Caller owner = Persons.ownerWithKey(broker);
    GrantView grant =
        TestGrants.approve(
            broker,
            owner,
            TestGrants.request(broker, owner, "'maxBudgetCents':10,"),
            "{'expiresInSeconds':864000}");
    Reserved sent = ledger(broker).reserve(call(grant), costing(3));
    ledger(broker).dispatching(sent);
    Reserved unsent = ledger(broker).reserve(call(grant), costing(4));
    broker.clock().advance(Duration.ofMinutes(66));
    CallLedgerTest.sweep(broker);
    assertThat(money(broker, grant).spent()).isEqualTo(NanoUsd.ofCents(3));
    assertThat(money(broker, grant).reserved()).isEqualTo(NanoUsd.ZERO);
    refused(Refusal.UNAVAILABLE, () -> ledger(broker).dispatching(unsent));
    ledger(broker).settle(unsent, CallOutcome.NOT_SENT, 0, Charge.UNKNOWN);
    ledger(broker).settle(sent, CallOutcome.COMPLETED, OK, cost(CENT));
    ledger(broker).settle(sent, CallOutcome.COMPLETED, OK, cost(NanoUsd.ofCents(2)));
    assertThat(money(broker, grant).spent()).as("the truth came late, once").isEqualTo(CENT);
    assertThat(money(broker, grant).reserved()).isEqualTo(NanoUsd.ZERO);
    assertThat(CallLedgerTest.used(broker, grant)).isEqualTo(1);
  }

  /** The database had stored what it could not confirm any more, and the caller was refused. */
  @OnBothDatabases
  void whatWasTakenWithoutAnAnswerIsGivenBackOnce(Databases.Kind kind) {
    TestBroker broker = TestBroker.shared(kind);
    GrantView grant = grant(broker, "'maxBudgetCents':10,");
    CallIntent unsent = call(grant);
    Reserved unanswered = ledger(broker).reserve(unsent, costing(10));
    ledger(broker).takeBack(unsent);
    ledger(broker).takeBack(unsent);
    ledger(broker).takeBack(call(grant));
    assertThat(money(broker, grant).reserved()).isEqualTo(NanoUsd.ZERO);
    assertThat(money(broker, grant).spent()).isEqualTo(NanoUsd.ZERO);
    assertThat(CallLedgerTest.used(broker, grant)).isZero();
    refused(Refusal.UNAVAILABLE, () -> ledger(broker).dispatching(unanswered));
    CallIntent sent = call(grant);
    ledger(broker).dispatching(ledger(broker).reserve(sent, costing(10)));
    ledger(broker).takeBack(sent);
    assertThat(money(broker, grant).reserved()).isEqualTo(NanoUsd.ofCents(10));
  }

  @OnBothDatabases
  void whatIsFreeIsFreeAfterACrashToo(Databases.Kind kind) {
    TestBroker broker = TestBroker.shared(kind);
    Caller owner = Persons.ownerWithKey(broker);
    GrantView grant =
        TestGrants.approve(
            broker,
            owner,
            TestGrants.request(broker, owner, "'maxBudgetCents':10,"),
            "{'expiresInSeconds':864000}");
    Reserved free = ledger(broker).reserve(call(grant), costing(0));
    broker.clock().advance(Duration.ofMinutes(66));
    CallLedgerTest.sweep(broker);
    assertThat(charged(broker, free)).isEqualTo("0");
  }

  @OnBothDatabases
  void ofAHundredAtOnceOnMoneyForOneOneIsAdmitted(Databases.Kind kind) {
    TestBroker broker = TestBroker.shared(kind);
    for (int round = 0; round < ROUNDS; round++) {
      GrantView grant = grant(broker, "'maxBudgetCents':5,");
      Race<Boolean> race = Race.of(100, () -> reserve(broker, grant));
      assertThat(race.done()).hasSize(1);
      assertThat(race.reasons()).containsOnly(Refusal.BUDGET_EXHAUSTED);
      assertThat(money(broker, grant).reserved()).isEqualTo(NanoUsd.ofCents(3));
      assertThat(CallLedgerTest.used(broker, grant)).isEqualTo(1);
    }
  }

  private static boolean reserve(TestBroker broker, GrantView grant) {
    Reserved unused = ledger(broker).reserve(call(grant), costing(3));
    return true;
  }

  /** Shows that the race is one: whoever reads, decides and then writes lets several through. */
  @OnBothDatabases
  void lookingBeforeTakingOverspends(Databases.Kind kind) {
    TestBroker broker = TestBroker.shared(kind);
    int most = 0;
    for (int round = 0; round < 50 && most < 2; round++) {
      GrantView grant = grant(broker, "'maxBudgetCents':5,");
      most = Math.max(most, Race.of(20, naive(broker, grant)).done().size());
    }
    assertThat(most).isGreaterThan(1);
  }

  private static Callable<Boolean> naive(TestBroker broker, GrantView grant) {
    return () -> {
      if (money(broker, grant).remaining().orElseThrow().compareTo(NanoUsd.ofCents(3)) < 0) {
        throw new RefusalException(Refusal.BUDGET_EXHAUSTED, "used up");
      }
      broker
          .get(Transactions.class)
          .run(
              em ->
                  em.createNativeQuery(
                          "UPDATE access_grant SET reserved_nanos = reserved_nanos + 30000000"
                              + " WHERE id = ? ")
                      .setParameter(1, grant.id().value())
                      .executeUpdate());
      return true;
    };
  }

  @OnBothDatabases
  void thePriceIsAskedAgainWhenSomebodyElseTookTheMoney(Databases.Kind kind) {
    TestBroker broker = TestBroker.shared(kind);
    GrantView grant = grant(broker, "'maxBudgetCents':10,");
    AtomicInteger asked = new AtomicInteger();
    Reserved fitted =
        ledger(broker)
            .reserve(
                call(grant),
                left -> {
                  if (asked.incrementAndGet() == 1) {
                    takeAway(broker, grant, 6);
                  }
                  return new Reservation(left, Optional.of("test-prices"), OptionalLong.of(1));
                });
    assertThat(asked).hasValue(2);
    assertThat(fitted.reservation().amount()).isEqualTo(NanoUsd.ofCents(4));
    assertThat(money(broker, grant).remaining()).contains(NanoUsd.ZERO);
  }

  /** A large body takes seconds to bound: nobody else's call waits for that. */
  @OnBothDatabases
  void whatTakesLongIsDoneBeforeOthersWait(Databases.Kind kind) {
    TestBroker broker = TestBroker.shared(kind);
    Caller owner = Persons.ownerWithKey(broker);
    for (String cap : List.of("'maxBudgetCents':10,", "")) {
      GrantView grant = TestGrants.approved(broker, owner, cap);
      if (cap.isEmpty()) {
        broker
            .get(OwnBudgets.class)
            .set(
                owner,
                BudgetLevel.ACCOUNT,
                "",
                Period.DAY,
                NanoUsd.ofCents(1_000),
                Optional.of(broker.clock().instant()));
      }
      AtomicInteger others = new AtomicInteger();
      Reserved unused =
          ledger(broker)
              .reserve(
                  call(grant),
                  new Quote() {
                    @Override
                    public void prepare() {
                      others.addAndGet(reserveAtOnce(broker, grant));
                    }

                    @Override
                    public Reservation within(NanoUsd left) {
                      assertThat(others).hasValue(1);
                      return costing(1).within(left);
                    }
                  });
      assertThat(others).hasValue(1);
    }
  }

  private static int reserveAtOnce(TestBroker broker, GrantView grant) {
    return Race.of(1, () -> ledger(broker).reserve(call(grant), costing(1))).done().size();
  }

  /** On another thread: transactions of one thread are one. */
  private static void takeAway(TestBroker broker, GrantView grant, long cents) {
    Race<Integer> other =
        Race.of(
            1,
            () ->
                broker.execute(
                    "UPDATE access_grant SET reserved_nanos = reserved_nanos + ? WHERE id = ?",
                    NanoUsd.ofCents(cents).nanos(),
                    grant.id().value()));
    assertThat(other.done()).containsExactly(1);
  }

  /** Whoever saw it without a cap, or with more models, must look again. */
  @OnBothDatabases
  void aGrantThatWasChangedMeanwhileReservesNothing(Databases.Kind kind) {
    TestBroker broker = TestBroker.shared(kind);
    Caller owner = Persons.ownerWithKey(broker);
    GrantView seen = TestGrants.approved(broker, owner, "");
    GrantScope capped =
        seen.scope()
            .narrowed(
                seen.scope().models(),
                seen.scope().capabilities(),
                seen.scope().maxRequests(),
                Optional.of(CENT),
                false);
    AmendmentAsk ask = new AmendmentAsk(Optional.of(capped), Optional.empty(), "a cap");
    GrantView changed =
        broker.get(GrantAmendments.class).amend(owner, seen.id(), ask, Optional.empty());
    refused(Refusal.UNAVAILABLE, () -> CallLedgerTest.reserve(broker, call(seen)));
    assertThat(CallLedgerTest.used(broker, seen)).isZero();
    ledger(broker).reserve(call(changed), costing(1));
  }

  /** Its bound was never asked for, so nobody knows whether it fits. */
  @OnBothDatabases
  void whoSawTheGrantBeforeItHadACapIsNotLetThroughWithoutABound(Databases.Kind kind) {
    TestBroker broker = TestBroker.shared(kind);
    Caller owner = Persons.ownerWithKey(broker);
    GrantView uncapped = TestGrants.approved(broker, owner, "");
    broker.execute(
        "UPDATE access_grant SET budget_nanos = 10000000 WHERE id = ?", uncapped.id().value());
    refused(Refusal.UNAVAILABLE, () -> CallLedgerTest.reserve(broker, call(uncapped)));
    assertThat(CallLedgerTest.used(broker, uncapped)).isZero();
    Reserved next = ledger(broker).reserve(call(now(broker, uncapped)), costing(1));
    assertThat(next.left()).contains(NanoUsd.ZERO);
  }

  @OnBothDatabases
  void aRevokedGrantReservesNothing(Databases.Kind kind) {
    TestBroker broker = TestBroker.shared(kind);
    Caller owner = Persons.ownerWithKey(broker);
    GrantView grant = TestGrants.approved(broker, owner, "'maxBudgetCents':10,");
    broker.get(GrantLifecycle.class).revoke(owner, grant.id());
    refused(Refusal.CREDENTIALS_INVALID, () -> ledger(broker).reserve(call(grant), costing(1)));
    assertThat(money(broker, grant).reserved()).isEqualTo(NanoUsd.ZERO);
  }

  static Quote costing(long cents) {
    return left ->
        new Reservation(NanoUsd.ofCents(cents), Optional.of("test-prices"), OptionalLong.empty());
  }

  static Charge cost(NanoUsd amount) {
    return new Charge(Optional.of(amount), Optional.empty(), Optional.of("test-prices"));
  }

  static GrantMoney money(TestBroker broker, GrantView grant) {
    return now(broker, grant).money();
  }

  private static GrantView now(TestBroker broker, GrantView grant) {
    return broker.get(Grants.class).find(grant.id()).orElseThrow();
  }

  private static String charged(TestBroker broker, Reserved call) {
    return String.valueOf(
        broker.sql("SELECT charged_nanos FROM usage_entry WHERE id = ?", id(call)).get(0).get(0));
  }

  private static String id(Reserved call) {
    return call.intent().id().value();
  }
}
