package org.aipassport.oauth;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import org.aipassport.apps.AppStanding;
import org.aipassport.apps.ClientAuthMethod;
import org.aipassport.apps.ClientGrantType;
import org.aipassport.apps.OAuthClient;
import org.aipassport.problems.RefusalException;
import org.aipassport.support.TestSettings;
import org.aipassport.tokens.AuthorizationAsk;
import org.aipassport.values.ClientId;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Authorization requests: RFC 6749 section 4.1.1, RFC 7636 section 4.3, RFC 8707, RFC 9101. */
class AuthorizationReaderTest {
  private static final String CHALLENGE = "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM";
  private static final String DETAILS =
      "[{\"type\":\"urn:aipassport:ai-access\",\"provider\":\"openai\",\"models\":[\"m\"],"
          + "\"capabilities\":[\"chat\"],\"reason\":\"r\"}]";

  private final AuthorizationReader reader = new AuthorizationReader(TestSettings.defaults());

  @Test
  void aGoodRequestIsReadAsItStands() {
    AuthorizationAsk ask =
        reader.ask(client("https://app.example/cb"), form("resource", "http://localhost:8080/v1"));
    assertThat(ask.redirectUri()).isEqualTo("https://app.example/cb");
    assertThat(ask.redirectNamed()).isTrue();
    assertThat(ask.state()).contains("s t");
    assertThat(ask.challenge()).isEqualTo(CHALLENGE);
    assertThat(ask.resource()).contains("http://localhost:8080/v1");
    assertThat(ask.details().reason()).isEqualTo("r");
  }

  @ParameterizedTest
  @CsvSource({
    "response_type, , invalid_request",
    "response_type, token, unsupported_response_type",
    "response_type, code id_token, unsupported_response_type",
    "response_mode, fragment, invalid_request",
    "code_challenge, , invalid_request",
    "code_challenge, short, invalid_request",
    "code_challenge, E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw+cM, invalid_request",
    "code_challenge_method, , invalid_request",
    "code_challenge_method, plain, invalid_request",
    "code_challenge_method, s256, invalid_request",
    "request, eyJhbGciOiJub25lIn0.e30., request_not_supported",
    "scope, openid, invalid_scope",
    "resource, https://elsewhere.example, invalid_target",
    "resource, http://localhost:8080/, invalid_target",
    "resource, http://localhost:8080/v2, invalid_target",
    "state, \u00e9, invalid_request",
    "authorization_details, , invalid_request",
    "authorization_details, x, invalid_authorization_details",
    "authorization_details, [], invalid_authorization_details"
  })
  void aFaultHasItsWord(String parameter, String value, String code) {
    OAuthForm form = form(parameter, value == null ? "" : value);
    Throwable thrown = catchThrowable(() -> reader.ask(client("https://app.example/cb"), form));
    String told =
        thrown instanceof OAuthProblem problem
            ? problem.code()
            : OAuthCodes.of((RefusalException) thrown);
    assertThat(told).as(thrown.getMessage()).isEqualTo(code);
    assertThat(thrown.getMessage()).startsWith(parameter);
  }

  @Test
  void aLongStateIsRefused() {
    Problems.invalidRequest(
        "state: must be at most 1000 visible characters of ASCII",
        () -> reader.ask(client("https://app.example/cb"), form("state", "x".repeat(1_001))));
    reader.ask(client("https://app.example/cb"), form("state", "x".repeat(1_000)));
  }

  @Test
  void aTokenIsForOneResource() {
    Map<String, List<String>> parameters = parameters();
    parameters.put("resource", List.of("http://localhost:8080", "http://localhost:8080/v1"));
    Throwable thrown =
        catchThrowable(
            () -> reader.ask(client("https://app.example/cb"), OAuthForm.strict(parameters)));
    assertThat(OAuthCodes.of((RefusalException) thrown)).isEqualTo("invalid_target");
  }

