package org.aipassport.metering;

import static org.aipassport.support.Refused.refused;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.aipassport.audit.AuditLog;
import org.aipassport.config.Settings;
import org.aipassport.grants.Allowance;
import org.aipassport.grants.GrantLifecycle;
import org.aipassport.grants.GrantView;
import org.aipassport.grants.Grants;
import org.aipassport.grants.Overrun;
import org.aipassport.identity.Caller;
import org.aipassport.persistence.GroupedTransactions;
import org.aipassport.persistence.Transactions;
import org.aipassport.problems.Refusal;
import org.aipassport.problems.RefusalException;
import org.aipassport.support.Databases;
import org.aipassport.support.OnBothDatabases;
import org.aipassport.support.Persons;
import org.aipassport.support.Race;
import org.aipassport.support.TestBroker;
import org.aipassport.support.TestGrants;
import org.aipassport.values.CallId;
import org.aipassport.values.Ids;
import org.aipassport.values.ModelName;

class CallLedgerTest {
  private static final int OK = 200;

  @OnBothDatabases
  void anIntentIsOnRecordAndCountedBeforeTheCall(Databases.Kind kind) {
    TestBroker broker = TestBroker.shared(kind);
    GrantView grant = grant(broker, "'maxRequests':2,");
    CallIntent call = call(grant);
    reserve(broker, call);
    assertThat(state(broker, call)).isEqualTo("RESERVED");
    assertThat(used(broker, grant)).isEqualTo(1);
    assertThat(ledger(broker).reserved(grant.id())).isEqualTo(1);
    assertThat(eventsOf(broker, grant)).isEqualTo(1);
  }

  @OnBothDatabases
  void anOutcomeIsOnRecordOnce(Databases.Kind kind) {
    TestBroker broker = TestBroker.shared(kind);
    GrantView grant = grant(broker, "'maxRequests':2,");
    CallIntent call = call(grant);
    reserve(broker, call);
    settle(broker, call, CallOutcome.COMPLETED, OK);
    settle(broker, call, CallOutcome.UPSTREAM_FAILED, 502);
    settle(broker, call, CallOutcome.NOT_SENT, 0);
    assertThat(state(broker, call)).isEqualTo("SETTLED");
    assertThat(broker.one("SELECT outcome FROM usage_entry WHERE id = ?", call.id().value()))
        .isEqualTo("completed");
    assertThat(used(broker, grant)).isEqualTo(1);
    assertThat(ledger(broker).reserved(grant.id())).isZero();
    assertThat(eventsOf(broker, grant)).isEqualTo(2);
  }

  @OnBothDatabases
  void aCallThatWasNotSentIsGivenBackOnceEvenIfSettledTwice(Databases.Kind kind) {
    TestBroker broker = TestBroker.shared(kind);
    GrantView grant = grant(broker, "'maxRequests':2,");
    CallIntent sent = call(grant);
    CallIntent unsent = call(grant);
    reserve(broker, sent);
    reserve(broker, unsent);
    settle(broker, unsent, CallOutcome.NOT_SENT, 0);
    settle(broker, unsent, CallOutcome.NOT_SENT, 0);
    assertThat(state(broker, unsent)).isEqualTo("RELEASED");
    assertThat(used(broker, grant)).isEqualTo(1);
    reserve(broker, call(grant));
    refused(Refusal.REQUESTS_EXHAUSTED, () -> reserve(broker, call(grant)));
  }

  @OnBothDatabases
  void ofTwentySettlementsAtOnceOneGivesTheCallBack(Databases.Kind kind) {
    TestBroker broker = TestBroker.shared(kind);
    GrantView grant = grant(broker, "'maxRequests':9,");
    CallIntent call = call(grant);
    reserve(broker, call(grant));
    reserve(broker, call);
    Race<Boolean> race =
        Race.of(
            20,
            () -> {
              settle(broker, call, CallOutcome.NOT_SENT, 0);
              return true;
            });
    assertThat(race.done()).hasSize(20);
    assertThat(used(broker, grant)).isEqualTo(1);
    assertThat(eventsOf(broker, grant)).isEqualTo(3);
  }

  @OnBothDatabases
  void aCapOfNothingAdmitsNothing(Databases.Kind kind) {
    TestBroker broker = TestBroker.shared(kind);
    GrantView grant = grant(broker, "'maxRequests':0,");
    refused(Refusal.REQUESTS_EXHAUSTED, () -> reserve(broker, call(grant)));
  }

