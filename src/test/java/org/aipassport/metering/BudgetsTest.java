package org.aipassport.metering;

import static org.aipassport.metering.CallLedgerTest.call;
import static org.aipassport.metering.CallLedgerTest.ledger;
import static org.aipassport.metering.MoneyCapTest.cost;
import static org.aipassport.metering.MoneyCapTest.costing;
import static org.aipassport.support.Refused.refused;
import static org.aipassport.support.Refused.refusedField;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.aipassport.grants.GrantView;
import org.aipassport.identity.Caller;
import org.aipassport.problems.Refusal;
import org.aipassport.problems.RefusalException;
import org.aipassport.support.Databases;
import org.aipassport.support.OnBothDatabases;
import org.aipassport.support.Persons;
import org.aipassport.support.Race;
import org.aipassport.support.TestBroker;
import org.aipassport.support.TestGrants;
import org.aipassport.values.Ids;
import org.aipassport.values.NanoUsd;
import org.aipassport.values.ProviderKeyId;

class BudgetsTest {
  private static final String HOST = "notes.example"; // of TestGrants' app
  private static final String LONG = "{'expiresInSeconds':864000}";
  private static final int OK = 200;

  @OnBothDatabases
  void everyLevelAboveLimitsWhatIsBelowIt(Databases.Kind kind) {
    TestBroker broker = TestBroker.shared(kind);
    for (BudgetLevel level : List.of(BudgetLevel.APP, BudgetLevel.ACCOUNT, BudgetLevel.KEY)) {
      Caller owner = Persons.ownerWithKey(broker);
      GrantView grant = grant(broker, owner, "'maxBudgetCents':100,");
      GrantView other = grant(broker, owner, "");
      set(broker, owner, level, subject(level, grant), Period.TOTAL, 5);
      ledger(broker).reserve(call(grant), costing(3));
      RefusalException refusal =
          catchThrowableOfType(
              RefusalException.class, () -> ledger(broker).reserve(call(other), costing(3)));
      assertThat(refusal.reason()).isEqualTo(Refusal.BUDGET_EXHAUSTED);
      assertThat(refusal.facts())
          .containsEntry("cap", level.wireName())
          .containsEntry("approval_url", broker.settings().publicUrl() + "/ui/budgets")
          .containsEntry("required_usd", "0.03")
          .as("what others spend is not for an app to know")
          .doesNotContainKeys("cap_usd", "spent_usd", "reserved_usd", "remaining_usd");
      assertThat(refusal.detail()).doesNotContain("0.02");
      assertThat(MoneyCapTest.money(broker, other).reserved()).isEqualTo(NanoUsd.ZERO);
    }
  }

  @OnBothDatabases
  void aGrantsOwnWindowLimitsItAloneAndItsAppSeesTheFigures(Databases.Kind kind) {
    TestBroker broker = TestBroker.shared(kind);
    Caller owner = Persons.ownerWithKey(broker);
    GrantView grant = grant(broker, owner, "'maxBudgetCents':100,");
    GrantView other = grant(broker, owner, "'maxBudgetCents':100,");
    Budget day = set(broker, owner, BudgetLevel.GRANT, grant.id().value(), Period.DAY, 5);
    Reserved first = ledger(broker).reserve(call(grant), costing(3));
    assertThat(first.left()).contains(NanoUsd.ofCents(2));
    ledger(broker).settle(first, CallOutcome.COMPLETED, OK, cost(NanoUsd.ofCents(3)));
    RefusalException refusal =
        catchThrowableOfType(
            RefusalException.class, () -> ledger(broker).reserve(call(grant), costing(3)));
    assertThat(refusal.reason()).isEqualTo(Refusal.BUDGET_EXHAUSTED);
    assertThat(refusal.facts())
        .containsEntry("cap", "grant")
        .containsEntry("period", "day")
        .containsEntry("cap_usd", "0.05")
        .containsEntry("spent_usd", "0.03")
        .containsEntry("remaining_usd", "0.02")
        .containsEntry("resets_at", day.resetsAt().orElseThrow().toString())
        .containsEntry("approval_url", broker.settings().publicUrl() + "/ui/budgets");
    assertThat(ledger(broker).reserve(call(other), costing(3)).left())
        .as("of another grant")
        .contains(NanoUsd.ofCents(97));
    assertThat(broker.get(OwnBudgets.class).on(other)).isEmpty();
    assertThat(broker.get(OwnBudgets.class).on(grant))
        .extracting(Budget::id)
        .containsExactly(day.id());
    Instant now = broker.clock().instant();
    broker.clock().advance(Duration.between(now, day.resetsAt().orElseThrow()));
    assertThat(ledger(broker).reserve(call(grant), costing(5)).left()).contains(NanoUsd.ZERO);
    assertThat(MoneyCapTest.money(broker, grant).spent()).isEqualTo(NanoUsd.ofCents(3));
  }