  @Test
  void anAppWithoutCodesIsToldSoAsRfc6749Section4121Says() {
    OAuthClient client = client(Set.of(ClientGrantType.DEVICE_CODE), "https://app.example/cb");
    assertThat(Problems.problem(() -> reader.ask(client, form("state", "x"))).code())
        .isEqualTo("unauthorized_client");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "https://app.example/cb/",
        "https://app.example/cb?x=y",
        "https://app.example/CB",
        "https://app.example:443/cb",
        "https://app.example/cb#x",
        "https://app.example/cb/../cb",
        "https://app.example/%63b",
        "https://app.example.evil.example/cb",
        "https://app.example@evil.example/cb",
        "https://evil.example/?https://app.example/cb",
        "http://app.example/cb",
        "//app.example/cb",
        "javascript:alert(1)",
        "http://localhost/cb",
        "http://127.0.0.1:8080/other",
        "http://127.0.0.1.evil.example/cb",
        "http://127.0.0.1:80@evil.example/cb",
        "http://127.0.0.1:99999/cb"
      })
  void anAddressThatIsNotRegisteredGetsNoAnswerAsRfc6749Section4121Says(String asked) {
    OAuthClient client = client("https://app.example/cb", "http://127.0.0.1/cb");
    Problems.invalidRequest(
        "redirect_uri: is none that is registered for this client",
        () -> reader.redirectUri(client, form("redirect_uri", asked)));
  }

  @Test
  void thePortOfALoopbackAddressIsFreeAsRfc8252Section73Says() {
    OAuthClient client = client("https://app.example/cb", "http://127.0.0.1/cb");
    assertThat(reader.redirectUri(client, form("redirect_uri", "http://127.0.0.1:49152/cb")))
        .isEqualTo("http://127.0.0.1:49152/cb");
  }

  @Test
  void theOnlyAddressNeedNotBeNamedAsRfc6749Section3123Says() {
    OAuthForm unnamed = form("redirect_uri", "");
    assertThat(reader.redirectUri(client("https://app.example/cb"), unnamed))
        .isEqualTo("https://app.example/cb");
    assertThat(reader.ask(client("https://app.example/cb"), unnamed).redirectNamed()).isFalse();
    OAuthClient two = client("https://app.example/cb", "https://app.example/other");
    Problems.invalidRequest(
        "redirect_uri: is none that is registered for this client",
        () -> reader.redirectUri(two, unnamed));
  }

  @Test
  void whatIsPushedIsReadTheSameLater() {
    OAuthForm pushed = Pushed.form(Pushed.of(form("resource", "http://localhost:8080")));
    OAuthClient client = client("https://app.example/cb");
    assertThat(reader.ask(client, pushed))
        .isEqualTo(reader.ask(client, form("resource", "http://localhost:8080")));
    assertThat(pushed.value("client_id")).isEmpty();
  }

  private static OAuthForm form(String name, String value) {
    Map<String, List<String>> parameters = parameters();
    parameters.put(name, List.of(value));
    return OAuthForm.strict(parameters);
  }

  private static Map<String, List<String>> parameters() {
    Map<String, List<String>> parameters = new TreeMap<>();
    parameters.put("client_id", List.of("app"));
    parameters.put("response_type", List.of("code"));
    parameters.put("redirect_uri", List.of("https://app.example/cb"));
    parameters.put("state", List.of("s t"));
    parameters.put("code_challenge", List.of(CHALLENGE));
    parameters.put("code_challenge_method", List.of("S256"));
    parameters.put("authorization_details", List.of(DETAILS));
    return parameters;
  }

  private static OAuthClient client(String... redirectUris) {
    return client(Set.of(ClientGrantType.AUTHORIZATION_CODE), redirectUris);
  }

  private static OAuthClient client(Set<ClientGrantType> types, String... redirectUris) {
    return new OAuthClient(
        new ClientId("app"),
        "App",
        Optional.empty(),
        AppStanding.VERIFIED,
        List.of(redirectUris),
        types,
        ClientAuthMethod.NONE,
        false,
        Instant.EPOCH,
        Optional.empty());
  }
}
