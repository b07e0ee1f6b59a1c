package org.aipassport.metering;

import static org.aipassport.metering.CallLedgerTest.call;
import static org.aipassport.metering.CallLedgerTest.reserve;
import static org.aipassport.metering.CallLedgerTest.settle;
import static org.aipassport.support.Refused.refused;
import static org.aipassport.support.Refused.refusedField;
import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.aipassport.grants.GrantView;
import org.aipassport.grants.Grants;
import org.aipassport.identity.Caller;
import org.aipassport.problems.Refusal;
import org.aipassport.support.Databases;
import org.aipassport.support.OnBothDatabases;
import org.aipassport.support.Persons;
import org.aipassport.support.TestBroker;
import org.aipassport.support.TestGrants;
import org.aipassport.values.CallId;

class CallsTest {
  private static final Optional<String> START = Optional.empty();

  @OnBothDatabases
  void anOwnerSeesWhatBecameOfEachCallNewestFirst(Databases.Kind kind) {
    TestBroker broker = TestBroker.shared(kind);
    Caller owner = Persons.ownerWithKey(broker);
    GrantView grant = TestGrants.approved(broker, owner, "");
    assertThat(broker.get(Grants.class).get(owner, grant.id()).lastUsedAt()).isEmpty();
    Instant begin = broker.clock().instant();
    CallIntent done = call(grant);
    reserve(broker, done);
    broker.clock().advance(Duration.ofMillis(1_500));
    settle(broker, done, CallOutcome.UPSTREAM_ERROR, 429);
    CallIntent running = call(grant);
    reserve(broker, running);
    CallPage page = broker.get(Calls.class).of(owner, grant.id(), START, 100);
    assertThat(page.next()).isEmpty();
    assertThat(page.calls()).extracting(CallView::id).containsExactly(running.id(), done.id());
    CallView last = page.calls().get(1);
    assertThat(last.at()).isEqualTo(begin);
    assertThat(last.operation()).isEqualTo("chat_completions");
    assertThat(last.model()).isEqualTo(done.model());
    assertThat(last.outcome()).contains(CallOutcome.UPSTREAM_ERROR);
    assertThat(last.httpStatus()).hasValue(429);
    assertThat(last.duration()).contains(Duration.ofMillis(1_500));
    CallView first = page.calls().get(0);
    assertThat(first.outcome()).isEmpty();
    assertThat(first.httpStatus()).isEmpty();
    assertThat(first.duration()).isEmpty();
    assertThat(broker.get(Grants.class).get(owner, grant.id()).lastUsedAt())
        .contains(broker.clock().instant());
  }

  @OnBothDatabases
  void pagesHoldEachCallOnceAlsoOfOneMillisecond(Databases.Kind kind) {
    TestBroker broker = TestBroker.shared(kind);
    Caller owner = Persons.ownerWithKey(broker);
    GrantView grant = TestGrants.approved(broker, owner, "");
    List<CallId> made = new ArrayList<>();
    for (int i = 0; i < 25; i++) {
      CallIntent call = call(grant);
      reserve(broker, call);
      made.add(call.id());
      broker.clock().advance(Duration.ofMillis(i % 10 == 0 ? 1 : 0));
    }
    List<CallView> seen = new ArrayList<>();
    Optional<String> cursor = START;
    do {
      CallPage page = broker.get(Calls.class).of(owner, grant.id(), cursor, 4);
      assertThat(page.calls()).hasSizeLessThanOrEqualTo(4);
      seen.addAll(page.calls());
      broker.clock().advance(Duration.ofMillis(1));
      reserve(broker, call(grant)); // newer ones do not move what is behind a cursor
      cursor = page.next();
    } while (cursor.isPresent());
    assertThat(seen).extracting(CallView::id).containsExactlyInAnyOrderElementsOf(made);
    assertThat(seen).isSortedAccordingTo((a, b) -> b.at().compareTo(a.at()));
  }

  @OnBothDatabases
  void anothersCallsAreNotFound(Databases.Kind kind) {
    TestBroker broker = TestBroker.shared(kind);
    GrantView grant = TestGrants.approved(broker, Persons.ownerWithKey(broker), "");
    reserve(broker, call(grant));
    Caller mallory = Persons.owner(broker);
    Calls calls = broker.get(Calls.class);
    refused(Refusal.NOT_FOUND, () -> calls.of(mallory, grant.id(), START, 10));
    refused(Refusal.NOT_FOUND, () -> calls.perDay(mallory, grant.id(), 10));
  }

  /** The predicate is in the query too: a row of another account is not shown by mistake. */
  @OnBothDatabases
  void aCallOfAnotherAccountIsNotShown(Databases.Kind kind) {
    TestBroker broker = TestBroker.shared(kind);
    Caller owner = Persons.ownerWithKey(broker);
    GrantView grant = TestGrants.approved(broker, owner, "");
    reserve(broker, call(grant));
    broker.execute(
        "UPDATE usage_entry SET account_id = ? WHERE grant_id = ?",
        Persons.owner(broker).account().value(),
        grant.id().value());
    assertThat(broker.get(Calls.class).of(owner, grant.id(), START, 10).calls()).isEmpty();
    assertThat(broker.get(Calls.class).perDay(owner, grant.id(), 10)).isEmpty();
  }

  @OnBothDatabases
  void aCursorOrSizeThatNobodyGaveIsRefused(Databases.Kind kind) {
    TestBroker broker = TestBroker.shared(kind);
    Caller owner = Persons.ownerWithKey(broker);
    GrantView grant = TestGrants.approved(broker, owner, "");
    Calls calls = broker.get(Calls.class);
    for (String bad : List.of("", "1", "x.y", "1." + "A".repeat(21), "-1." + "A".repeat(22))) {
      refusedField("cursor", () -> calls.of(owner, grant.id(), Optional.of(bad), 10));
    }
    for (int bad : new int[] {0, -1, 101}) {
      refusedField("limit", () -> calls.of(owner, grant.id(), START, bad));
    }
    for (int bad : new int[] {0, -1, 91}) {
      refusedField("days", () -> calls.perDay(owner, grant.id(), bad));
    }
  }

  @OnBothDatabases
  void callsAreCountedByDayButThoseThatNeverLeft(Databases.Kind kind) {
    TestBroker broker = TestBroker.shared(kind);
    Caller owner = Persons.ownerWithKey(broker);
    GrantView grant =
        TestGrants.approve(
            broker, owner, TestGrants.request(broker, owner, ""), "{'expiresInSeconds':864000}");
    LocalDate first = today(broker);
    settled(broker, grant, CallOutcome.COMPLETED);
    settled(broker, grant, CallOutcome.CALLER_GONE);
    settled(broker, grant, CallOutcome.NOT_SENT);
    broker.clock().advance(Duration.ofDays(2));
    reserve(broker, call(grant));
    Calls calls = broker.get(Calls.class);
    assertThat(calls.perDay(owner, grant.id(), 90))
        .containsExactly(new DayCount(first, 2, 1), new DayCount(first.plusDays(2), 1, 0));
    assertThat(calls.perDay(owner, grant.id(), 2))
        .containsExactly(new DayCount(first.plusDays(2), 1, 0));
  }

  private static void settled(TestBroker broker, GrantView grant, CallOutcome outcome) {
    CallIntent call = call(grant);
    reserve(broker, call);
    settle(broker, call, outcome, 200);
  }

  private static LocalDate today(TestBroker broker) {
    return LocalDate.ofInstant(broker.clock().instant(), ZoneOffset.UTC);
  }
}