  @OnBothDatabases
  void withoutACapCallsAreCountedAndAdmitted(Databases.Kind kind) {
    TestBroker broker = TestBroker.shared(kind);
    GrantView grant = grant(broker, "");
    for (int i = 0; i < 5; i++) {
      reserve(broker, call(grant));
    }
    assertThat(used(broker, grant)).isEqualTo(5);
  }

  @OnBothDatabases
  void aRefusedCallLeavesNoTrace(Databases.Kind kind) {
    TestBroker broker = TestBroker.shared(kind);
    GrantView grant = grant(broker, "'maxRequests':1,");
    reserve(broker, call(grant));
    long events = eventsOf(broker, grant);
    CallIntent tooMany = call(grant);
    refused(Refusal.REQUESTS_EXHAUSTED, () -> reserve(broker, tooMany));
    assertThat(broker.count("usage_entry WHERE id = ?", tooMany.id().value())).isZero();
    assertThat(used(broker, grant)).isEqualTo(1);
    assertThat(eventsOf(broker, grant)).isEqualTo(events);
  }

  @OnBothDatabases
  void aGrantThatEndedAdmitsNothingAlsoToWhoeverSawItInForce(Databases.Kind kind) {
    TestBroker broker = TestBroker.shared(kind);
    Caller owner = Persons.ownerWithKey(broker);
    GrantView revoked = TestGrants.approved(broker, owner, "");
    broker.get(GrantLifecycle.class).revoke(owner, revoked.id());
    refused(Refusal.CREDENTIALS_INVALID, () -> reserve(broker, call(revoked)));
    GrantView expired = TestGrants.approved(broker, owner, "");
    broker.clock().advance(Duration.ofHours(1).minusMillis(1));
    reserve(broker, call(expired));
    broker.clock().advance(Duration.ofMillis(1));
    refused(Refusal.CREDENTIALS_INVALID, () -> reserve(broker, call(expired)));
    assertThat(broker.count("usage_entry WHERE grant_id = ?", revoked.id().value())).isZero();
    assertThat(broker.count("usage_entry WHERE grant_id = ?", expired.id().value())).isEqualTo(1);
  }

  @OnBothDatabases
  void anAbandonedCallIsFoundAfterTheLongestDeadlineAndStaysCounted(Databases.Kind kind) {
    TestBroker broker = TestBroker.shared(kind);
    GrantView grant = grant(broker, "'maxRequests':2,");
    CallIntent call = call(grant);
    reserve(broker, call);
    broker.clock().advance(Duration.ofMinutes(65));
    broker.get(Instances.class).beat();
    sweep(broker);
    assertThat(state(broker, call)).isEqualTo("RESERVED");
    broker.clock().advance(Duration.ofMillis(1));
    sweep(broker);
    sweep(broker);
    assertThat(state(broker, call)).isEqualTo("SETTLED");
    assertThat(broker.one("SELECT outcome FROM usage_entry WHERE id = ?", call.id().value()))
        .isEqualTo("abandoned");
    assertThat(used(broker, grant)).isEqualTo(1);
    assertThat(eventsOf(broker, grant)).isEqualTo(2);
  }

  @OnBothDatabases
  void callsOfABrokerThatDiedAreFoundSoon(Databases.Kind kind) {
    TestBroker broker = TestBroker.shared(kind);
    broker.get(Instances.class).beat();
    CallIntent call = call(grant(broker, ""));
    reserve(broker, call);
    broker.clock().advance(Instances.DEAD_AFTER);
    sweep(broker);
    assertThat(state(broker, call)).as("it may have been seen just now").isEqualTo("RESERVED");
    broker.clock().advance(Duration.ofMillis(1));
    sweep(broker);
    assertThat(state(broker, call)).isEqualTo("SETTLED");
    broker.get(Instances.class).beat();
    CallIntent living = call(grant(broker, ""));
    reserve(broker, living);
    broker.clock().advance(Instances.DEAD_AFTER.multipliedBy(2));
    broker.get(Instances.class).beat();
    sweep(broker);
    assertThat(state(broker, living)).isEqualTo("RESERVED");
  }

  @OnBothDatabases
  void anAbandonmentThatCannotBeRecordedDoesNotHappen(Databases.Kind kind) {
    TestBroker broker = TestBroker.shared(kind);
    CallIntent call = call(grant(broker, "'maxRequests':2,"));
    reserve(broker, call);
    broker.clock().advance(Duration.ofMinutes(66));
    assertThatThrownBy(() -> broker.withoutAuditLog(() -> sweep(broker))).isNotNull();
    assertThat(state(broker, call)).isEqualTo("RESERVED");
  }

