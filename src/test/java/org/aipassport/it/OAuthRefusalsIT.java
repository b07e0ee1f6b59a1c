package org.aipassport.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jboss.arquillian.junit5.container.annotation.ArquillianTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What is malformed, foreign or an attack at the OAuth endpoints. */
@ArquillianTest
class OAuthRefusalsIT {
  private static final String REDIRECT = "https://app.example/callback";

  private static final class App {
    static final OAuthApp PUBLIC = OAuthApp.register("none", REDIRECT);
    static final OAuthApp CONFIDENTIAL = OAuthApp.register("client_secret_basic", REDIRECT);
  }

  @ParameterizedTest
  @CsvSource({
    "client_id, nobody",
    "client_id, ''",
    "client_id, 'a b'",
    "redirect_uri, https://evil.example/callback",
    "redirect_uri, https://app.example/callback/",
    "redirect_uri, https://app.example/callback?x=y",
    "redirect_uri, https://app.example.evil.example/callback",
    "redirect_uri, https://app.example@evil.example/callback",
    "redirect_uri, 'javascript:alert(1)'",
    "redirect_uri, http://app.example/callback"
  })
  void aRequestWithoutAGoodAddressLeadsNowhereAsRfc6749Section4121Says(String name, String value) {
    Map<String, String> request = App.PUBLIC.request();
    request.put(name, value);
    Answer answer = OAuthApp.authorize(new PageClient(), request);
    assertThat(answer.status()).as(answer.toString()).isEqualTo(400);
    assertThat(answer.header("location")).isEmpty();
    assertThat(answer.header("content-type").orElse("")).startsWith("text/html");
    assertThat(answer.text()).contains(name).doesNotContain("evil.example", "javascript:");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "response_type         | token      | unsupported_response_type",
        "response_type         |            | invalid_request",
        "code_challenge        |            | invalid_request",
        "code_challenge_method | plain      | invalid_request",
        "code_challenge_method |            | invalid_request",
        "scope                 | openid     | invalid_scope",
        "request               | e30.e30.   | request_not_supported",
        "resource              | https://x.example | invalid_target",
        "authorization_details |            | invalid_request",
        "authorization_details | [{}]       | invalid_authorization_details",
        "authorization_details | [{\"type\":\"llm-inference\"}] | invalid_authorization_details"
      })
  void anyOtherFaultIsToldToTheAppAsRfc6749Section4121Says(
      String name, String value, String error) {
    Map<String, String> request = App.PUBLIC.request();
    request.put(name, value == null ? "" : value);
    Answer answer = OAuthApp.authorize(new PageClient(), request);
    assertThat(answer.status()).as(answer.toString()).isEqualTo(303);
    String location = answer.header("location").orElseThrow();
    assertThat(location).startsWith(REDIRECT + "?error=" + error);
    assertThat(OAuthApp.parameters(location))
        .containsEntry("state", "s-1 /&=")
        .containsEntry("iss", Http.BROKER.toString());
    assertThat(OAuthApp.parameters(location).get("error_description")).contains(name);
  }

  @Test
  void aRequestMayBePostedAsRfc6749Section31Allows() {
    Answer answer = OAuthApp.send("/oauth2/authorize", OAuthApp.encoded(App.PUBLIC.request()), "");
    assertThat(answer.status()).as(answer.toString()).isEqualTo(303);
    OAuthApp.grantOf(answer);
  }

  @Test
  void aParameterThatIsThereTwiceIsRefusedAsRfc6749Section31Says() {
    String query = OAuthApp.encoded(App.PUBLIC.request());
    Answer answer = new PageClient().get("/oauth2/authorize?" + query + "&client_id=x");
    assertThat(answer.status()).isEqualTo(400);
    assertThat(answer.header("location")).isEmpty();
  }

  /** Else any page could fill up what may wait for its reader's decisions. */
  @ParameterizedTest
  @CsvSource({
    "Sec-Purpose,prefetch",
    "Sec-Fetch-Mode,no-cors",
    "Sec-Fetch-Dest,image",
    "Sec-Fetch-Dest,iframe"
  })
  void aPageCannotLoadTheEndpoint(String header, String value) {
    String path = "/oauth2/authorize?" + OAuthApp.encoded(App.PUBLIC.request());
    assertThat(new PageClient().get(path, header, value).status()).isEqualTo(403);
    assertThat(Http.send("HEAD", path, null).status()).isEqualTo(405);
  }

  @Test
  void aPushedRequestIsGoodOnceAndForItsClientOnly() {
    Answer pushed = App.CONFIDENTIAL.post("/oauth2/par", App.CONFIDENTIAL.request());
    assertThat(pushed.status()).as(pushed.toString()).isEqualTo(201);
    assertThat(pushed.members()).containsExactly("request_uri", "expires_in");
    String reference = pushed.json().get("request_uri").asText();
    assertThat(byReference(App.PUBLIC, reference).status()).isEqualTo(400);
    Answer first = byReference(App.CONFIDENTIAL, reference);
    assertThat(first.status()).as(first.toString()).isEqualTo(303);
    OAuthApp.grantOf(first);
    assertThat(byReference(App.CONFIDENTIAL, reference).status()).isEqualTo(400);
    assertThat(byReference(App.CONFIDENTIAL, "https://app.example/r.jwt").status()).isEqualTo(400);
  }

  private static Answer byReference(OAuthApp app, String reference) {
    Map<String, String> request = new LinkedHashMap<>();
    request.put("client_id", app.id());
    request.put("request_uri", reference);
    return OAuthApp.authorize(new PageClient(), request);
  }

  @ParameterizedTest
  @CsvSource({
    "request_uri, urn:ietf:params:oauth:request_uri:x, invalid_request",
    "redirect_uri, https://evil.example, invalid_request",
    "response_type, token, unsupported_response_type",
    "authorization_details, [], invalid_authorization_details",
    "resource, https://x.example, invalid_target",
    "scope, a, invalid_scope"
  })
  void aPushedRequestIsReadAtOnceAsRfc9126Section21Says(String name, String value, String error) {
    Map<String, String> request = App.CONFIDENTIAL.request();
    request.put(name, value);
    refused(App.CONFIDENTIAL.post("/oauth2/par", request), 400, error, name);
  }

  @ParameterizedTest
  @ValueSource(strings = {"par", "token", "revoke", "introspect"})
  void whoeverIsNoClientIsToldSoAsRfc6749Section52Says(String endpoint) {
    String path = "/oauth2/" + endpoint;
    String form = OAuthApp.encoded(App.CONFIDENTIAL.request()) + "&grant_type=x&token=x";
    for (Answer answer :
        List.of(
            OAuthApp.send(path, form, ""),
            OAuthApp.send(path, "grant_type=x&token=x", ""),
            OAuthApp.send(path, form, "Bearer " + Broker.owner()),
            OAuthApp.send(path, "client_id=nobody&token=x", ""))) {
      refused(answer, 401, "invalid_client", "");
      assertThat(answer.header("www-authenticate").orElse("")).startsWith("Basic ");
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"par", "token", "revoke", "introspect"})
  void whatIsNoFormIsRefused(String endpoint) {
    String path = "/oauth2/" + endpoint;
    Answer json = Http.post(path, "{}");
    assertThat(json.status()).as(json.toString()).isIn(400, 415);
    assertThat(json.json().get("error").asText()).isEqualTo("invalid_request");
    String form = "client_id=" + App.PUBLIC.id() + "&";
    for (String bad : List.of("token=%zz", "token=%ff", "token=a&token=a", "token=a%00b")) {
      refused(OAuthApp.send(path, form + bad, ""), 400, "invalid_request", "");
    }
    refused(OAuthApp.send(path + "?token=x", form + "token=x", ""), 400, "invalid_request", "");
    Answer large = OAuthApp.send(path, form + "token=" + "x".repeat(70_000), "");
    assertThat(large.status()).as(large.toString()).isEqualTo(413);
    assertThat(Http.get(path).status()).isEqualTo(405);
  }

  @ParameterizedTest
  @CsvSource({
    "grant_type=, invalid_request",
    "grant_type=password&username=a&password=b, unsupported_grant_type",
    "grant_type=client_credentials, unsupported_grant_type",
    "grant_type=urn:ietf:params:oauth:grant-type:device_code&device_code=x, unsupported_grant_type",
    "grant_type=authorization_code, invalid_request",
    "grant_type=authorization_code&code=x, invalid_request",
    "grant_type=authorization_code&code=x&code_verifier=x, invalid_grant",
    "grant_type=refresh_token, invalid_request",
    "grant_type=refresh_token&refresh_token=x, invalid_grant",
    "grant_type=refresh_token&refresh_token=x&scope=a, invalid_scope",
    "grant_type=refresh_token&refresh_token=x&resource=https://x.example, invalid_target",
    "grant_type=refresh_token&refresh_token=x&authorization_details=[], invalid_authorization_details"
  })
  void aFaultyTokenRequestHasItsWord(String form, String error) {
    String body = "client_id=" + App.PUBLIC.id() + "&" + form;
    refused(OAuthApp.send("/oauth2/token", body, ""), 400, error, "");
  }

  @Test
  void tokensThatAreNoneAreNoErrorAtRevocationAndIntrospection() {
    Map<String, String> form = Map.of("token", "x", "token_type_hint", "whatever");
    assertThat(App.PUBLIC.post("/oauth2/revoke", form).status()).isEqualTo(200);
    assertThat(App.PUBLIC.post("/oauth2/introspect", form).text()).isEqualTo("{\"active\":false}");
    refused(App.PUBLIC.post("/oauth2/revoke", Map.of()), 400, "invalid_request", "token");
    refused(App.PUBLIC.post("/oauth2/introspect", Map.of()), 400, "invalid_request", "token");
  }

  private static void refused(Answer answer, int status, String error, String named) {
    assertThat(answer.status()).as(answer.toString()).isEqualTo(status);
    assertThat(answer.json().get("error").asText()).as(answer.toString()).isEqualTo(error);
    assertThat(answer.json().get("error_description").asText())
        .contains(named)
        .matches("[\\x20-\\x21\\x23-\\x5b\\x5d-\\x7e]+");
    assertThat(answer.header("cache-control").orElse("")).contains("no-store");
    assertThat(answer.text().getBytes(StandardCharsets.UTF_8)).isNotEmpty();
  }
}
