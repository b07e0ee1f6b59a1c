package org.aipassport.grants;

import static org.aipassport.support.Refused.refused;
import static org.assertj.core.api.Assertions.assertThat;

import org.aipassport.apps.ClientRegistrations;
import org.aipassport.apps.OAuthClient;
import org.aipassport.identity.Caller;
import org.aipassport.problems.Refusal;
import org.aipassport.support.Databases;
import org.aipassport.support.OnBothDatabases;
import org.aipassport.support.Persons;
import org.aipassport.support.TestBroker;
import org.aipassport.support.TestClients;
import org.aipassport.support.TestGrants;
import org.aipassport.values.ClientId;
import org.aipassport.values.Ids;

class ClientDisablingTest {
  @OnBothDatabases
  void disablingEndsWhatTheAppHas(Databases.Kind kind) {
    TestBroker broker = TestBroker.shared(kind);
    Caller owner = Persons.ownerWithKey(broker);
    Caller operator = Persons.operator(broker);
    OAuthClient app = TestClients.verified(broker, "").client();
    GrantView live = TestGrants.approved(broker, owner, "");
    GrantView pending = TestGrants.request(broker, owner, "").grant();
    GrantView other = TestGrants.approved(broker, owner, "");
    give(broker, app, live);
    give(broker, app, pending);
    long before = broker.get(RevocationSequence.class).position();
    assertThat(disabling(broker).disable(operator, app.id())).isEqualTo(2);
    assertThat(broker.get(RevocationSequence.class).position()).isGreaterThan(before);
    assertThat(status(broker, live)).isEqualTo(GrantStatus.FROZEN);
    assertThat(status(broker, pending)).isEqualTo(GrantStatus.FROZEN);
    assertThat(status(broker, other)).isEqualTo(GrantStatus.APPROVED);
    assertThat(TestGrants.events(broker, app.id().value()))
        .containsExactlyInAnyOrder("client.registered", "client.disabled");
    assertThat(broker.get(ClientRegistrations.class).get(operator, app.id()).disabledAt())
        .isPresent();
  }

  @OnBothDatabases
  void onlyOperatorsDisableAndOnlyOnce(Databases.Kind kind) {
    TestBroker broker = TestBroker.shared(kind);
    Caller operator = Persons.operator(broker);
    ClientId app = TestClients.itself(broker, "").client().id();
    refused(Refusal.FORBIDDEN, () -> disabling(broker).disable(Persons.owner(broker), app));
    disabling(broker).disable(operator, app);
    refused(Refusal.WRONG_STATE, () -> disabling(broker).disable(operator, app));
    refused(
        Refusal.NOT_FOUND,
        () -> disabling(broker).disable(operator, new ClientId("app_" + Ids.next())));
  }

  @OnBothDatabases
  void grantTellsOfWhichRegisteredAppItIs(Databases.Kind kind) {
    TestBroker broker = TestBroker.shared(kind);
    Caller owner = Persons.owner(broker);
    OAuthClient app = TestClients.verified(broker, "").client();
    GrantView grant = TestGrants.request(broker, owner, "").grant();
    assertThat(grant.client()).isEmpty();
    give(broker, app, grant);
    assertThat(broker.get(Grants.class).find(grant.id()).orElseThrow().client()).contains(app.id());
  }

  private static void give(TestBroker broker, OAuthClient app, GrantView grant) {
    broker.execute(
        "UPDATE access_grant SET client_id = ? WHERE id = ? ",
        app.id().value(),
        grant.id().value());
  }

  private static GrantStatus status(TestBroker broker, GrantView grant) {
    return broker.get(Grants.class).find(grant.id()).orElseThrow().status();
  }

  private static ClientDisabling disabling(TestBroker broker) {
    return broker.get(ClientDisabling.class);
  }
}