  @OnBothDatabases
  void underParallelCallsAGrantsWindowIsNotOverspent(Databases.Kind kind) {
    TestBroker broker = TestBroker.shared(kind);
    Caller owner = Persons.ownerWithKey(broker);
    GrantView grant = grant(broker, owner, "");
    set(broker, owner, BudgetLevel.GRANT, grant.id().value(), Period.HOUR, 10);
    Race<Boolean> race =
        Race.of(
            40,
            () -> {
              Reserved unused = ledger(broker).reserve(call(grant), costing(3));
              return true;
            });
    assertThat(race.reasons()).isSubsetOf(Refusal.BUDGET_EXHAUSTED, Refusal.UNAVAILABLE);
    assertThat(race.done().size()).isBetween(1, 3);
    assertThat(only(broker, owner).reserved()).isEqualTo(NanoUsd.ofCents(3L * race.done().size()));
  }

  @OnBothDatabases
  void aBudgetConcernsNobodyElse(Databases.Kind kind) {
    TestBroker broker = TestBroker.shared(kind);
    Caller alice = Persons.ownerWithKey(broker);
    GrantView hers = grant(broker, alice, "");
    for (BudgetLevel level : BudgetLevel.values()) {
      set(broker, alice, level, subject(level, hers), Period.TOTAL, 0);
    }
    Caller bob = Persons.ownerWithKey(broker);
    GrantView his = grant(broker, bob, "");
    assertThat(CallLedgerTest.reserve(broker, call(his)).left()).isEmpty();
    set(broker, bob, BudgetLevel.APP, "other.example", Period.TOTAL, 0);
    assertThat(CallLedgerTest.reserve(broker, call(his)).left()).isEmpty();
    refused(Refusal.BUDGET_EXHAUSTED, () -> ledger(broker).reserve(call(hers), costing(0)));
    assertThat(broker.get(OwnBudgets.class).list(bob)).hasSize(1);
  }

  @OnBothDatabases
  void whatIsBookedAtOneLevelIsBookedAtAll(Databases.Kind kind) {
    TestBroker broker = TestBroker.shared(kind);
    Caller owner = Persons.ownerWithKey(broker);
    GrantView grant = grant(broker, owner, "'maxBudgetCents':100,");
    for (BudgetLevel level : BudgetLevel.values()) {
      set(broker, owner, level, subject(level, grant), Period.TOTAL, 50);
    }
    Reserved done = ledger(broker).reserve(call(grant), costing(9));
    assertThat(done.left()).as("the least on the grant").contains(NanoUsd.ofCents(41));
    ledger(broker).settle(done, CallOutcome.COMPLETED, OK, cost(NanoUsd.ofCents(2)));
    Reserved back = ledger(broker).reserve(call(grant), costing(7));
    ledger(broker).settle(back, CallOutcome.NOT_SENT, 0, Charge.UNKNOWN);
    ledger(broker).reserve(call(grant), costing(4));
    assertThat(broker.get(OwnBudgets.class).list(owner))
        .hasSize(4)
        .allSatisfy(
            budget -> {
              assertThat(budget.spent()).isEqualTo(NanoUsd.ofCents(2));
              assertThat(budget.reserved()).isEqualTo(NanoUsd.ofCents(4));
              assertThat(budget.remaining()).isEqualTo(NanoUsd.ofCents(44));
            });
  }

