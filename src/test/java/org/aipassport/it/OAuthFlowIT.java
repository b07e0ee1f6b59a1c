package org.aipassport.it;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.nimbusds.oauth2.sdk.AccessTokenResponse;
import com.nimbusds.oauth2.sdk.AuthorizationCodeGrant;
import com.nimbusds.oauth2.sdk.AuthorizationGrant;
import com.nimbusds.oauth2.sdk.AuthorizationRequest;
import com.nimbusds.oauth2.sdk.AuthorizationResponse;
import com.nimbusds.oauth2.sdk.AuthorizationSuccessResponse;
import com.nimbusds.oauth2.sdk.PushedAuthorizationRequest;
import com.nimbusds.oauth2.sdk.PushedAuthorizationResponse;
import com.nimbusds.oauth2.sdk.RefreshTokenGrant;
import com.nimbusds.oauth2.sdk.ResponseType;
import com.nimbusds.oauth2.sdk.TokenIntrospectionRequest;
import com.nimbusds.oauth2.sdk.TokenIntrospectionResponse;
import com.nimbusds.oauth2.sdk.TokenIntrospectionSuccessResponse;
import com.nimbusds.oauth2.sdk.TokenRequest;
import com.nimbusds.oauth2.sdk.TokenResponse;
import com.nimbusds.oauth2.sdk.TokenRevocationRequest;
import com.nimbusds.oauth2.sdk.auth.ClientAuthentication;
import com.nimbusds.oauth2.sdk.auth.ClientSecretBasic;
import com.nimbusds.oauth2.sdk.auth.Secret;
import com.nimbusds.oauth2.sdk.id.ClientID;
import com.nimbusds.oauth2.sdk.id.State;
import com.nimbusds.oauth2.sdk.pkce.CodeChallengeMethod;
import com.nimbusds.oauth2.sdk.pkce.CodeVerifier;
import com.nimbusds.oauth2.sdk.rar.AuthorizationDetail;
import com.nimbusds.oauth2.sdk.token.Token;
import java.net.URI;
import java.util.Map;
import org.jboss.arquillian.junit5.container.annotation.ArquillianTest;
import org.junit.jupiter.api.Test;

/** Registered apps get grants by redirect, with an independent client and with their hands. */
@ArquillianTest
class OAuthFlowIT {
  private static final String REDIRECT = "http://127.0.0.1:49152/callback?from=broker";

  /** Somebody with a key for OpenAI who is signed in. */
  private static Someone person() {
    Someone person = Someone.make("owner");
    String body = "{\"provider\":\"openai\",\"key\":\"" + Broker.key("openai") + "\"}";
    assertThat(Http.post("/api/provider-keys", body, person.bearer()).status()).isEqualTo(201);
    return person;
  }

  private static URI endpoint(String name) {
    return URI.create(Http.BROKER + "/oauth2/" + name);
  }

  private static AuthorizationRequest.Builder nimbusRequest(
      OAuthApp app, State state, CodeVerifier verifier) throws Exception {
    return new AuthorizationRequest.Builder(ResponseType.CODE, new ClientID(app.id()))
        .endpointURI(endpoint("authorize"))
        .redirectionURI(URI.create(app.redirectUri()))
        .state(state)
        .codeChallenge(verifier, CodeChallengeMethod.S256)
        .resource(URI.create(Http.BROKER + "/v1"))
        .authorizationDetails(AuthorizationDetail.parseList(OAuthApp.DETAILS));
  }

  private static AuthorizationSuccessResponse throughTheBrowser(
      Someone person, URI request, State state) throws Exception {
    String base = Http.BROKER.toString();
    String grant =
        OAuthApp.grantOf(person.browser().get(request.toString().substring(base.length())));
    OAuthApp.decideOnly(person.browser(), grant, "approve");
    Answer back = person.browser().get("/oauth2/authorize/resume?grant=" + grant);
    URI location = URI.create(back.header("location").orElseThrow());
    AuthorizationResponse response = AuthorizationResponse.parse(location);
    assertThat(response.indicatesSuccess()).as(location.toString()).isTrue();
    assertThat(response.getState()).isEqualTo(state);
    assertThat(response.getIssuer().getValue()).isEqualTo(base);
    return response.toSuccessResponse();
  }

  private static AccessTokenResponse tokens(
      ClientAuthentication authentication, AuthorizationGrant grant) throws Exception {
    return tokens(new TokenRequest.Builder(endpoint("token"), authentication, grant).build());
  }

  private static AccessTokenResponse tokens(TokenRequest request) throws Exception {
    TokenResponse response = TokenResponse.parse(request.toHTTPRequest().send());
    assertThat(response.indicatesSuccess()).as(response.toHTTPResponse().getBody()).isTrue();
    return response.toSuccessResponse();
  }

