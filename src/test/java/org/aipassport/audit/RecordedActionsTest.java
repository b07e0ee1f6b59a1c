package org.aipassport.audit;

import static org.aipassport.support.Refused.refused;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import org.aipassport.apps.ClientMetadata;
import org.aipassport.apps.ClientRegistrations;
import org.aipassport.grants.AmendmentAsk;
import org.aipassport.grants.AppBlocking;
import org.aipassport.grants.CallRaises;
import org.aipassport.grants.ClientDisabling;
import org.aipassport.grants.GrantAmendments;
import org.aipassport.grants.GrantKeys;
import org.aipassport.grants.GrantLifecycle;
import org.aipassport.grants.GrantReports;
import org.aipassport.grants.GrantRequests;
import org.aipassport.grants.GrantView;
import org.aipassport.grants.PersonDisabling;
import org.aipassport.grants.Stop;
import org.aipassport.grants.ToolAsk;
import org.aipassport.identity.Caller;
import org.aipassport.identity.PeopleDirectory;
import org.aipassport.identity.PersonalTokens;
import org.aipassport.identity.Role;
import org.aipassport.json.Json;
import org.aipassport.metering.BudgetLevel;
import org.aipassport.metering.CallIntent;
import org.aipassport.metering.CallLedger;
import org.aipassport.metering.CallOutcome;
import org.aipassport.metering.Charge;
import org.aipassport.metering.OperatorPrices;
import org.aipassport.metering.OwnBudgets;
import org.aipassport.metering.Period;
import org.aipassport.metering.PriceAsk;
import org.aipassport.metering.PriceDecisions;
import org.aipassport.metering.Quote;
import org.aipassport.metering.Reservation;
import org.aipassport.metering.Reserved;
import org.aipassport.problems.Refusal;
import org.aipassport.support.Databases;
import org.aipassport.support.OnBothDatabases;
import org.aipassport.support.Persons;
import org.aipassport.support.RegisteredApp;
import org.aipassport.support.TestBroker;
import org.aipassport.support.TestClients;
import org.aipassport.support.TestGrants;
import org.aipassport.tokens.AccessTokenIssuer;
import org.aipassport.tokens.ClientTokens;
import org.aipassport.tokens.ToolKeys;
import org.aipassport.values.CallId;
import org.aipassport.values.ClientId;
import org.aipassport.values.GrantId;
import org.aipassport.values.Ids;
import org.aipassport.values.ModelName;
import org.aipassport.values.NanoUsd;
import org.aipassport.values.ProviderKeyId;
import org.aipassport.values.SecretText;
import org.aipassport.vault.ProviderKeys;

/** Nothing happens without its event, and each event stands for what happened. */
class RecordedActionsTest {
  /** One thing that changes what is stored, and the types of the events it leaves. */
  private record Action(Runnable run, String... events) {}

  @OnBothDatabases
  void everyActionLeavesItsEventAndNoOther(Databases.Kind kind) {
    try (TestBroker broker = TestBroker.start(kind)) {
      for (Action action : actions(broker)) {
        List<String> before = types(broker);
        action.run.run();
        List<String> more = types(broker);
        before.forEach(more::remove);
        assertThat(more).containsExactlyInAnyOrder(action.events);
      }
    }
  }

  @OnBothDatabases
  void anActionWhoseEventCannotBeWrittenDoesNotHappen(Databases.Kind kind) {
    try (TestBroker broker = TestBroker.start(kind)) {
      for (Action action : actions(broker)) {
        String before = broker.dump();
        assertThat(catchThrowable(() -> broker.withoutAuditLog(action.run)))
            .as(List.of(action.events) + "")
            .isNotNull();
        assertThat(broker.dump()).as(List.of(action.events) + "").isEqualTo(before);
      }
    }
  }

