package org.aipassport.metering;

import static org.aipassport.metering.CallLedgerTest.call;
import static org.aipassport.metering.CallLedgerTest.ledger;
import static org.aipassport.metering.MoneyCapTest.cost;
import static org.aipassport.metering.MoneyCapTest.costing;
import static org.aipassport.metering.MoneyCapTest.money;
import static org.aipassport.support.Refused.refused;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.Optional;
import java.util.OptionalLong;
import org.aipassport.grants.GrantMoney;
import org.aipassport.grants.GrantView;
import org.aipassport.identity.Caller;
import org.aipassport.problems.Refusal;
import org.aipassport.problems.RefusalException;
import org.aipassport.support.Databases;
import org.aipassport.support.OnBothDatabases;
import org.aipassport.support.Persons;
import org.aipassport.support.TestBroker;
import org.aipassport.support.TestGrants;
import org.aipassport.values.NanoUsd;

class ShortfallsTest {
  private static final int OK = 200;

  /** Costs 40 cents as it was asked for, and at least 2 when it is made shorter. */
  private static final Quote LONG = left -> within(left, 2, 40);

  @OnBothDatabases
  void whatIsSpentAndKeptComesFirst(Databases.Kind kind) {
    TestBroker broker = TestBroker.shared(kind);
    GrantView grant = grant(broker, Persons.ownerWithKey(broker), "'maxBudgetCents':10,");
    Reserved first = ledger(broker).reserve(call(grant), costing(4));
    ledger(broker).settle(first, CallOutcome.COMPLETED, OK, cost(NanoUsd.ofCents(3)));
    ledger(broker).reserve(call(grant), costing(6));
    GrantMoney before = money(broker, grant);
    assertThat(shortfall(broker, grant, LONG))
        .contains(new Shortfall(NanoUsd.ofCents(3 + 6 + 2), NanoUsd.ofCents(3 + 6 + 40)));
    assertThat(money(broker, grant)).as("it only looks").isEqualTo(before);
  }

  @OnBothDatabases
  void aBudgetAboveBoundsWhatIsEnough(Databases.Kind kind) {
    TestBroker broker = TestBroker.shared(kind);
    Caller owner = Persons.ownerWithKey(broker);
    GrantView grant = grant(broker, owner, "'maxBudgetCents':1,");
    limit(broker, owner, 25);
    assertThat(shortfall(broker, grant, LONG))
        .contains(new Shortfall(NanoUsd.ofCents(2), NanoUsd.ofCents(25)));
    limit(broker, owner, 2);
    assertThat(shortfall(broker, grant, LONG))
        .contains(new Shortfall(NanoUsd.ofCents(2), NanoUsd.ofCents(2)));
    limit(broker, owner, 1);
    assertThat(shortfall(broker, grant, LONG)).as("no raise would help").isEmpty();
    limit(broker, owner, 0);
    assertThat(shortfall(broker, grant, LONG)).isEmpty();
  }

  @OnBothDatabases
  void whereNoRaiseIsNeededOrWantedThereIsNone(Databases.Kind kind) {
    TestBroker broker = TestBroker.shared(kind);
    Caller owner = Persons.ownerWithKey(broker);
    assertThat(shortfall(broker, grant(broker, owner, "'maxBudgetCents':40,"), LONG)).isEmpty();
    assertThat(shortfall(broker, grant(broker, owner, ""), LONG)).isEmpty();
    assertThat(shortfall(broker, grant(broker, owner, "'maxBudgetCents':0,"), LONG))
        .as("nothing shall be spent")
        .isEmpty();
  }

  /** A quote that takes what there is takes no more than a grant can have. */
  @OnBothDatabases
  void whatHasNoEndIsNotAddedUp(Databases.Kind kind) {
    TestBroker broker = TestBroker.shared(kind);
    GrantView grant = grant(broker, Persons.ownerWithKey(broker), "'maxBudgetCents':10,");
    Reserved first = ledger(broker).reserve(call(grant), costing(4));
    ledger(broker).settle(first, CallOutcome.COMPLETED, OK, cost(NanoUsd.ofCents(3)));
    Quote all =
        left ->
            new Reservation(
                left.nanos() == 0 ? NanoUsd.ofCents(20) : left,
                Optional.of("test"),
                OptionalLong.of(1));
    assertThat(shortfall(broker, grant, all))
        .hasValueSatisfying(lack -> assertThat(lack.least()).isEqualTo(NanoUsd.ofCents(3 + 20)));
  }

  @OnBothDatabases
  void whatWouldBeRefusedAnywayIsRefused(Databases.Kind kind) {
    TestBroker broker = TestBroker.shared(kind);
    GrantView grant = grant(broker, Persons.ownerWithKey(broker), "'maxBudgetCents':1,");
    Quote unknown =
        left -> {
          throw new RefusalException(Refusal.PRICE_UNKNOWN, "x");
        };
    refused(Refusal.PRICE_UNKNOWN, () -> shortfall(broker, grant, unknown));
  }

  private static Reservation within(NanoUsd left, long least, long most) {
    NanoUsd shortest = NanoUsd.ofCents(least);
    NanoUsd whole = NanoUsd.ofCents(most);
    NanoUsd fits = left.compareTo(whole) >= 0 ? whole : left;
    return new Reservation(
        fits.compareTo(shortest) >= 0 ? fits : shortest, Optional.of("test"), OptionalLong.empty());
  }

  private static Optional<Shortfall> shortfall(TestBroker broker, GrantView grant, Quote quote) {
    return broker.get(Shortfalls.class).of(call(grant), quote);
  }

  private static GrantView grant(TestBroker broker, Caller owner, String moreOfScope) {
    return TestGrants.approved(broker, owner, moreOfScope);
  }

  private static void limit(TestBroker broker, Caller owner, long cents) {
    var unused =
        broker
            .get(OwnBudgets.class)
            .set(
                owner,
                BudgetLevel.ACCOUNT,
                "",
                Period.TOTAL,
                NanoUsd.ofCents(cents),
                Optional.empty());
  }
}