  @OnBothDatabases
  void aWindowBeginsAnewAndAnOldCallCountsInItsOwn(Databases.Kind kind) {
    TestBroker broker = TestBroker.shared(kind);
    Caller owner = Persons.ownerWithKey(broker);
    GrantView grant = grant(broker, owner, "");
    Instant now = broker.clock().instant();
    Instant nextDay = Period.DAY.end(now, ZoneOffset.UTC).orElseThrow();
    set(broker, owner, BudgetLevel.ACCOUNT, "", Period.DAY, 10);
    Reserved spent = ledger(broker).reserve(call(grant), costing(8));
    ledger(broker).settle(spent, CallOutcome.COMPLETED, OK, cost(NanoUsd.ofCents(6)));
    Reserved across = ledger(broker).reserve(call(grant), costing(3));
    RefusalException refusal =
        catchThrowableOfType(
            RefusalException.class, () -> ledger(broker).reserve(call(grant), costing(2)));
    assertThat(refusal.facts()).containsEntry("resets_at", nextDay.toString());
    broker.clock().advance(Duration.between(now, nextDay));
    assertThat(only(broker, owner).spent()).isEqualTo(NanoUsd.ZERO);
    assertThat(only(broker, owner).reserved()).isEqualTo(NanoUsd.ofCents(3));
    refused(Refusal.BUDGET_EXHAUSTED, () -> ledger(broker).reserve(call(grant), costing(8)));
    ledger(broker).reserve(call(grant), costing(7));
    ledger(broker).settle(across, CallOutcome.COMPLETED, OK, cost(NanoUsd.ofCents(3)));
    assertThat(only(broker, owner).spent()).as("it was yesterday's").isEqualTo(NanoUsd.ZERO);
    assertThat(only(broker, owner).reserved()).isEqualTo(NanoUsd.ofCents(7));
  }

  /** Else what a broker makes whose clock is behind would count in no window that lasts. */
  @OnBothDatabases
  void aCallOfAClockThatIsBehindCountsInTheWindowThatHasBegun(Databases.Kind kind) {
    TestBroker broker = TestBroker.shared(kind);
    Caller owner = Persons.ownerWithKey(broker);
    GrantView grant = grant(broker, owner, "");
    set(broker, owner, BudgetLevel.ACCOUNT, "", Period.DAY, 10);
    Instant now = broker.clock().instant();
    Duration ahead =
        Duration.between(now, Period.DAY.end(now, ZoneOffset.UTC).orElseThrow()).plusSeconds(1);
    broker.clock().advance(ahead);
    ledger(broker).reserve(call(grant), costing(1));
    broker.clock().advance(Duration.ofSeconds(-2));
    Reserved behind = ledger(broker).reserve(call(grant), costing(3));
    ledger(broker).settle(behind, CallOutcome.COMPLETED, OK, cost(NanoUsd.ofCents(3)));
    broker.clock().advance(Duration.ofSeconds(2));
    assertThat(only(broker, owner).spent()).isEqualTo(NanoUsd.ofCents(3));
    assertThat(only(broker, owner).reserved()).isEqualTo(NanoUsd.ofCents(1));
  }

  @OnBothDatabases
  void underParallelCallsOfManyGrantsNoLevelOverspends(Databases.Kind kind) {
    TestBroker broker = TestBroker.shared(kind);
    Caller owner = Persons.ownerWithKey(broker);
    List<GrantView> grants =
        List.of(grant(broker, owner, ""), grant(broker, owner, "'maxBudgetCents':7,"));
    set(broker, owner, BudgetLevel.ACCOUNT, "", Period.HOUR, 20);
    set(broker, owner, BudgetLevel.KEY, subject(BudgetLevel.KEY, grants.get(0)), Period.DAY, 15);
    Race<Boolean> race =
        Race.of(
            40,
            number ->
                () -> {
                  Reserved unused =
                      ledger(broker).reserve(call(grants.get(number % 2)), costing(3));
                  return true;
                });
    assertThat(race.reasons()).isSubsetOf(Refusal.BUDGET_EXHAUSTED, Refusal.UNAVAILABLE);
    assertThat(race.done().size()).isBetween(1, 5);
    for (Budget budget : broker.get(OwnBudgets.class).list(owner)) {
      assertThat(budget.reserved()).isEqualTo(NanoUsd.ofCents(3L * race.done().size()));
      assertThat(budget.reserved()).isLessThanOrEqualTo(budget.limit());
    }
  }