  /** What owners and apps do, each on grants and keys of its own. */
  private static List<Action> actions(TestBroker broker) {
    Caller owner = Persons.ownerWithKey(broker);
    List<Action> actions = new ArrayList<>();
    actions.add(new Action(broker::claim, "broker.claimed", "personal_token.issued"));
    actions.addAll(onTokens(broker, owner));
    actions.addAll(onClients(broker, owner));
    actions.addAll(onKeys(broker, Persons.owner(broker)));
    actions.addAll(onGrants(broker, owner));
    actions.addAll(onCalls(broker, owner));
    actions.addAll(onMoney(broker, Persons.ownerWithKey(broker)));
    actions.addAll(onManyGrants(broker, Persons.ownerWithKey(broker)));
    actions.addAll(ofOperators(broker, Persons.ownerWithKey(broker)));
    actions.addAll(ofRegisteredApps(broker, Persons.ownerWithKey(broker)));
    return actions;
  }

  private static List<Action> onTokens(TestBroker broker, Caller owner) {
    PersonalTokens tokens = broker.get(PersonalTokens.class);
    String old = tokens.issue(owner, "old", Optional.empty()).view().id();
    return List.of(
        new Action(() -> tokens.issue(owner, "new", Optional.empty()), "personal_token.issued"),
        new Action(() -> tokens.revoke(owner, old), "personal_token.revoked"));
  }

  private static List<Action> onClients(TestBroker broker, Caller owner) {
    ClientRegistrations clients = broker.get(ClientRegistrations.class);
    Caller operator = Persons.operator(broker);
    ClientMetadata metadata = ClientMetadata.ofOperator(TestClients.json(TestClients.usual("")));
    ClientId disabled = clients.register(operator, metadata).client().id();
    GrantView its = TestGrants.approved(broker, owner, "");
    broker.execute(
        "UPDATE access_grant SET client_id = ? WHERE id = ? ", disabled.value(), its.id().value());
    return List.of(
        new Action(() -> clients.register(operator, metadata), "client.registered"),
        new Action(
            () -> clients.registerItself(metadata, TestGrants.nextAddress()), "client.registered"),
        new Action(
            () -> broker.get(ClientDisabling.class).disable(operator, disabled),
            "client.disabled",
            "grant.frozen"));
  }

  private static List<Action> onKeys(TestBroker broker, Caller owner) {
    ProviderKeyId id = Persons.key(broker, owner);
    TestGrants.approved(broker, owner, "");
    TestGrants.approved(broker, owner, "");
    SecretText fresh = new SecretText("sk-canary-" + Ids.next());
    return List.of(
        new Action(() -> Persons.key(broker, owner), "provider_key.added"),
        new Action(
            () -> broker.get(ProviderKeys.class).replace(owner, id, fresh),
            "provider_key.replaced"),
        new Action(
            () -> broker.get(GrantKeys.class).delete(owner, id),
            "provider_key.deleted",
            "grant.frozen",
            "grant.frozen"));
  }

  private static List<Action> onGrants(TestBroker broker, Caller owner) {
    GrantLifecycle lifecycle = broker.get(GrantLifecycle.class);
    GrantRequests.Requested good = TestGrants.request(broker, owner, "");
    GrantRequests.Requested bad = TestGrants.request(broker, owner, "");
    GrantView running = TestGrants.approved(broker, owner, "");
    GrantView used = TestGrants.approved(broker, owner, "");
    AccessTokenIssuer issuer = broker.get(AccessTokenIssuer.class);
    return List.of(
        new Action(() -> TestGrants.request(broker, owner, ""), "grant.requested"),
        new Action(() -> TestGrants.approve(broker, owner, good, "{}"), "grant.approved"),
        new Action(() -> lifecycle.deny(owner, bad.grant().id()), "grant.denied"),
        new Action(() -> issuer.toOwner(used.id(), owner, Optional.empty()), "token.issued"),
        new Action(() -> lifecycle.revoke(owner, running.id()), "grant.revoked"));
  }