  private static int chat(String token) {
    return Http.post(Chat.DROP_IN, Chat.body("gpt-fake"), Http.bearer(token)).status();
  }

  @Test
  void nimbusSdkComesThroughTheWholeFlowAsAConfidentialClientThatPushes() throws Exception {
    OAuthApp app = OAuthApp.register("client_secret_basic", REDIRECT);
    ClientAuthentication authentication =
        new ClientSecretBasic(new ClientID(app.id()), new Secret(app.secret()));
    Someone person = person();
    State state = new State();
    CodeVerifier verifier = new CodeVerifier();
    PushedAuthorizationResponse pushed =
        PushedAuthorizationResponse.parse(
            new PushedAuthorizationRequest(
                    endpoint("par"), authentication, nimbusRequest(app, state, verifier).build())
                .toHTTPRequest()
                .send());
    assertThat(pushed.indicatesSuccess()).isTrue();
    assertThat(pushed.toSuccessResponse().getLifetime()).isEqualTo(60);
    URI request =
        new AuthorizationRequest.Builder(
                pushed.toSuccessResponse().getRequestURI(), new ClientID(app.id()))
            .endpointURI(endpoint("authorize"))
            .build()
            .toURI();
    AuthorizationSuccessResponse answer = throughTheBrowser(person, request, state);
    AccessTokenResponse first =
        tokens(
            authentication,
            new AuthorizationCodeGrant(
                answer.getAuthorizationCode(), URI.create(app.redirectUri()), verifier));
    String token = first.getTokens().getAccessToken().getValue();
    assertThat(first.getTokens().getAccessToken().getAuthorizationDetails()).hasSize(1);
    assertThat(chat(token)).isEqualTo(200);
    AccessTokenResponse second =
        tokens(authentication, new RefreshTokenGrant(first.getTokens().getRefreshToken()));
    assertThat(chat(second.getTokens().getAccessToken().getValue())).isEqualTo(200);
    TokenIntrospectionSuccessResponse known =
        introspected(authentication, second.getTokens().getAccessToken());
    assertThat(known.isActive()).isTrue();
    assertThat(known.getClientID().getValue()).isEqualTo(app.id());
    assertThat(known.getAudience().get(0).getValue()).isEqualTo(Http.BROKER + "/v1");
    assertThat(known.getSubject()).isNull();
    assertThat(known.getStringParameter("budget_used")).matches("[0-9.]+");
    int revoked =
        new TokenRevocationRequest(
                endpoint("revoke"), authentication, second.getTokens().getRefreshToken())
            .toHTTPRequest()
            .send()
            .getStatusCode();
    assertThat(revoked).isEqualTo(200);
    assertThat(chat(second.getTokens().getAccessToken().getValue())).isEqualTo(401);
    assertThat(introspected(authentication, second.getTokens().getAccessToken()).isActive())
        .isFalse();
  }

  private static TokenIntrospectionSuccessResponse introspected(
      ClientAuthentication authentication, Token token) throws Exception {
    return TokenIntrospectionResponse.parse(
            new TokenIntrospectionRequest(endpoint("introspect"), authentication, token)
                .toHTTPRequest()
                .send())
        .toSuccessResponse();
  }

  @Test
  void nimbusSdkComesThroughTheWholeFlowAsAPublicClient() throws Exception {
    OAuthApp app = OAuthApp.register("none", "com.example.notes:/callback");
    Someone person = person();
    State state = new State();
    CodeVerifier verifier = new CodeVerifier();
    URI request = nimbusRequest(app, state, verifier).build().toURI();
    AuthorizationSuccessResponse answer = throughTheBrowser(person, request, state);
    AccessTokenResponse tokens =
        tokens(
            new TokenRequest.Builder(
                    endpoint("token"),
                    new ClientID(app.id()),
                    new AuthorizationCodeGrant(
                        answer.getAuthorizationCode(), URI.create(app.redirectUri()), verifier))
                .build());
    assertThat(chat(tokens.getTokens().getAccessToken().getValue())).isEqualTo(200);
  }