  @OnBothDatabases
  void oneCallThatCannotBeClosedKeepsNoOthersOpen(Databases.Kind kind) {
    TestBroker broker = TestBroker.shared(kind);
    String cap = "'maxBudgetCents':10,";
    List<GrantView> grants = List.of(grant(broker, cap), grant(broker, cap), grant(broker, cap));
    grants.forEach(grant -> ledger(broker).reserve(call(grant), MoneyCapTest.costing(1)));
    String broken = grants.get(1).id().value();
    broker.execute("UPDATE access_grant SET reserved_nanos = 0 WHERE id = ?", broken);
    broker.clock().advance(Instances.DEAD_AFTER.plusMillis(1));
    assertThatThrownBy(() -> sweep(broker)).isNotInstanceOf(RefusalException.class);
    assertThat(ledger(broker).reserved(grants.get(0).id())).isZero();
    assertThat(ledger(broker).reserved(grants.get(1).id())).isEqualTo(1);
    assertThat(ledger(broker).reserved(grants.get(2).id())).isZero();
    broker.execute("UPDATE access_grant SET reserved_nanos = 10000000 WHERE id = ?", broken);
    sweep(broker);
    assertThat(ledger(broker).reserved(grants.get(1).id())).isZero();
  }

  @OnBothDatabases
  void aLateOutcomeOfAnAbandonedCallTakesItsPlaceOnce(Databases.Kind kind) {
    TestBroker broker = TestBroker.shared(kind);
    GrantView grant = grant(broker, "'maxRequests':2,");
    CallIntent call = call(grant);
    reserve(broker, call);
    broker.clock().advance(Duration.ofMinutes(66));
    sweep(broker);
    settle(broker, call, CallOutcome.NOT_SENT, 0);
    settle(broker, call, CallOutcome.COMPLETED, OK);
    assertThat(used(broker, grant)).isZero();
    assertThat(state(broker, call)).isEqualTo("RELEASED");
  }

  static GrantView grant(TestBroker broker, String moreOfScope) {
    return TestGrants.approved(broker, Persons.ownerWithKey(broker), moreOfScope);
  }

  static CallIntent call(GrantView grant) {
    return new CallIntent(
        new CallId(Ids.next()),
        grant,
        "chat_completions",
        new ModelName("gpt-a"),
        Optional.empty());
  }

  /** Reserves a call that no cap on money concerns. */
  static Reserved reserve(TestBroker broker, CallIntent call) {
    return ledger(broker)
        .reserve(
            call,
            left -> {
              throw new AssertionError("nobody asked for a price");
            });
  }

  /** Settles a call that no cap on money concerned. */
  static void settle(TestBroker broker, CallIntent call, CallOutcome outcome, int status) {
    Reserved reserved = new Reserved(call, Reservation.NONE, List.of(), Optional.empty());
    ledger(broker).settle(reserved, outcome, status, Charge.UNKNOWN);
  }

  static void sweep(TestBroker broker) {
    broker.get(AbandonedCalls.class).settle();
  }

  static CallLedger ledger(TestBroker broker) {
    return broker.get(CallLedger.class);
  }

  /** With groups of its own, as another broker on the same database has. */
  static CallLedger ofAnotherInstance(TestBroker broker) {
    Transactions transactions = broker.get(Transactions.class);
    return new CallLedger(
        broker.get(Settings.class),
        transactions,
        new GroupedTransactions(transactions),
        broker.get(Allowance.class),
        broker.get(Budgets.class),
        broker.get(UsageEntries.class),
        broker.get(IdempotencyKeys.class),
        broker.get(CallEnds.class),
        broker.get(Overrun.class),
        broker.get(AuditLog.class));
  }

  static long used(TestBroker broker, GrantView grant) {
    return broker.get(Grants.class).find(grant.id()).orElseThrow().usageCount();
  }

  private static String state(TestBroker broker, CallIntent call) {
    return broker.one("SELECT state FROM usage_entry WHERE id = ?", call.id().value());
  }

  private static long eventsOf(TestBroker broker, GrantView grant) {
    return broker.count("audit_event WHERE subject = ? AND type LIKE 'call.%'", grant.id().value());
  }
}