  private static List<Action> ofRegisteredApps(TestBroker broker, Caller owner) {
    RegisteredApp app = new RegisteredApp(broker, owner);
    GrantId decided = app.approved();
    SecretText code = app.code();
    ClientTokens refreshed = app.tokens();
    ClientTokens replayed = app.tokens();
    app.refresh(app.refresh(replayed));
    ClientTokens returned = app.tokens();
    ClientTokens ended = app.tokens();
    return List.of(
        new Action(app::opened, "grant.requested"),
        new Action(() -> app.goBack(decided), "grant.told"),
        new Action(() -> app.redeem(code), "token.issued"),
        new Action(() -> app.refresh(refreshed), "token.issued"),
        new Action(
            () -> refused(Refusal.WRONG_STATE, () -> app.refresh(replayed)), "grant.revoked"),
        new Action(() -> app.revoke(returned.access().token()), "token.revoked"),
        new Action(() -> app.revoke(ended.refresh().orElseThrow()), "grant.revoked"));
  }

  private static List<Action> onManyGrants(TestBroker broker, Caller owner) {
    GrantReports reports = broker.get(GrantReports.class);
    GrantRequests.Requested asked = TestGrants.request(broker, owner, "");
    GrantView running = TestGrants.approved(broker, owner, "");
    ToolAsk tool =
        new ToolAsk(
            "Tool",
            asked.grant().scope(),
            Duration.ofDays(1),
            Optional.empty(),
            Optional.empty(),
            Optional.empty());
    return List.of(
        new Action(
            () -> broker.get(ToolKeys.class).create(owner, tool), "grant.created", "token.issued"),
        new Action(
            () -> reports.report(owner, asked.grant().id(), ""), "grant.denied", "grant.reported"),
        new Action(
            () -> reports.report(owner, running.id(), ""), "grant.revoked", "grant.reported"),
        new Action(() -> broker.get(Stop.class).everything(owner), "grant.revoked"));
  }

  private static List<Action> ofOperators(TestBroker broker, Caller owner) {
    Caller operator = Persons.operator(broker);
    GrantReports reports = broker.get(GrantReports.class);
    AppBlocking blocking = broker.get(AppBlocking.class);
    GrantView odd = TestGrants.request(broker, owner, "").grant();
    reports.report(owner, odd.id(), "odd");
    String report = reports.open(operator).get(0).id();
    TestGrants.askAt(broker, owner, "Notes", "https://evil.example");
    TestGrants.approved(broker, owner, "");
    PriceDecisions decisions = broker.get(PriceDecisions.class);
    PriceAsk dollar =
        PriceAsk.read(
            Json.parseObject(
                "{\"usdPerMillion\":{\"input\":\"1\"}}".getBytes(StandardCharsets.UTF_8)),
            broker.clock());
    decisions.set(operator, "openai", "gpt-kept", dollar, Optional.empty());
    Caller former = Persons.ownerWithKey(broker);
    TestGrants.approved(broker, former, "");
    return List.of(
        new Action(() -> reports.dismiss(operator, report), "report.dismissed"),
        new Action(
            () -> blocking.block(operator, "evil.example", ""), "app.blocked", "grant.frozen"),
        new Action(() -> blocking.unblock(operator, "evil.example"), "app.unblocked"),
        new Action(() -> broker.get(OperatorPrices.class).reload(operator), "prices.reloaded"),
        new Action(
            () -> decisions.set(operator, "openai", "gpt-own", dollar, Optional.empty()),
            "price.set"),
        new Action(
            () -> decisions.remove(operator, "openai", "gpt-kept", false, Optional.empty()),
            "price.removed"),
        new Action(
            () ->
                broker
                    .get(PeopleDirectory.class)
                    .setRoles(operator, former.id(), Set.of(Role.AUDITOR)),
            "person.roles_changed",
            "grant.frozen"),
        new Action(
            () -> broker.get(PersonDisabling.class).disable(operator, owner.id()),
            "person.disabled",
            "grant.frozen"));
  }