  @Test
  void theAnswerTellsWhatWasGrantedAsRfc9396Section7Says() {
    OAuthApp app = OAuthApp.register("none", REDIRECT);
    Someone person = person();
    Map<String, String> request = app.request();
    request.put(
        "authorization_details",
        OAuthApp.DETAILS.replace("\"max_requests\":5", "\"max_requests\":50"));
    String grant = OAuthApp.grantOf(OAuthApp.authorize(person.browser(), request));
    Answer decided =
        person
            .browser()
            .submit("/ui/consent?grant=" + grant, "decide-form", "approve", "maxRequests", "2");
    assertThat(decided.status()).as(decided.toString()).isEqualTo(303);
    Answer tokens = app.redeem(OAuthApp.returned(person.browser(), grant).get("code"));
    assertThat(tokens.status()).as(tokens.toString()).isEqualTo(200);
    assertThat(tokens.header("cache-control")).contains("no-store");
    assertThat(tokens.members())
        .containsExactly(
            "access_token", "token_type", "expires_in", "refresh_token", "authorization_details");
    assertThat(tokens.json().get("expires_in").asLong()).isBetween(1L, 600L);
    JsonNode granted = tokens.json().get("authorization_details").get(0);
    assertThat(granted.get("max_requests").asInt()).isEqualTo(2);
    assertThat(granted.get("lifetime").asInt()).isEqualTo(600);
  }

  @Test
  void whoeverDeniesIsSentBackWithThatAsRfc6749Section4121Says() {
    OAuthApp app = OAuthApp.register("none", REDIRECT);
    Someone person = person();
    String grant = app.opened(person.browser());
    Answer decided = person.browser().submit("/ui/consent?grant=" + grant, "decide-form", "deny");
    assertThat(decided.header("location").orElse("")).contains("/oauth2/authorize/resume");
    Answer back = person.browser().get("/oauth2/authorize/resume?grant=" + grant);
    assertThat(back.header("location").orElseThrow()).startsWith(REDIRECT + "&error=access_denied");
    Map<String, String> answer = OAuthApp.parameters(back.header("location").orElseThrow());
    assertThat(answer)
        .containsEntry("state", "s-1 /&=")
        .containsEntry("iss", Http.BROKER.toString())
        .containsEntry("from", "broker")
        .doesNotContainKey("code");
  }

  @Test
  void theAnswerIsGivenOnceToTheSessionOfWhoeverDecided() {
    OAuthApp app = OAuthApp.register("none", REDIRECT);
    Someone person = person();
    String grant = app.opened(person.browser());
    String resume = "/oauth2/authorize/resume?grant=" + grant;
    String consent = Http.BROKER + "/ui/consent?grant=" + grant;
    assertThat(person.browser().get(resume).header("location")).contains(consent); // undecided
    OAuthApp.decideOnly(person.browser(), grant, "approve");
    assertThat(new PageClient().get(resume).header("location")).contains(consent);
    Answer other = Someone.with("owner").browser().get(resume);
    assertThat(other.status()).as(other.toString()).isEqualTo(404);
    assertThat(Http.send("HEAD", resume, null, person.browser().sessionHeader()).status())
        .isEqualTo(405);
    assertThat(OAuthApp.returned(person.browser(), grant)).containsKey("code");
    assertThat(person.browser().get(resume).status()).isEqualTo(400);
  }

  @Test
  void aCodeThatIsRedeemedTwiceEndsTheGrantAsRfc6749Section412Says() {
    OAuthApp app = OAuthApp.register("client_secret_basic", REDIRECT);
    Someone person = person();
    String code = app.code(person.browser());
    Answer first = app.redeem(code);
    assertThat(first.status()).as(first.toString()).isEqualTo(200);
    Answer second = app.redeem(code);
    assertThat(second.status()).isEqualTo(400);
    assertThat(second.json().get("error").asText()).isEqualTo("invalid_grant");
    assertThat(chat(first.json().get("access_token").asText())).isEqualTo(401);
    assertThat(app.refresh(first.json().get("refresh_token").asText()).status()).isEqualTo(400);
  }

  @Test
  void onlyTheConsentPageOfSuchARequestLetsFormsLeadToTheApp() {
    OAuthApp app = OAuthApp.register("none", REDIRECT);
    Someone person = person();
    String grant = app.opened(person.browser());
    assertThat(policy(person, "/ui/consent?grant=" + grant))
        .contains("form-action 'self' http://127.0.0.1:49152;");
    assertThat(policy(person, "/ui/inbox")).contains("form-action 'self';");
    OAuthApp scheme = OAuthApp.register("none", "com.example.notes:/callback");
    assertThat(policy(person, "/ui/consent?grant=" + scheme.opened(person.browser())))
        .contains("form-action 'self' com.example.notes:;");
    String plain =
        TestGrant.ask("openai").models("gpt-fake").request().json().at("/grant/id").asText();
    assertThat(policy(person, "/ui/consent?grant=" + plain)).contains("form-action 'self';");
  }

  private static String policy(Someone person, String path) {
    return person.browser().get(path).header("content-security-policy").orElseThrow();
  }
}
