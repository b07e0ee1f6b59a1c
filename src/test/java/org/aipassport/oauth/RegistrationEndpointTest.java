package org.aipassport.oauth;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import jakarta.ws.rs.NotFoundException;
import jakarta.ws.rs.core.Response;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.HashMap;
import java.util.Map;
import org.aipassport.apps.ClientRegistrations;
import org.aipassport.json.Json;
import org.aipassport.json.JsonObject;
import org.aipassport.json.JsonString;
import org.aipassport.problems.Refusal;
import org.aipassport.support.Databases;
import org.aipassport.support.FakeRequest;
import org.aipassport.support.Refused;
import org.aipassport.support.TestBroker;
import org.aipassport.support.TestClients;
import org.aipassport.support.TestSettings;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RegistrationEndpointTest {
  private static final String TOKEN = "canary-initial-access-token-0123456789";

  private static int calls;

  @TempDir Path directory;

  @Test
  void appRegistersItselfWhereTheOperatorLetsIt() {
    Response answer = register(Map.of("aipassport.oauth.registration", "open"), "", "");
    assertThat(answer.getStatus()).isEqualTo(201);
    assertThat(answer.getHeaderString("Cache-Control")).isEqualTo("no-store");
    JsonObject body = Json.parseObject((byte[]) answer.getEntity());
    assertThat(body.get("client_id")).isInstanceOf(JsonString.class);
    assertThat(Json.text(body))
        .contains("\"client_name\":\"Notes\"")
        .contains("\"client_secret\":\"aip_cs_")
        .contains("\"client_secret_expires_at\":0");
  }

  @Test
  void appWithoutASecretIsShownNone() {
    Response answer =
        register(
            Map.of("aipassport.oauth.registration", "open"),
            "'token_endpoint_auth_method':'none'",
            "");
    assertThat(new String((byte[]) answer.getEntity(), UTF_8)).doesNotContain("client_secret\"");
  }

  @Test
  void thereIsNothingHereUnlessTheOperatorSaysSo() {
    assertThatThrownBy(() -> register(Map.of(), "", "")).isInstanceOf(NotFoundException.class);
  }

  @Test
  void onlyWhoHasTheInitialAccessTokenRegistersWhereItIsNeeded() throws IOException {
    Map<String, String> settings = withToken();
    assertThat(register(settings, "", "Bearer " + TOKEN).getStatus()).isEqualTo(201);
    for (String authorization :
        new String[] {"", "Bearer x", "Bearer " + TOKEN + "x", "Basic " + TOKEN}) {
      OAuthProblem problem = Problems.problem(() -> register(settings, "", authorization));
      assertThat(problem.code()).isEqualTo("invalid_token");
      assertThat(problem.status()).isEqualTo(401);
      assertThat(OAuthProblemMapper.answer(problem).getHeaderString("WWW-Authenticate"))
          .startsWith("Bearer ");
    }
  }

  @Test
  void strangerIsRefusedBeforeTheBodyIsRead() throws IOException {
    Map<String, String> settings = withToken();
    assertThat(Problems.problem(() -> register(settings, "'jwks_uri':1", "")).code())
        .isEqualTo("invalid_token");
  }

  @Test
  void errorsAreThoseOfRfc7591Section322() {
    Map<String, String> open = Map.of("aipassport.oauth.registration", "open");
    OAuthProblem metadata = Problems.problem(() -> register(open, "'jwks_uri':'x'", ""));
    assertThat(metadata.code()).isEqualTo("invalid_client_metadata");
    assertThat(metadata.status()).isEqualTo(400);
    assertThat(metadata.description()).startsWith("jwks_uri: ");
    OAuthProblem redirect =
        Problems.problem(
            () ->
                endpoint(open)
                    .register(
                        FakeRequest.post("/oauth2/register", "").servlet(),
                        new ByteArrayInputStream(
                            "{\"client_name\":\"a\",\"redirect_uris\":[\"http://a.example\"]}"
                                .getBytes(UTF_8))));
    assertThat(redirect.code()).isEqualTo("invalid_redirect_uri");
  }

  @Test
  void bodyThatIsNoJsonIsRefused() {
    Map<String, String> open = Map.of("aipassport.oauth.registration", "open");
    Refused.as(
        Refusal.MALFORMED,
        () ->
            endpoint(open)
                .register(
                    FakeRequest.post("/oauth2/register", "").servlet(),
                    new ByteArrayInputStream("{".getBytes(UTF_8))));
    Refused.as(
        Refusal.UNSUPPORTED_MEDIA_TYPE,
        () ->
            endpoint(open)
                .register(
                    FakeRequest.of("POST", "/oauth2/register").servlet(),
                    new ByteArrayInputStream("{}".getBytes(UTF_8))));
  }

  private Map<String, String> withToken() throws IOException {
    Path file = directory.resolve("token");
    Files.writeString(file, TOKEN + "\n");
    Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-------"));
    return Map.of(
        "aipassport.oauth.registration",
        "token",
        "aipassport.oauth.registration.token-file",
        file.toString());
  }

  /** Each call comes from an address of its own. */
  private static Response register(
      Map<String, String> settings, String more, String authorization) {
    FakeRequest request =
        FakeRequest.post("/oauth2/register", "").from("192.0.2." + (1 + ++calls % 250));
    if (!authorization.isEmpty()) {
      request.with("Authorization", authorization);
    }
    byte[] body = TestClients.usual(more).replace('\'', '"').getBytes(UTF_8);
    return endpoint(settings).register(request.servlet(), new ByteArrayInputStream(body));
  }

  private static RegistrationEndpoint endpoint(Map<String, String> settings) {
    TestBroker broker = TestBroker.shared(Databases.Kind.DERBY);
    return new RegistrationEndpoint(
        TestSettings.of(new HashMap<>(settings)), broker.get(ClientRegistrations.class));
  }
}
