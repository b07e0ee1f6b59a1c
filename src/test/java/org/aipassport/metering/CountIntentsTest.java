package org.aipassport.metering;

import static org.aipassport.metering.CallLedgerTest.call;
import static org.aipassport.metering.MoneyCapTest.costing;
import static org.aipassport.support.Refused.refused;
import static org.assertj.core.api.Assertions.assertThat;

import org.aipassport.grants.GrantLifecycle;
import org.aipassport.grants.GrantView;
import org.aipassport.identity.Caller;
import org.aipassport.problems.Refusal;
import org.aipassport.support.Databases;
import org.aipassport.support.OnBothDatabases;
import org.aipassport.support.Persons;
import org.aipassport.support.TestBroker;
import org.aipassport.support.TestGrants;

/** Counts that providers are asked for are on record before, and few. */
class CountIntentsTest {
  @OnBothDatabases
  void countIsOnRecordIfItCanHelp(Databases.Kind kind) {
    TestBroker broker = TestBroker.shared(kind);
    GrantView grant = CallLedgerTest.grant(broker, "'maxBudgetCents':10,");
    assertThat(record(broker, grant, 11, false)).isFalse();
    assertThat(counted(broker, grant)).isZero();
    assertThat(record(broker, grant, 10, false)).isTrue();
    assertThat(counted(broker, grant)).isEqualTo(1);
    assertThat(record(broker, grant, 11, true)).as("its owner will be asked").isTrue();
    assertThat(counted(broker, grant)).isEqualTo(2);
    assertThat(CallLedgerTest.used(broker, grant)).isZero();
  }

  @OnBothDatabases
  void grantHasFewAMinute(Databases.Kind kind) {
    TestBroker broker = TestBroker.shared(kind);
    GrantView grant = CallLedgerTest.grant(broker, "'maxBudgetCents':10,");
    for (int i = 0; i < CountIntents.MOST_A_MINUTE; i++) {
      assertThat(record(broker, grant, 1, false)).isTrue();
    }
    assertThat(record(broker, grant, 1, false)).isFalse();
    assertThat(counted(broker, grant)).isEqualTo(CountIntents.MOST_A_MINUTE);
    GrantView other = CallLedgerTest.grant(broker, "'maxBudgetCents':10,");
    assertThat(record(broker, other, 1, false)).isTrue();
  }

  @OnBothDatabases
  void nothingIsCountedForWhatWouldBeRefusedAnyway(Databases.Kind kind) {
    TestBroker broker = TestBroker.shared(kind);
    GrantView used = CallLedgerTest.grant(broker, "'maxBudgetCents':10,'maxRequests':1,");
    CallLedgerTest.ledger(broker).reserve(call(used), costing(1));
    refused(Refusal.REQUESTS_EXHAUSTED, () -> record(broker, used, 1, false));
    Caller owner = Persons.ownerWithKey(broker);
    GrantView revoked = TestGrants.approved(broker, owner, "'maxBudgetCents':10,");
    broker.get(GrantLifecycle.class).revoke(owner, revoked.id());
    refused(Refusal.CREDENTIALS_INVALID, () -> record(broker, revoked, 1, true));
    assertThat(counted(broker, used) + counted(broker, revoked)).isZero();
  }

  private static boolean record(TestBroker broker, GrantView grant, long cents, boolean always) {
    return broker
        .get(CountIntents.class)
        .record(call(grant), "count_tokens", costing(cents), always);
  }

  private static long counted(TestBroker broker, GrantView grant) {
    return TestGrants.events(broker, grant.id().value()).stream()
        .filter("call.counted"::equals)
        .count();
  }
}
