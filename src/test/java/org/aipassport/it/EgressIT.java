package org.aipassport.it;

import static org.assertj.core.api.Assertions.assertThat;

import org.jboss.arquillian.junit5.container.annotation.ArquillianTest;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What leaves for a provider takes the way that its configuration says, calls and key tests. */
@ArquillianTest
class EgressIT {
  private static final String PROVIDER = "tunnelled";

  @BeforeEach
  void forget() {
    Broker.keyId(PROVIDER);
    Tunnelled.arrivals().clear();
    Tunnelled.proxy().heads().clear();
  }

  @Test
  void callGoesThroughTheProvidersProxyAndTrustsItsCa() {
    Answer answer = Chat.dropIn(TestGrant.of(PROVIDER, "gpt-fake"), "gpt-fake");
    assertThat(answer.status()).as(answer.toString()).isEqualTo(200);
    assertThat(answer.text()).contains("tunnelled");
    assertArrivedThroughTheProxy("/v1/chat/completions");
  }

  @Test
  void keyIsTestedOnTheSameWay() {
    String id = Broker.keyId(PROVIDER);
    Answer answer = Http.post("/api/provider-keys/" + id + "/test", "{}", Broker.asOwner());
    assertThat(answer.status()).as(answer.toString()).isEqualTo(200);
    assertThat(answer.text()).contains("accepted");
    assertArrivedThroughTheProxy("/v1/models");
  }

  private static void assertArrivedThroughTheProxy(String path) {
    assertThat(Tunnelled.arrivals()).hasSize(1);
    assertThat(Tunnelled.arrivals().get(0)).startsWith(path + " ").contains(Broker.key(PROVIDER));
    assertThat(Tunnelled.proxy().tunnelled()).doesNotContain(Broker.key(PROVIDER));
  }
}
