package org.aipassport.apps;

import static org.aipassport.support.Refused.refused;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.Optional;
import org.aipassport.crypto.OpaqueSecrets;
import org.aipassport.grants.ClientDisabling;
import org.aipassport.problems.Refusal;
import org.aipassport.support.Databases;
import org.aipassport.support.OnBothDatabases;
import org.aipassport.support.Persons;
import org.aipassport.support.TestBroker;
import org.aipassport.support.TestClients;
import org.aipassport.values.ClientId;
import org.aipassport.values.Ids;
import org.aipassport.values.SecretText;

class ClientAuthenticationTest {
  @OnBothDatabases
  void appProvesItselfByItsSecret(Databases.Kind kind) {
    TestBroker broker = TestBroker.shared(kind);
    ClientRegistrations.Registered app = TestClients.verified(broker, "");
    OAuthClient found = authenticate(broker, app.client().id(), app.secret());
    assertThat(found).isEqualTo(app.client());
  }

  @OnBothDatabases
  void wrongOrMissingSecretProvesNothing(Databases.Kind kind) {
    TestBroker broker = TestBroker.shared(kind);
    ClientRegistrations.Registered app = TestClients.verified(broker, "");
    ClientRegistrations.Registered other = TestClients.verified(broker, "");
    ClientId id = app.client().id();
    SecretText guess = OpaqueSecrets.next(ClientRegistrations.SECRET_PREFIX);
    invalid(broker, id, Optional.of(guess));
    invalid(broker, id, Optional.of(new SecretText("")));
    invalid(broker, id, other.secret());
    invalid(broker, id, Optional.empty());
  }

  @OnBothDatabases
  void appWithoutSecretProvesNothingAndIsTakenAtItsWord(Databases.Kind kind) {
    TestBroker broker = TestBroker.shared(kind);
    ClientRegistrations.Registered app =
        TestClients.itself(broker, "'token_endpoint_auth_method':'none'");
    assertThat(app.secret()).isEmpty();
    assertThat(authenticate(broker, app.client().id(), Optional.empty())).isEqualTo(app.client());
    invalid(broker, app.client().id(), Optional.of(new SecretText("anything")));
  }

  @OnBothDatabases
  void nobodyIsNoApp(Databases.Kind kind) {
    TestBroker broker = TestBroker.shared(kind);
    invalid(broker, new ClientId("app_" + Ids.next()), Optional.empty());
    refused(
        Refusal.CREDENTIALS_INVALID,
        () ->
            broker
                .get(ClientAuthentication.class)
                .authenticate(
                    new ClientProof(Optional.empty(), Optional.empty(), Optional.empty())));
  }

  @OnBothDatabases
  void disabledAppIsNoAppAnyMore(Databases.Kind kind) {
    TestBroker broker = TestBroker.shared(kind);
    ClientRegistrations.Registered app = TestClients.verified(broker, "");
    broker.get(ClientDisabling.class).disable(Persons.operator(broker), app.client().id());
    invalid(broker, app.client().id(), app.secret());
  }

  private static void invalid(TestBroker broker, ClientId id, Optional<SecretText> secret) {
    refused(Refusal.CREDENTIALS_INVALID, () -> authenticate(broker, id, secret));
  }

  private static OAuthClient authenticate(
      TestBroker broker, ClientId id, Optional<SecretText> secret) {
    return broker
        .get(ClientAuthentication.class)
        .authenticate(new ClientProof(Optional.of(id), secret, Optional.empty()));
  }
}
