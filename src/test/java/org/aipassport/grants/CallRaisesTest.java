package org.aipassport.grants;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.aipassport.support.Refused.refused;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import org.aipassport.identity.Caller;
import org.aipassport.problems.Refusal;
import org.aipassport.support.Databases;
import org.aipassport.support.OnBothDatabases;
import org.aipassport.support.Persons;
import org.aipassport.support.Race;
import org.aipassport.support.TestBroker;
import org.aipassport.support.TestGrants;
import org.aipassport.values.CallId;
import org.aipassport.values.Ids;
import org.aipassport.values.NanoUsd;

class CallRaisesTest {
  private static final NanoUsd LEAST = NanoUsd.ofCents(12);
  private static final NanoUsd ENOUGH = NanoUsd.ofCents(30);

  @OnBothDatabases
  void theBrokerAsksForTheCallWhatSufficesRoundedUpToCents(Databases.Kind kind) {
    TestBroker broker = TestBroker.shared(kind);
    Caller owner = Persons.ownerWithKey(broker);
    GrantView grant = grant(broker, owner);
    CallId call = new CallId(Ids.next());
    NanoUsd odd = ENOUGH.less(new NanoUsd(1));
    String id = raises(broker).ask(grant, call, LEAST, odd).orElseThrow();
    AmendmentView asked = amendments(broker).get(owner, id);
    assertThat(asked.call()).contains(call);
    assertThat(asked.lifetime()).isEmpty();
    assertThat(asked.scope()).isEqualTo(grant.scope().withBudget(ENOUGH).orElseThrow());
    assertThat(asked.reason()).contains(odd.decimal());
    String event =
        new String(
            (byte[])
                broker
                    .sql(
                        "SELECT canonical FROM audit_event WHERE subject = ?"
                            + " AND type = 'amendment.requested'",
                        grant.id().value())
                    .get(0)
                    .get(0),
            UTF_8);
    assertThat(event).contains("\"actor\":\"broker\"", call.value(), id);
    amendments(broker).approve(owner, id, Optional.empty());
    assertThat(now(broker, grant).money().cap()).contains(ENOUGH);
  }

  @OnBothDatabases
  void callsShareOneRequest(Databases.Kind kind) {
    TestBroker broker = TestBroker.shared(kind);
    Caller owner = Persons.ownerWithKey(broker);
    GrantView grant = grant(broker, owner);
    Race<Optional<String>> race = Race.of(8, () -> ask(broker, grant));
    assertThat(race.refused()).isEmpty();
    assertThat(race.done()).hasSize(8).doesNotContain(Optional.empty());
    assertThat(new HashSet<>(race.done())).hasSize(1);
    assertThat(amendments(broker).list(owner)).hasSize(1);
  }

  @OnBothDatabases
  void whatTheAppHasAskedForIsWaitedForIfItWouldHelp(Databases.Kind kind) {
    TestBroker broker = TestBroker.shared(kind);
    Caller owner = Persons.ownerWithKey(broker);
    GrantView helped = grant(broker, owner);
    String asked = amendments(broker).ask(helped, more(helped, LEAST)).id();
    assertThat(ask(broker, helped)).contains(asked);
    GrantView tooLittle = grant(broker, owner);
    amendments(broker).ask(tooLittle, more(tooLittle, LEAST.less(NanoUsd.ofCents(1))));
    assertThat(ask(broker, tooLittle)).isEmpty();
    GrantView changed = grant(broker, owner);
    amendments(broker).ask(changed, more(changed, ENOUGH));
    GrantView other =
        amendments(broker)
            .amend(owner, changed.id(), more(changed, NanoUsd.ofCents(11)), Optional.empty());
    assertThat(ask(broker, other)).as("it can only be denied").isEmpty();
  }

