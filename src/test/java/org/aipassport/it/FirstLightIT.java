package org.aipassport.it;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Duration;
import java.time.Instant;
import org.aipassport.support.FakeProvider;
import org.jboss.arquillian.junit5.container.annotation.ArquillianTest;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** From the first start to a revoked token, as the surface promises it to the letter. */
@ArquillianTest
class FirstLightIT {
  private static final FakeProvider UPSTREAM = TestServer.UPSTREAM;
  private static final String RANDOM_ID = "[A-Za-z0-9_-]{22}";

  @BeforeEach
  void forget() {
    Broker.keyId("openai");
    UPSTREAM.clear();
  }

  @Test
  void anAppIsGrantedCallsAndItsOwnerStopsThem() {
    Answer asked = TestGrant.ask("openai").models("gpt-fake").request();
    String id = asked.json().get("grant").get("id").asText();
    String claim = asked.json().get("claimToken").asText();
    Answer approved = Http.post("/grants/" + id + "/approve", "", Broker.asOwner());
    assertThat(approved.status()).isEqualTo(200);
    Answer issued = Http.post("/tokens", "{\"grantId\":\"" + id + "\"}", Http.bearer(claim));
    TestGrant grant = new TestGrant(id, claim, issued.json().get("token").asText());

    Answer chat = Chat.dropIn(grant, "gpt-fake");
    assertThat(chat.status()).isEqualTo(200);
    assertThat(chat.json().at("/choices/0/message/content").asText())
        .isEqualTo("You sent 5 characters.");
    assertThat(UPSTREAM.arrivals()).hasSize(1);
    assertThat(UPSTREAM.arrivals().get(0).header("authorization"))
        .contains("Bearer " + Broker.key("openai"));

    grant.revoke();
    Answer after = Chat.dropIn(grant, "gpt-fake");
    assertThat(after.status()).isEqualTo(401);
    assertThat(after.members()).containsExactly("error");
    assertThat(Answer.members(after.json().get("error")))
        .containsExactlyInAnyOrder("message", "type", "param", "code");
    assertThat(after.header("www-authenticate").orElseThrow())
        .startsWith("Bearer ")
        .contains("error=\"invalid_token\"");
    assertThat(after.header("x-should-retry")).contains("false");
    assertThat(UPSTREAM.arrivals()).hasSize(1);
  }

  @Test
  void setupMakesTheFirstOwnerWhoIsOperatorToo() {
    Answer setup = Broker.setup();
    assertThat(setup.members()).containsExactly("user", "personalAccessToken");
    JsonNode user = setup.json().get("user");
    assertThat(Answer.members(user)).containsExactly("id", "username", "roles");
    assertThat(user.get("id").asText()).matches(RANDOM_ID);
    assertThat(user.get("username").asText()).isEqualTo("Owner");
    assertThat(user.get("roles")).extracting(JsonNode::asText).contains("owner", "operator");
    assertThat(setup.json().get("personalAccessToken").asText()).startsWith("aip_pat_");
  }

  @Test
  void setupHappensOnce() {
    Answer again =
        Http.post(
            "/setup",
            "{\"secret\":\"aip_setup_x\",\"username\":\"eve\",\"password\":\"%s\"}"
                .formatted(Broker.PASSWORD));
    assertThat(again.status()).isBetween(400, 499);
    assertThat(again.error()).isNotBlank();
    assertThat(TestServer.DATA.resolve("setup-secret")).doesNotExist();
  }

  @Test
  void providerKeyIsShownByItsLastFourCharactersOnly() {
    String key = Canaries.add("provider key", "sk-canary-shown-0000000000000000-wxyz");
    Answer stored =
        Http.post(
            "/api/provider-keys",
            "{\"provider\":\"hasty\",\"key\":\"" + key + "\",\"label\":\"mine\"}",
            Broker.asOwner());
    assertThat(stored.status()).isEqualTo(201);
    assertThat(stored.members()).contains("id", "provider", "label", "lastFour", "createdAt");
    assertThat(stored.json().get("lastFour").asText()).isEqualTo("wxyz");
    String path = "/api/provider-keys/" + stored.json().get("id").asText();
    assertThat(Http.get("/api/provider-keys", Broker.asOwner()).text())
        .contains("wxyz")
        .doesNotContain(key);
    assertThat(Http.send("DELETE", path, null, Broker.asOwner()).status()).isEqualTo(204);
  }

