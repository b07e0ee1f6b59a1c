package org.aipassport.process;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import org.aipassport.support.BrokerClient;
import org.aipassport.support.BrokerProcess;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Apps register themselves at a broker whose operator lets them (RFC 7591). */
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class RegistrationIT {
  private static final String APP =
      "{\"client_name\":\"Notes\",\"redirect_uris\":[\"http://127.0.0.1/cb\"],"
          + "\"token_endpoint_auth_method\":\"none\",\"software_version\":\"7\"}";

  private static BrokerProcess broker;

  @BeforeAll
  static void start() {
    broker =
        BrokerProcess.plan(Homes.fresh(RegistrationIT.class))
            .set("aipassport.oauth.registration", "open")
            .start()
            .awaitHealthy(Duration.ofSeconds(90));
  }

  @AfterAll
  static void stop() {
    broker.close();
  }

  @Test
  @Order(1)
  void appFindsOutWhereItRegistersAndDoesIt() {
    String endpoint =
        broker
            .get("/.well-known/oauth-authorization-server", "")
            .expect(200)
            .text("registration_endpoint");
    assertThat(endpoint).isEqualTo(broker.plan().url() + "/oauth2/register");
    BrokerClient.Reply registered = broker.post("/oauth2/register", "", APP).expect(201);
    assertThat(registered.text("client_id")).startsWith("app_");
    assertThat(registered.text("token_endpoint_auth_method")).isEqualTo("none");
    assertThat(registered.body()).doesNotContain("client_secret", "software_version");
    assertThat(registered.headers().firstValue("cache-control")).contains("no-store");
    assertThat(registered.headers().firstValue("content-type")).contains("application/json");
  }

  @ParameterizedTest
  @Order(2)
  @ValueSource(
      strings = {
        "",
        "{",
        "[]",
        "null",
        "7",
        "{}",
        "{}{}",
        "{\"client_name\":\"a\",\"client_name\":\"b\",\"redirect_uris\":[\"https://a.example\"]}",
        "{\"client_name\":null,\"redirect_uris\":[\"https://a.example\"]}",
        "{\"client_name\":{},\"redirect_uris\":[\"https://a.example\"]}",
        "{\"client_name\":\"\\u0000\",\"redirect_uris\":[\"https://a.example\"]}",
        "{\"client_name\":\"\\ud800\",\"redirect_uris\":[\"https://a.example\"]}",
        "{\"client_name\":\"a\",\"redirect_uris\":\"https://a.example\"}",
        "{\"client_name\":\"a\",\"redirect_uris\":[null]}",
        "{\"client_name\":\"a\",\"redirect_uris\":[\"https://a.example/#\"]}",
        "{\"client_name\":\"a\",\"redirect_uris\":[\"https://a.example\"],\"client_uri\":7}",
        "{\"client_name\":\"a\",\"redirect_uris\":[\"https://a.example\"],\"jwks_uri\":\"x\"}",
        "{\"client_name\":\"a\",\"redirect_uris\":[\"https://a.example\"],\"grant_types\":[7]}",
        "{\"client_name\":\"OpenAl\",\"redirect_uris\":[\"https://a.example\"]}"
      })
  void malformedRegistrationIsRefusedInItsOwnShape(String body) {
    BrokerClient.Reply refused = broker.post("/oauth2/register", "", body);
    assertThat(refused.status()).as(refused.body()).isBetween(400, 415);
    assertThat(refused.text("error"))
        .isIn(List.of("invalid_request", "invalid_client_metadata", "invalid_redirect_uri"));
    assertThat(refused.text("error_description")).isNotEmpty();
    assertThat(refused.headers().firstValue("cache-control")).contains("no-store");
  }

  @Test
  @Order(3)
  void twentyADayFromOneAddressAreEnough() {
    for (int i = 1; i < 20; i++) {
      broker.post("/oauth2/register", "", APP).expect(201);
    }
    BrokerClient.Reply refused = broker.post("/oauth2/register", "", APP).expect(429);
    assertThat(refused.text("error")).isEqualTo("temporarily_unavailable");
    assertThat(refused.headers().firstValue("retry-after")).contains("86400");
  }
}