  private static List<Action> onCalls(TestBroker broker, Caller owner) {
    CallLedger ledger = broker.get(CallLedger.class);
    GrantView grant = TestGrants.approved(broker, owner, "'maxRequests':9,");
    Quote unasked = left -> Reservation.NONE;
    Reserved one = ledger.reserve(call(grant), unasked);
    Reserved other = ledger.reserve(call(grant), unasked);
    return List.of(
        new Action(() -> ledger.reserve(call(grant), unasked), "call.intended"),
        new Action(
            () -> ledger.settle(one, CallOutcome.COMPLETED, 200, Charge.UNKNOWN), "call.settled"),
        new Action(
            () -> ledger.settle(other, CallOutcome.NOT_SENT, 0, Charge.UNKNOWN), "call.settled"));
  }

  private static List<Action> onMoney(TestBroker broker, Caller owner) {
    OwnBudgets budgets = broker.get(OwnBudgets.class);
    String budget =
        budgets
            .set(
                owner,
                BudgetLevel.ACCOUNT,
                "",
                Period.MONTH,
                NanoUsd.ofCents(500),
                Optional.empty())
            .id();
    GrantAmendments amendments = broker.get(GrantAmendments.class);
    GrantView asking = TestGrants.approved(broker, owner, "'maxRequests':1,");
    GrantView denied = TestGrants.approved(broker, owner, "'maxRequests':1,");
    GrantView approved = TestGrants.approved(broker, owner, "'maxRequests':1,");
    AmendmentAsk more =
        new AmendmentAsk(Optional.empty(), Optional.of(Duration.ofMinutes(5)), "more");
    String no = amendments.ask(denied, more).id();
    String yes = amendments.ask(approved, more).id();
    GrantView capped = TestGrants.approved(broker, owner, "'maxBudgetCents':9,");
    CallRaises raises = broker.get(CallRaises.class);
    GrantView overrun = TestGrants.approved(broker, owner, "'maxBudgetCents':9,");
    Reservation cent =
        new Reservation(NanoUsd.ofCents(1), Optional.of("test"), OptionalLong.empty());
    CallLedger ledger = broker.get(CallLedger.class);
    Reserved dear = ledger.reserve(call(overrun), left -> cent);
    Charge two = new Charge(Optional.of(NanoUsd.ofCents(2)), Optional.empty(), Optional.of("test"));
    return List.of(
        new Action(
            () ->
                budgets.set(
                    owner,
                    BudgetLevel.ACCOUNT,
                    "",
                    Period.DAY,
                    NanoUsd.ofCents(1),
                    Optional.empty()),
            "budget.set"),
        new Action(() -> budgets.remove(owner, budget, Optional.empty()), "budget.removed"),
        new Action(() -> amendments.ask(asking, more), "amendment.requested"),
        new Action(
            () ->
                raises.ask(
                    capped, new CallId(Ids.next()), NanoUsd.ofCents(10), NanoUsd.ofCents(11)),
            "amendment.requested"),
        new Action(() -> amendments.deny(owner, no), "amendment.denied"),
        new Action(() -> amendments.approve(owner, yes, Optional.empty()), "grant.amended"),
        new Action(
            () -> amendments.amend(owner, asking.id(), more, Optional.empty()), "grant.amended"),
        new Action(
            () -> ledger.settle(dear, CallOutcome.COMPLETED, 200, two),
            "call.settled",
            "grant.frozen"));
  }

  private static CallIntent call(GrantView grant) {
    return new CallIntent(
        new CallId(Ids.next()),
        grant,
        "chat_completions",
        new ModelName("gpt-a"),
        Optional.empty());
  }

  private static List<String> types(TestBroker broker) {
    List<String> types = new ArrayList<>();
    broker.sql("SELECT type FROM audit_event").forEach(row -> types.add(row.get(0).toString()));
    return types;
  }
}