  @OnBothDatabases
  void aCallCanStandUnderBudgetsOfAllLevelsAndPeriods(Databases.Kind kind) {
    TestBroker broker = TestBroker.shared(kind);
    Caller owner = Persons.ownerWithKey(broker);
    GrantView grant = grant(broker, owner, "");
    for (BudgetLevel level : BudgetLevel.values()) {
      for (Period period : Period.values()) {
        set(broker, owner, level, subject(level, grant), period, 10);
      }
    }
    Reserved call = ledger(broker).reserve(call(grant), costing(3));
    assertThat(call.taken()).hasSize(20);
    ledger(broker).dispatching(call);
    broker.clock().advance(Instances.DEAD_AFTER.plusMillis(1));
    CallLedgerTest.sweep(broker);
    assertThat(broker.get(OwnBudgets.class).list(owner))
        .allSatisfy(budget -> assertThat(budget.reserved()).isEqualTo(NanoUsd.ZERO));
    assertThat(MoneyCapTest.money(broker, grant).spent()).isEqualTo(NanoUsd.ofCents(3));
  }

  /** Else a limit would let through as much again as is under way when it is set. */
  @OnBothDatabases
  void aNewBudgetBeginsWithTheCallsThatAreUnderWay(Databases.Kind kind) {
    for (BudgetLevel level : BudgetLevel.values()) {
      TestBroker broker = TestBroker.shared(kind);
      Caller owner = Persons.ownerWithKey(broker);
      GrantView grant = grant(broker, owner, "'maxBudgetCents':100,");
      GrantView uncapped = grant(broker, owner, "");
      GrantView others = grant(broker, Persons.ownerWithKey(broker), "'maxBudgetCents':100,");
      Reserved kept = ledger(broker).reserve(call(grant), costing(7));
      Reserved sent = ledger(broker).reserve(call(grant), costing(2));
      Reserved ended = ledger(broker).reserve(call(grant), costing(30));
      Reserved free = CallLedgerTest.reserve(broker, call(uncapped));
      ledger(broker).reserve(call(others), costing(50));
      ledger(broker).settle(ended, CallOutcome.COMPLETED, OK, cost(NanoUsd.ofCents(30)));
      Budget set = set(broker, owner, level, subject(level, grant), Period.DAY, 10);
      assertThat(set.reserved()).as(level.wireName()).isEqualTo(NanoUsd.ofCents(9));
      assertThat(set.remaining()).isEqualTo(NanoUsd.ofCents(1));
      refused(Refusal.BUDGET_EXHAUSTED, () -> ledger(broker).reserve(call(grant), costing(2)));
      ledger(broker).settle(kept, CallOutcome.COMPLETED, OK, cost(NanoUsd.ofCents(3)));
      ledger(broker).settle(kept, CallOutcome.COMPLETED, OK, cost(NanoUsd.ofCents(3)));
      ledger(broker).settle(sent, CallOutcome.NOT_SENT, 0, Charge.UNKNOWN);
      ledger(broker).settle(free, CallOutcome.COMPLETED, OK, cost(NanoUsd.ofCents(1)));
      boolean countsAll = level != BudgetLevel.GRANT;
      assertThat(only(broker, owner).reserved()).isEqualTo(NanoUsd.ZERO);
      assertThat(only(broker, owner).spent())
          .as("what a call without a cap costs counts, too")
          .isEqualTo(NanoUsd.ofCents(countsAll ? 4 : 3));
    }
  }

  @OnBothDatabases
  void aBudgetThatBeginsAmongOthersKeepsThemRight(Databases.Kind kind) {
    TestBroker broker = TestBroker.shared(kind);
    Caller owner = Persons.ownerWithKey(broker);
    GrantView grant = grant(broker, owner, "");
    Budget gone = set(broker, owner, BudgetLevel.APP, HOST, Period.DAY, 90);
    set(broker, owner, BudgetLevel.KEY, subject(BudgetLevel.KEY, grant), Period.TOTAL, 90);
    Reserved call = ledger(broker).reserve(call(grant), costing(7));
    broker.get(OwnBudgets.class).remove(owner, gone.id(), Optional.empty());
    set(broker, owner, BudgetLevel.GRANT, grant.id().value(), Period.HOUR, 90);
    set(broker, owner, BudgetLevel.ACCOUNT, "", Period.WEEK, 90);
    assertThat(broker.get(OwnBudgets.class).list(owner))
        .hasSize(3)
        .allSatisfy(one -> assertThat(one.reserved()).isEqualTo(NanoUsd.ofCents(7)));
    ledger(broker).dispatching(call);
    broker.clock().advance(Instances.DEAD_AFTER.plusMillis(1));
    CallLedgerTest.sweep(broker);
    ledger(broker).settle(call, CallOutcome.COMPLETED, OK, cost(NanoUsd.ofCents(2)));
    assertThat(broker.get(OwnBudgets.class).list(owner))
        .as("the sweep charged it in full, and the late truth took that back")
        .allSatisfy(one -> assertThat(one.reserved()).isEqualTo(NanoUsd.ZERO))
        .allSatisfy(one -> assertThat(one.spent()).isEqualTo(NanoUsd.ofCents(2)));
  }