  @Test
  void grantRequestAnswersWhatTheSurfaceSays() {
    Answer asked = TestGrant.ask("openai").models("gpt-fake").maxRequests(3).request();
    assertThat(asked.members())
        .containsExactly("grantRequest", "grant", "claimToken", "approvalUrl");
    JsonNode request = asked.json().get("grantRequest");
    assertThat(Answer.members(request))
        .containsExactly("id", "appName", "appUrl", "scope", "reason", "createdAt");
    JsonNode grant = asked.json().get("grant");
    assertThat(Answer.members(grant))
        .containsExactly(
            "id",
            "requestId",
            "appName",
            "appUrl",
            "reason",
            "scope",
            "scopeDigest",
            "status",
            "createdAt",
            "expiresAt",
            "usageCount",
            "usageBudgetCents",
            "version");
    assertThat(grant.get("requestId")).isEqualTo(request.get("id"));
    assertThat(grant.get("id").asText()).matches(RANDOM_ID);
    assertThat(grant.get("status").asText()).isEqualTo("pending");
    assertThat(grant.get("scope").toString())
        .isEqualTo(
            "{\"provider\":\"openai\",\"models\":[\"gpt-fake\"],"
                + "\"capabilities\":[\"chat\",\"embeddings\",\"images\",\"audio\",\"code\"],"
                + "\"maxRequests\":3}");
    assertThat(asked.json().get("claimToken").asText()).matches("aip_claim_[A-Za-z0-9_-]{43}");
    assertThat(asked.json().get("approvalUrl").asText()).startsWith(Http.BROKER + "/ui/consent");
    String deny = "/grants/" + grant.get("id").asText() + "/deny";
    assertThat(Http.post(deny, "", Broker.asOwner()).json().get("status").asText())
        .isEqualTo("denied");
  }

  @Test
  void approvedGrantLivesForAnHourUnlessToldOtherwise() {
    Answer asked = TestGrant.ask("openai").models("gpt-fake").request();
    String id = asked.json().get("grant").get("id").asText();
    JsonNode grant = Http.post("/grants/" + id + "/approve", "{}", Broker.asOwner()).json();
    assertThat(grant.get("status").asText()).isEqualTo("approved");
    Instant approved = Instant.parse(grant.get("approvedAt").asText());
    Instant expires = Instant.parse(grant.get("expiresAt").asText());
    assertThat(Duration.between(approved, expires)).isEqualTo(Duration.ofHours(1));
    assertThat(Http.get("/grants", Broker.asOwner()).json().get(0).get("id").asText())
        .isEqualTo(id);
    assertThat(Http.get("/grants/" + id, Broker.asOwner()).json()).isEqualTo(grant);
  }

  @Test
  void decidingTwiceNamesTheState() {
    TestGrant grant = TestGrant.of("openai", "gpt-fake");
    Answer again = Http.post("/grants/" + grant.id() + "/approve", "", Broker.asOwner());
    assertThat(again.status()).isEqualTo(400);
    assertThat(again.error()).contains("approved");
    grant.revoke();
    Answer twice = Http.post("/grants/" + grant.id() + "/revoke", "", Broker.asOwner());
    assertThat(twice.status()).isEqualTo(400);
    assertThat(twice.error()).contains("revoked");
  }

  @Test
  void unknownGrantIsNotFound() {
    String path = "/grants/AAAAAAAAAAAAAAAAAAAAAA";
    for (String verb : new String[] {"/approve", "/deny", "/revoke"}) {
      assertThat(Http.post(path + verb, "", Broker.asOwner()).status()).isEqualTo(404);
    }
    assertThat(Http.get(path, Broker.asOwner()).status()).isEqualTo(404);
    assertThat(Http.get("/grants/short", Broker.asOwner()).error()).isEqualTo("Grant not found");
  }