  /** Else a program that tries again and again would ask its owner again and again. */
  @OnBothDatabases
  void whoHasSaidNoIsAskedAgainOnlyOnceTheGrantIsAnother(Databases.Kind kind) {
    TestBroker broker = TestBroker.shared(kind);
    Caller owner = Persons.ownerWithKey(broker);
    GrantView grant = grant(broker, owner);
    amendments(broker).deny(owner, ask(broker, grant).orElseThrow());
    assertThat(ask(broker, grant)).isEmpty();
    GrantView other =
        amendments(broker)
            .amend(owner, grant.id(), more(grant, NanoUsd.ofCents(11)), Optional.empty());
    assertThat(ask(broker, other)).isPresent();
    GrantView apps = grant(broker, owner);
    amendments(broker).deny(owner, amendments(broker).ask(apps, more(apps, ENOUGH)).id());
    assertThat(ask(broker, apps)).as("that was the app's own").isPresent();
  }

  @OnBothDatabases
  void nothingIsAskedThatCannotBe(Databases.Kind kind) {
    TestBroker broker = TestBroker.shared(kind);
    Caller owner = Persons.ownerWithKey(broker);
    GrantView grant = grant(broker, owner);
    NanoUsd most = NanoUsd.ofCents(100_000_000);
    CallId call = new CallId(Ids.next());
    assertThat(raises(broker).ask(grant, call, LEAST, most.plus(new NanoUsd(1)))).isEmpty();
    assertThat(amendments(broker).list(owner)).isEmpty();
    assertThat(raises(broker).ask(grant, call, LEAST, most)).isPresent();
    GrantView over = grant(broker, owner);
    broker.get(GrantLifecycle.class).revoke(owner, over.id());
    refused(Refusal.CREDENTIALS_INVALID, () -> ask(broker, over));
  }

  @OnBothDatabases
  void oneQueryTellsWhatHasBecomeOfAll(Databases.Kind kind) {
    TestBroker broker = TestBroker.shared(kind);
    Caller owner = Persons.ownerWithKey(broker);
    String waiting = ask(broker, grant(broker, owner)).orElseThrow();
    String denied = ask(broker, grant(broker, owner)).orElseThrow();
    amendments(broker).deny(owner, denied);
    String approved = ask(broker, grant(broker, owner)).orElseThrow();
    amendments(broker).approve(owner, approved, Optional.empty());
    GrantView changed = grant(broker, owner);
    String overtaken = ask(broker, changed).orElseThrow();
    amendments(broker).amend(owner, changed.id(), more(changed, ENOUGH), Optional.empty());
    GrantView revoked = grant(broker, owner);
    String over = ask(broker, revoked).orElseThrow();
    broker.get(GrantLifecycle.class).revoke(owner, revoked.id());
    assertThat(
            raises(broker).states(List.of(waiting, denied, approved, overtaken, over, Ids.next())))
        .containsEntry(waiting, RaiseState.WAITING)
        .containsEntry(denied, RaiseState.DENIED)
        .containsEntry(approved, RaiseState.CHANGED)
        .containsEntry(overtaken, RaiseState.CHANGED)
        .containsEntry(over, RaiseState.CHANGED)
        .hasSize(5);
    assertThat(raises(broker).states(List.of())).isEmpty();
  }

  private static Optional<String> ask(TestBroker broker, GrantView grant) {
    return raises(broker).ask(grant, new CallId(Ids.next()), LEAST, ENOUGH);
  }

  private static AmendmentAsk more(GrantView grant, NanoUsd cap) {
    return new AmendmentAsk(grant.scope().withBudget(cap), Optional.empty(), "more");
  }

  private static GrantView grant(TestBroker broker, Caller owner) {
    return TestGrants.approved(broker, owner, "'maxBudgetCents':10,");
  }

  private static GrantView now(TestBroker broker, GrantView grant) {
    return broker.get(Grants.class).find(grant.id()).orElseThrow();
  }

  private static CallRaises raises(TestBroker broker) {
    return broker.get(CallRaises.class);
  }

  private static GrantAmendments amendments(TestBroker broker) {
    return broker.get(GrantAmendments.class);
  }
}