  @OnBothDatabases
  void aCallThatBeganInAnOlderWindowCountsInThat(Databases.Kind kind) {
    TestBroker broker = TestBroker.shared(kind);
    Caller owner = Persons.ownerWithKey(broker);
    GrantView grant = grant(broker, owner, "'maxBudgetCents':100,");
    Reserved call = ledger(broker).reserve(call(grant), costing(7));
    Instant now = broker.clock().instant();
    Instant nextHour = Period.HOUR.end(now, ZoneOffset.UTC).orElseThrow();
    broker.clock().advance(Duration.between(now, nextHour));
    set(broker, owner, BudgetLevel.ACCOUNT, "", Period.HOUR, 10);
    assertThat(only(broker, owner).reserved()).isEqualTo(NanoUsd.ofCents(7));
    ledger(broker).settle(call, CallOutcome.COMPLETED, OK, cost(NanoUsd.ofCents(6)));
    assertThat(only(broker, owner).reserved()).isEqualTo(NanoUsd.ZERO);
    assertThat(only(broker, owner).spent()).isEqualTo(NanoUsd.ZERO);
  }

  /** Whoever settles while a budget begins books in it exactly what was kept in it. */
  @OnBothDatabases
  void budgetsThatBeginWhileCallsEndStayRight(Databases.Kind kind) {
    TestBroker broker = TestBroker.shared(kind);
    Caller owner = Persons.ownerWithKey(broker);
    GrantView grant = grant(broker, owner, "'maxBudgetCents':100,");
    List<Reserved> calls =
        Stream.generate(() -> ledger(broker).reserve(call(grant), costing(2))).limit(12).toList();
    Race<Boolean> race =
        Race.of(
            16,
            number ->
                () -> {
                  if (number < calls.size()) {
                    ledger(broker)
                        .settle(
                            calls.get(number), CallOutcome.COMPLETED, OK, cost(NanoUsd.ofCents(1)));
                  } else {
                    BudgetLevel level = BudgetLevel.ofNumber(number - calls.size());
                    set(broker, owner, level, subject(level, grant), Period.TOTAL, 90);
                  }
                  return true;
                });
    assertThat(race.done()).hasSize(16);
    assertThat(broker.get(OwnBudgets.class).list(owner))
        .hasSize(4)
        .allSatisfy(one -> assertThat(one.reserved()).isEqualTo(NanoUsd.ZERO))
        .allSatisfy(
            one -> assertThat(one.spent()).isLessThanOrEqualTo(NanoUsd.ofCents(calls.size())));
  }

  @OnBothDatabases
  void settingAgainChangesTheLimitAndKeepsTheCounters(Databases.Kind kind) {
    TestBroker broker = TestBroker.shared(kind);
    Caller owner = Persons.ownerWithKey(broker);
    GrantView grant = grant(broker, owner, "");
    Budget first = set(broker, owner, BudgetLevel.APP, HOST, Period.MONTH, 10);
    ledger(broker).reserve(call(grant), costing(8));
    Budget second = set(broker, owner, BudgetLevel.APP, HOST, Period.MONTH, 5);
    assertThat(second.id()).isEqualTo(first.id());
    assertThat(second.reserved()).isEqualTo(NanoUsd.ofCents(8));
    assertThat(second.remaining()).isEqualTo(NanoUsd.ZERO);
    Race<Budget> race =
        Race.of(8, () -> set(broker, owner, BudgetLevel.ACCOUNT, "", Period.DAY, 1));
    assertThat(race.done()).hasSize(8);
    assertThat(broker.get(OwnBudgets.class).list(owner)).hasSize(2);
  }