  @Test
  void ownerSeesGrantsOnlyWithCredentials() {
    Answer answer = Http.get("/grants");
    assertThat(answer.status()).isEqualTo(401);
    assertThat(answer.header("www-authenticate")).isPresent();
    assertThat(answer.error()).isNotBlank();
  }

  @Test
  void tokenAnswersWhatTheSurfaceSaysAndOnlyForAnApprovedGrant() {
    Answer asked = TestGrant.ask("openai").models("gpt-fake").request();
    String id = asked.json().get("grant").get("id").asText();
    String body =
        "{\"grantId\":\"%s\",\"claimToken\":%s,\"expiresInSeconds\":60}"
            .formatted(id, asked.json().get("claimToken"));
    Answer early = Http.post("/tokens", body);
    assertThat(early.status()).isEqualTo(400);
    assertThat(early.error()).contains("pending");
    Http.post("/grants/" + id + "/approve", "", Broker.asOwner());
    Answer issued = Http.post("/tokens", body);
    assertThat(issued.status()).isEqualTo(201);
    assertThat(issued.members()).containsExactly("token", "grantId", "issuedAt", "expiresAt");
    assertThat(issued.json().get("grantId").asText()).isEqualTo(id);
    Instant from = Instant.parse(issued.json().get("issuedAt").asText());
    Instant until = Instant.parse(issued.json().get("expiresAt").asText());
    assertThat(Duration.between(from, until)).isEqualTo(Duration.ofSeconds(60));
  }

  @Test
  void nobodyGetsATokenForAGrantThatIsNotTheirs() {
    TestGrant one = TestGrant.of("openai", "gpt-fake");
    TestGrant other = TestGrant.of("openai", "gpt-fake");
    String body = "{\"grantId\":\"" + one.id() + "\"}";
    assertThat(Http.post("/tokens", body).status()).isEqualTo(401);
    assertThat(Http.post("/tokens", body, Http.bearer(other.claimToken())).status()).isEqualTo(404);
    assertThat(Http.post("/tokens", body, Broker.asOwner()).status()).isEqualTo(201);
  }

  @Test
  void appSeesWhatIsLeftOfItsGrant() {
    TestGrant grant = TestGrant.ask("openai").models("gpt-fake").maxRequests(3).approved();
    Chat.dropIn(grant, "gpt-fake");
    Answer self = Http.get("/grants/self", grant.bearer());
    assertThat(self.members())
        .containsExactly("id", "status", "scope", "used", "reserved", "remaining", "expiresAt");
    assertThat(self.json().at("/used/requests").asLong()).isEqualTo(1);
    assertThat(self.json().at("/reserved/requests").asLong()).isZero();
    assertThat(self.json().at("/remaining/requests").asLong()).isEqualTo(2);
    assertThat(grant.self()).as("with the claim token").isEqualTo(self.json());
  }

  @Test
  void inspectionTellsBearerAndOwnerAndNobodyElse() {
    TestGrant grant = TestGrant.of("openai", "gpt-fake");
    String path = "/tokens/" + grant.token() + "/inspect";
    Answer byBearer = Http.get(path, grant.bearer());
    assertThat(byBearer.json().get("valid").asBoolean()).isTrue();
    assertThat(byBearer.json().at("/grant/id").asText()).isEqualTo(grant.id());
    assertThat(Http.get(path, Broker.asOwner()).json()).isEqualTo(byBearer.json());
    assertThat(Http.get(path).status()).isEqualTo(401);
    TestGrant other = TestGrant.of("openai", "gpt-fake");
    assertThat(Http.get(path, other.bearer()).status()).isEqualTo(401);
    grant.revoke();
    Answer after = Http.get(path, Broker.asOwner());
    assertThat(after.json().get("valid").asBoolean()).isFalse();
    assertThat(after.json().get("reason").asText()).contains("revoked");
  }

  @Test
  void healthSaysOk() {
    Answer health = Http.get("/health");
    assertThat(health.status()).isEqualTo(200);
    assertThat(health.text()).isEqualTo("{\"status\":\"ok\",\"service\":\"aipassport-broker\"}");
  }
}
