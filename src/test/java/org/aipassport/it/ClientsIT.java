package org.aipassport.it;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.charset.StandardCharsets;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jboss.arquillian.junit5.container.annotation.ArquillianTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What OAuth clients look up before anything else, and how operators register them. */
@ArquillianTest
class ClientsIT {
  private static final Pattern METADATA = Pattern.compile("resource_metadata=\"([^\"]+)\"");
  private static final String APP =
      "{\"client_name\":\"Notes\",\"client_uri\":\"https://notes.example\","
          + "\"redirect_uris\":[\"https://notes.example/cb\"]}";

  @ParameterizedTest
  @CsvSource({
    "/v1/models, /v1",
    "/v1/chat/completions, /v1",
    "/v1beta/models, ''",
    "/proxy/chat, ''",
    "/grants/self, ''"
  })
  void callWithoutATokenLeadsToTheServerThatGivesSome(String path, String resource) {
    Answer refused =
        path.endsWith("s") || path.endsWith("self")
            ? Http.get(path)
            : Http.post(path, Chat.body("gpt-fake"));
    assertThat(refused.status()).as(refused.toString()).isEqualTo(401);
    Matcher metadata = METADATA.matcher(refused.header("www-authenticate").orElseThrow());
    assertThat(metadata.find()).isTrue();
    JsonNode found = at(metadata.group(1));
    assertThat(found.get("resource").asText()).isEqualTo(Http.BROKER + resource);
    String issuer = found.at("/authorization_servers/0").asText();
    JsonNode server = at(issuer + "/.well-known/oauth-authorization-server");
    assertThat(server.get("issuer").asText()).isEqualTo(issuer);
    assertThat(at(server.get("jwks_uri").asText()).get("keys")).isNotEmpty();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "/.well-known/oauth-authorization-server",
        "/.well-known/oauth-protected-resource",
        "/.well-known/oauth-protected-resource/v1",
        "/.well-known/jwks.json"
      })
  void metadataMayBeKeptForTenMinutes(String path) {
    assertThat(Http.get(path).header("cache-control")).contains("public, max-age=600");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "/.well-known/nothing",
        "/.well-known/oauth-authorization-server/v1",
        "/.well-known/oauth-protected-resource/v2",
        "/.well-known/oauth-protected-resource/v1/models"
      })
  void thereIsNothingElse(String path) {
    assertThat(Http.get(path).status()).isEqualTo(404);
  }

  @Test
  void refusalsOfTheOAuthEndpointsAreInTheirShape() {
    Answer off = Http.post("/oauth2/register", APP);
    assertThat(off.status()).isEqualTo(404);
    assertThat(off.json().get("error").asText()).isEqualTo("invalid_request");
    assertThat(off.json().get("error_description").asText()).isEqualTo("Nothing here.");
    assertThat(off.header("cache-control")).contains("no-store");
    Answer method = Http.get("/oauth2/register");
    assertThat(method.status()).isEqualTo(405);
    assertThat(method.header("allow").orElseThrow()).contains("POST");
    assertThat(method.json().get("error").asText()).isEqualTo("invalid_request");
    assertThat(Http.get("/oauth2/nothing").json().get("error").asText())
        .isEqualTo("invalid_request");
    byte[] large = "x".repeat(65 * 1024).getBytes(StandardCharsets.US_ASCII);
    Answer tooLarge = Http.send("POST", "/oauth2/register", large);
    assertThat(tooLarge.status()).isEqualTo(413);
    assertThat(tooLarge.json().get("error").asText()).isEqualTo("invalid_request");
  }

  @Test
  void operatorRegistersAnAppAndDisablesIt() {
    Answer made = Http.post("/api/clients", APP, Broker.asOwner());
    assertThat(made.status()).as(made.toString()).isEqualTo(201);
    Canaries.add("client secret", made.json().get("client_secret").asText());
    String path = "/api/clients/" + made.json().get("client_id").asText();
    JsonNode found = Http.get(path, Broker.asOwner()).json();
    assertThat(found.has("client_secret")).isFalse();
    assertThat(found.get("standing").asText()).isEqualTo("verified");
    assertThat(found.has("disabledAt")).isFalse();
    Answer disabled = Http.send("DELETE", path, null, Broker.asOwner());
    assertThat(disabled.status()).isEqualTo(200);
    assertThat(disabled.json().get("grantsFrozen").asInt()).isZero();
    assertThat(Http.get(path, Broker.asOwner()).json().has("disabledAt")).isTrue();
    assertThat(Http.send("DELETE", path, null, Broker.asOwner()).status()).isEqualTo(400);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "client_uri | {'client_name':'a','redirect_uris':['https://a.example']}",
        "logo_uri | {'client_name':'a','client_uri':'https://a.example',"
            + "'redirect_uris':['https://a.example'],'logo_uri':'x'}",
        "redirect_uris[0] | {'client_name':'a','client_uri':'https://a.example',"
            + "'redirect_uris':['javascript:alert(1)']}",
        "redirect_uris[0] | {'client_name':'a','client_uri':'https://a.example',"
            + "'redirect_uris':['\\u0000']}"
      },
      quoteCharacter = '"')
  void whatCannotBeRegisteredIsNamed(String field, String body) {
    Answer refused = Http.post("/api/clients", body.replace('\'', '"'), Broker.asOwner());
    assertThat(refused.status()).as(refused.toString()).isEqualTo(400);
    assertThat(refused.json().get("field").asText()).isEqualTo(field);
  }

  @Test
  void operatorRegistersAnAppOnAPage() {
    PageClient browser = Someone.with("operator").browser();
    Answer made =
        browser.submit(
            "/ui/clients",
            "register-form",
            "register",
            "client_name",
            "Page notes",
            "client_uri",
            "https://notes.example",
            "redirect_uris",
            "https://notes.example/cb\r\nhttp://127.0.0.1/cb",
            "token_endpoint_auth_method",
            "CLIENT_SECRET_BASIC");
    assertThat(made.status()).as(made.toString()).isEqualTo(200);
    Matcher secret = Pattern.compile("aip_cs_[A-Za-z0-9_-]{43}").matcher(made.text());
    assertThat(secret.find()).as(made.toString()).isTrue();
    Canaries.add("client secret", secret.group());
    assertThat(browser.get("/ui/clients").text())
        .contains("Page notes", "http://127.0.0.1/cb")
        .doesNotContain(secret.group());
  }

  private static JsonNode at(String url) {
    assertThat(url).startsWith(Http.BROKER.toString());
    Answer answer = Http.get(url.substring(Http.BROKER.toString().length()));
    assertThat(answer.status()).as(url + ": " + answer).isEqualTo(200);
    return answer.json();
  }
}
