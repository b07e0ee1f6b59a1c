package org.aipassport.tokens;

import static org.aipassport.support.Refused.refused;
import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.aipassport.apps.OAuthClient;
import org.aipassport.json.JsonObject;
import org.aipassport.problems.Refusal;
import org.aipassport.support.Databases;
import org.aipassport.support.GivenClients;
import org.aipassport.support.OnBothDatabases;
import org.aipassport.support.TestBroker;
import org.aipassport.support.TestGrants;
import org.aipassport.values.SecretText;

/** Requests that come ahead: RFC 9126 sections 2.2 and 7. */
class PushedRequestsTest {
  private static final JsonObject SOME =
      JsonObject.builder().put("state", "x\"y").put("response_type", "code").build();

  @OnBothDatabases
  void aReferenceIsGoodOnceAsRfc9126Section73Says(Databases.Kind kind) {
    TestBroker broker = TestBroker.shared(kind);
    OAuthClient client = GivenClients.add(broker);
    SecretText reference = push(broker, client);
    assertThat(reference.reveal()).matches("urn:ietf:params:oauth:request_uri:[A-Za-z0-9_-]{43}");
    assertThat(broker.dump()).doesNotContain(reference.reveal().substring(40));
    assertThat(pushed(broker).take(client, reference)).contains(SOME);
    assertThat(pushed(broker).take(client, reference)).isEmpty();
  }

  @OnBothDatabases
  void aReferenceIsGoodForAMinute(Databases.Kind kind) {
    TestBroker broker = TestBroker.shared(kind);
    OAuthClient client = GivenClients.add(broker);
    SecretText reference = push(broker, client);
    broker.clock().advance(Duration.ofSeconds(60));
    assertThat(pushed(broker).take(client, reference)).isEmpty();
  }

  @OnBothDatabases
  void aReferenceIsForTheClientThatPushedAsRfc9126Section22Says(Databases.Kind kind) {
    TestBroker broker = TestBroker.shared(kind);
    OAuthClient client = GivenClients.add(broker);
    SecretText reference = push(broker, client);
    assertThat(pushed(broker).take(GivenClients.add(broker), reference)).isEmpty();
    assertThat(pushed(broker).take(client, reference)).contains(SOME);
  }

  @OnBothDatabases
  void whatIsNoReferenceIsNone(Databases.Kind kind) {
    TestBroker broker = TestBroker.shared(kind);
    OAuthClient client = GivenClients.add(broker);
    for (String none :
        new String[] {
          "",
          "https://app.example/request.jwt",
          PushedRequests.PREFIX,
          "\0",
          PushedRequests.PREFIX + "A".repeat(43)
        }) {
      assertThat(pushed(broker).take(client, new SecretText(none))).isEmpty();
    }
  }

  @OnBothDatabases
  void oneAddressCannotFillTheDatabase(Databases.Kind kind) {
    TestBroker broker = TestBroker.shared(kind);
    OAuthClient client = GivenClients.add(broker);
    String address = TestGrants.nextAddress();
    for (int i = 0; i < 100; i++) {
      pushed(broker).push(client, SOME, address);
    }
    refused(Refusal.TOO_MANY, () -> pushed(broker).push(client, SOME, address));
    push(broker, client);
    broker.clock().advance(Duration.ofMinutes(1));
    pushed(broker).push(client, SOME, address);
    JsonObject large = JsonObject.builder().put("state", "x".repeat(24_000)).build();
    refused(Refusal.TOO_LARGE, () -> pushed(broker).push(client, large, address));
  }

  private static SecretText push(TestBroker broker, OAuthClient client) {
    return pushed(broker).push(client, SOME, TestGrants.nextAddress());
  }

  private static PushedRequests pushed(TestBroker broker) {
    return broker.get(PushedRequests.class);
  }
}