  @OnBothDatabases
  void onlyOwnersSetAndRemoveWhatIsTheirs(Databases.Kind kind) {
    TestBroker broker = TestBroker.shared(kind);
    Caller alice = Persons.ownerWithKey(broker);
    Caller bob = Persons.ownerWithKey(broker);
    OwnBudgets budgets = broker.get(OwnBudgets.class);
    Budget hers = set(broker, alice, BudgetLevel.ACCOUNT, "", Period.DAY, 1);
    refused(Refusal.NOT_FOUND, () -> budgets.remove(bob, hers.id(), Optional.empty()));
    String herKey = grant(broker, alice, "").key().map(ProviderKeyId::value).orElseThrow();
    refusedField("subject", () -> set(broker, bob, BudgetLevel.KEY, herKey, Period.DAY, 1));
    refusedField("subject", () -> set(broker, bob, BudgetLevel.KEY, Ids.next(), Period.DAY, 1));
    refusedField("subject", () -> set(broker, bob, BudgetLevel.ACCOUNT, "x", Period.DAY, 1));
    String herGrant = grant(broker, alice, "").id().value();
    String pending = TestGrants.request(broker, bob, "").grant().id().value();
    for (String grant : List.of(herGrant, pending, Ids.next(), "", "x", "%")) {
      refusedField("subject", () -> set(broker, bob, BudgetLevel.GRANT, grant, Period.DAY, 1));
    }
    for (String host : List.of("", "a b", "https://x.example", "x.example:1", "x.example/y")) {
      refusedField("subject", () -> set(broker, bob, BudgetLevel.APP, host, Period.DAY, 1));
    }
    budgets.remove(alice, hers.id(), Optional.empty());
    refused(Refusal.NOT_FOUND, () -> budgets.remove(alice, hers.id(), Optional.empty()));
    assertThat(TestGrants.events(broker, hers.id()))
        .containsExactlyInAnyOrder("budget.set", "budget.removed");
  }

  @OnBothDatabases
  void whoFindsABrowserUnlockedNeitherRaisesNorRemovesALimit(Databases.Kind kind) {
    TestBroker broker = TestBroker.shared(kind);
    Caller owner = Persons.ownerWithKey(broker);
    OwnBudgets budgets = broker.get(OwnBudgets.class);
    Duration fresh = broker.settings().identity().freshFor();
    Instant now = broker.clock().instant();
    Optional<Instant> stale = Optional.of(now.minus(fresh).minusMillis(1));
    Optional<Instant> justSo = Optional.of(now.minus(fresh));
    NanoUsd more = NanoUsd.ofCents(11);
    NanoUsd less = NanoUsd.ofCents(9);
    Budget budget = budgets.set(owner, BudgetLevel.ACCOUNT, "", Period.DAY, less, stale);
    refused(
        Refusal.SIGN_IN_AGAIN,
        () -> budgets.set(owner, BudgetLevel.ACCOUNT, "", Period.DAY, more, stale));
    refused(Refusal.SIGN_IN_AGAIN, () -> budgets.remove(owner, budget.id(), stale));
    assertThat(only(broker, owner).limit()).isEqualTo(less);
    budgets.set(owner, BudgetLevel.ACCOUNT, "", Period.DAY, more, justSo);
    assertThat(only(broker, owner).limit()).isEqualTo(more);
    budgets.set(owner, BudgetLevel.ACCOUNT, "", Period.DAY, less, stale);
    assertThat(only(broker, owner).limit()).isEqualTo(less);
    budgets.remove(owner, budget.id(), justSo);
    assertThat(budgets.list(owner)).isEmpty();
  }

  private static GrantView grant(TestBroker broker, Caller owner, String moreOfScope) {
    return TestGrants.approve(broker, owner, TestGrants.request(broker, owner, moreOfScope), LONG);
  }

  private static Budget set(
      TestBroker broker,
      Caller owner,
      BudgetLevel level,
      String subject,
      Period period,
      long cents) {
    return broker
        .get(OwnBudgets.class)
        .set(owner, level, subject, period, NanoUsd.ofCents(cents), Optional.empty());
  }

  private static Budget only(TestBroker broker, Caller owner) {
    List<Budget> all = broker.get(OwnBudgets.class).list(owner);
    assertThat(all).hasSize(1);
    return all.get(0);
  }

  private static String subject(BudgetLevel level, GrantView grant) {
    return switch (level) {
      case GRANT -> grant.id().value();
      case APP -> HOST;
      case ACCOUNT -> "";
      case KEY -> grant.key().map(ProviderKeyId::value).orElseThrow();
    };
  }
}
