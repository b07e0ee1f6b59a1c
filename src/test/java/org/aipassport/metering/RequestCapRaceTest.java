package org.aipassport.metering;

import static org.aipassport.metering.CallLedgerTest.call;
import static org.aipassport.metering.CallLedgerTest.grant;
import static org.aipassport.metering.CallLedgerTest.used;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.Callable;
import org.aipassport.grants.GrantView;
import org.aipassport.persistence.Transactions;
import org.aipassport.problems.Refusal;
import org.aipassport.problems.RefusalException;
import org.aipassport.support.Databases;
import org.aipassport.support.Faults;
import org.aipassport.support.OnBothDatabases;
import org.aipassport.support.Race;
import org.aipassport.support.TestBroker;

class RequestCapRaceTest {
  private static final int CALLS = 100;
  private static final int ROUNDS = Faults.isFull() ? 200 : 20;

  @OnBothDatabases
  void ofAHundredCallsAtOnceOnOneRemainingOneIsAdmitted(Databases.Kind kind) {
    TestBroker broker = TestBroker.shared(kind);
    for (int round = 0; round < ROUNDS; round++) {
      GrantView grant = grant(broker, "'maxRequests':2,");
      CallLedgerTest.reserve(broker, call(grant));
      Race<Boolean> race = Race.of(CALLS, () -> reserve(broker, grant));
      assertThat(race.done()).hasSize(1);
      assertThat(race.reasons()).hasSize(CALLS - 1).containsOnly(Refusal.REQUESTS_EXHAUSTED);
      assertThat(used(broker, grant)).isEqualTo(2);
      assertThat(broker.count("usage_entry WHERE grant_id = ?", grant.id().value())).isEqualTo(2);
    }
  }

  /** Shows that the race is one: whoever reads, decides and then writes lets several through. */
  @OnBothDatabases
  void lookingBeforeCountingLetsMoreThrough(Databases.Kind kind) {
    TestBroker broker = TestBroker.shared(kind);
    int most = 0;
    for (int round = 0; round < 50 && most < 2; round++) {
      GrantView grant = grant(broker, "'maxRequests':1,");
      most = Math.max(most, Race.of(20, naive(broker, grant)).done().size());
    }
    assertThat(most).isGreaterThan(1);
  }

  private static boolean reserve(TestBroker broker, GrantView grant) {
    CallLedgerTest.reserve(broker, call(grant));
    return true;
  }

  private static Callable<Boolean> naive(TestBroker broker, GrantView grant) {
    return () -> {
      if (used(broker, grant) >= 1) {
        throw new RefusalException(Refusal.REQUESTS_EXHAUSTED, "used up");
      }
      broker
          .get(Transactions.class)
          .run(
              em ->
                  em.createNativeQuery(
                          "UPDATE access_grant SET usage_count = usage_count + 1, max_requests ="
                              + " NULL WHERE id = ? ")
                      .setParameter(1, grant.id().value())
                      .executeUpdate());
      return true;
    };
  }
}
