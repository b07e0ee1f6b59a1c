package org.aipassport.apps;

import static org.aipassport.support.Refused.refused;
import static org.aipassport.support.Refused.refusedField;
import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.Locale;
import org.aipassport.crypto.OpaqueSecrets;
import org.aipassport.grants.AppBlocking;
import org.aipassport.identity.Caller;
import org.aipassport.problems.Refusal;
import org.aipassport.support.Databases;
import org.aipassport.support.OnBothDatabases;
import org.aipassport.support.Persons;
import org.aipassport.support.Race;
import org.aipassport.support.TestBroker;
import org.aipassport.support.TestClients;
import org.aipassport.support.TestGrants;
import org.aipassport.values.ClientId;
import org.aipassport.values.Ids;

class ClientRegistrationsTest {
  @OnBothDatabases
  void operatorRegistersAnAppTheyVouchFor(Databases.Kind kind) {
    TestBroker broker = TestBroker.shared(kind);
    Caller operator = Persons.operator(broker);
    ClientRegistrations.Registered app =
        clients(broker)
            .register(
                operator,
                ClientMetadata.ofOperator(
                    TestClients.json(
                        TestClients.usual(
                            "'grant_types':['authorization_code','refresh_token'],"
                                + "'require_pushed_authorization_requests':true"))));
    OAuthClient client = app.client();
    assertThat(client.standing()).isEqualTo(AppStanding.VERIFIED);
    assertThat(clients(broker).get(operator, client.id())).isEqualTo(client);
    assertThat(clients(broker).list(operator)).contains(client);
    assertThat(OpaqueSecrets.hasForm(app.secret().orElseThrow().reveal(), "aip_cs_")).isTrue();
    assertThat(TestGrants.events(broker, client.id().value())).containsExactly("client.registered");
    assertThat(broker.dump()).doesNotContain(app.secret().orElseThrow().reveal());
  }

  @OnBothDatabases
  void withoutAuditLogNothingIsRegistered(Databases.Kind kind) {
    try (TestBroker broker = TestBroker.start(kind)) {
      Caller operator = Persons.operator(broker);
      ClientMetadata metadata = ClientMetadata.ofOperator(TestClients.json(TestClients.usual("")));
      broker.withoutAuditLog(
          () -> {
            try {
              clients(broker).register(operator, metadata);
            } catch (RuntimeException e) {
              return;
            }
            throw new AssertionError("registered without a record");
          });
      assertThat(broker.count("oauth_client")).isZero();
    }
  }

  @OnBothDatabases
  void onlyOperatorsRegisterListAndLook(Databases.Kind kind) {
    TestBroker broker = TestBroker.shared(kind);
    Caller owner = Persons.owner(broker);
    ClientMetadata metadata = ClientMetadata.ofOperator(TestClients.json(TestClients.usual("")));
    ClientId id = TestClients.verified(broker, "").client().id();
    refused(Refusal.FORBIDDEN, () -> clients(broker).register(owner, metadata));
    refused(Refusal.FORBIDDEN, () -> clients(broker).list(owner));
    refused(Refusal.FORBIDDEN, () -> clients(broker).get(owner, id));
    refused(
        Refusal.NOT_FOUND,
        () -> clients(broker).get(Persons.operator(broker), new ClientId("app_" + Ids.next())));
  }

  @OnBothDatabases
  void appThatRegistersItselfIsVouchedForByNobody(Databases.Kind kind) {
    TestBroker broker = TestBroker.shared(kind);
    OAuthClient client = TestClients.itself(broker, "").client();
    assertThat(client.standing()).isEqualTo(AppStanding.SELF_REGISTERED);
    assertThat(broker.one("SELECT actor FROM audit_event WHERE subject = ? ", client.id().value()))
        .isEqualTo("app:" + client.id());
  }

  @OnBothDatabases
  void nobodyRegistersThemselvesUnderAnImitatedName(Databases.Kind kind) {
    TestBroker broker = TestBroker.shared(kind);
    refusedField(
        "client_name",
        () ->
            clients(broker)
                .registerItself(
                    ClientMetadata.ofItself(
                        TestClients.json(
                            "{'client_name':'0penAI','redirect_uris':['https://a.example/']}")),
                    TestGrants.nextAddress()));
  }

  @OnBothDatabases
  void appOfABlockedHostDoesNotGetRoundByRegistering(Databases.Kind kind) {
    TestBroker broker = TestBroker.shared(kind);
    String host = "h" + Ids.next().toLowerCase(Locale.ROOT).replaceAll("[^a-z0-9]", "0");
    broker.get(AppBlocking.class).block(Persons.operator(broker), host + ".example", "");
    for (String body :
        new String[] {
          "{'client_name':'a','redirect_uris':['https://a.example/','https://x.%s.example/']}",
          "{'client_name':'a','client_uri':'https://%s.example','redirect_uris':['a.b:/c']}"
        }) {
      refused(
          Refusal.FORBIDDEN,
          () ->
              clients(broker)
                  .registerItself(
                      ClientMetadata.ofItself(TestClients.json(body.formatted(host))),
                      TestGrants.nextAddress()));
    }
  }

  @OnBothDatabases
  void parallelRegistrationsFromOneAddressDoNotPassItsCap(Databases.Kind kind) {
    TestBroker broker = TestBroker.shared(kind);
    String address = TestGrants.nextAddress();
    ClientMetadata metadata = ClientMetadata.ofItself(TestClients.json(TestClients.usual("")));
    Race<ClientRegistrations.Registered> race =
        Race.of(24, () -> clients(broker).registerItself(metadata, address));
    assertThat(race.done()).hasSize(RegistrationCaps.MOST_PER_ADDRESS);
    assertThat(race.reasons()).containsOnly(Refusal.TOO_MANY);
    assertThat(race.refused().get(0).retryAfter()).isPresent();
    TestClients.itself(broker, ""); // from another address
    broker.clock().advance(Duration.ofDays(1));
    clients(broker).registerItself(metadata, address);
  }

  @OnBothDatabases
  void thereAreNotMoreThanTenThousandWhoRegisteredThemselves(Databases.Kind kind) {
    try (TestBroker broker = TestBroker.start(kind)) {
      for (int i = 0; i < RegistrationCaps.MOST_IN_ALL / 1_000; i++) {
        broker.execute(thousand(i));
      }
      refused(Refusal.TOO_MANY, () -> TestClients.itself(broker, ""));
      broker.execute("UPDATE oauth_client SET disabled_at = 1 WHERE id = 'c0-0'");
      TestClients.itself(broker, "");
      TestClients.verified(broker, "");
    }
  }

  private static String thousand(int number) {
    StringBuilder insert =
        new StringBuilder(
            "INSERT INTO oauth_client (id, name, standing, redirect_uris, grant_types,"
                + " auth_method, par_required, created_at) VALUES ");
    for (int i = 0; i < 1_000; i++) {
      insert
          .append(i == 0 ? "" : ",")
          .append("('c" + number + "-" + i + "','a','SELF_REGISTERED','https://a.example/',")
          .append("'authorization_code','none',0,0)");
    }
    return insert.toString();
  }

  private static ClientRegistrations clients(TestBroker broker) {
    return broker.get(ClientRegistrations.class);
  }
}
