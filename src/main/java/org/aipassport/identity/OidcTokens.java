package org.aipassport.identity;

import com.nimbusds.oauth2.sdk.AuthorizationCode;
import com.nimbusds.oauth2.sdk.AuthorizationCodeGrant;
import com.nimbusds.oauth2.sdk.TokenRequest;
import com.nimbusds.oauth2.sdk.auth.ClientSecretBasic;
import com.nimbusds.oauth2.sdk.auth.Secret;
import com.nimbusds.oauth2.sdk.http.HTTPRequest;
import com.nimbusds.oauth2.sdk.id.ClientID;
import com.nimbusds.oauth2.sdk.pkce.CodeVerifier;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.aipassport.config.GroupSettings;
import org.aipassport.config.OidcSettings;
import org.aipassport.config.Settings;
import org.aipassport.crypto.ForeignTokens;
import org.aipassport.json.Json;
import org.aipassport.json.JsonObject;
import org.aipassport.json.JsonString;
import org.aipassport.outbound.Header;
import org.aipassport.problems.Refusal;
import org.aipassport.problems.RefusalException;
import org.aipassport.values.SecretText;
import org.jspecify.annotations.Nullable;

/** Exchanges a code for an ID token and believes it only after every check of the standard. */
@ApplicationScoped
class OidcTokens {
  private static final Logger LOG = System.getLogger(OidcTokens.class.getName());
  private static final int LONGEST_SID = 500;

  /**
   * Somebody whom the provider has signed in.
   *
   * @param sid what it calls their session there
   * @param authenticatedAt when they typed their credentials there, which is long before this
   *     sign-in if it knew their browser; the epoch if it does not say
   */
  record SignedIn(
      ExternalPerson person, Optional<String> sid, SecretText idToken, Instant authenticatedAt) {}

  private OidcProvider provider;
  private IssuerHttp http;
  private GroupSettings groups;
  private Clock clock;

  @SuppressWarnings("NullAway.Init")
  protected OidcTokens() {} // for the CDI proxy

  @Inject
  OidcTokens(OidcProvider provider, IssuerHttp http, Settings settings, Clock clock) {
    this.provider = provider;
    this.http = http;
    this.groups = settings.groups();
    this.clock = clock;
  }

  /**
   * Redeems a code (OpenID Connect Core section 3.1.3).
   *
   * @throws RefusalException WRONG_STATE if the provider does not take the code, UPSTREAM_FAILED if
   *     its answer does not hold, UNAVAILABLE if there is none
   */
  SignedIn redeem(AuthorizationCode code, URI callback, OidcAttempts.Attempt attempt) {
    JsonObject answer = exchange(request(code, callback, attempt.verifier()));
    SecretText idToken =
        text(answer.get("id_token"))
            .map(SecretText::new)
            .orElseThrow(() -> untrue("there is no ID token"));
    try {
      return read(idToken, text(answer.get("access_token")), attempt);
    } catch (TokenClaims.BadClaimException e) {
      throw untrue("ID token: " + e.getMessage());
    }
  }

  private HTTPRequest request(AuthorizationCode code, URI callback, SecretText verifier) {
    OidcSettings client = provider.settings();
    AuthorizationCodeGrant grant =
        new AuthorizationCodeGrant(code, callback, new CodeVerifier(verifier.reveal()));
    URI endpoint = provider.metadata().token();
    ClientID id = new ClientID(client.clientId());
    TokenRequest.Builder builder =
        client
            .clientSecret()
            .map(
                secret ->
                    new TokenRequest.Builder(
                        endpoint, new ClientSecretBasic(id, new Secret(secret.reveal())), grant))
            .orElseGet(() -> new TokenRequest.Builder(endpoint, id, grant));
    return builder.build().toHTTPRequest();
  }

  private JsonObject exchange(HTTPRequest request) {
    List<Header> headers = new ArrayList<>();
    headers.add(new Header("Content-Type", "application/x-www-form-urlencoded"));
    headers.add(new Header("Accept", "application/json"));
    if (request.getAuthorization() != null) {
      headers.add(new Header("Authorization", request.getAuthorization()));
    }
    IssuerHttp.Answer answer;
    try {
      answer =
          http.post(
              request.getURI(),
              provider.settings().allowPrivate(),
              headers,
              request.getBody().getBytes(StandardCharsets.UTF_8));
    } catch (RefusalException e) {
      provider.doubt();
      throw e;
    }
    JsonObject fields = parse(answer.body());
    if (answer.status() == 200) {
      return fields;
    }
    throw refusedBy(answer.status(), word(text(fields.get("error")).orElse(null)));
  }

  private static JsonObject parse(byte[] body) {
    try {
      return Json.parseObject(body);
    } catch (RefusalException e) {
      throw untrue("the answer to the code is no strict JSON");
    }
  }

  /** RFC 6749 section 5.2: a spent or expired code is the browser's matter, the rest is ours. */
  private RefusalException refusedBy(int status, String error) {
    if (error.equals("invalid_grant")) {
      return new RefusalException(
          Refusal.WRONG_STATE,
          "The identity provider does not take this sign-in any more; sign in again.");
    }
    provider.doubt();
    return untrue("it answered a code with " + status + " " + error);
  }

  private SignedIn read(
      SecretText idToken, Optional<String> accessToken, OidcAttempts.Attempt attempt) {
    OidcSettings client = provider.settings();
    ForeignTokens.Verified verified = verified(idToken);
    TokenClaims claims =
        TokenClaims.of(verified.claims())
            .by(client.issuer())
            .forClient(client.clientId())
            .validAt(clock.instant())
            .withNonce(attempt.nonce());
    TokenClaims.require(!claims.has("events"), "it is a token of another kind");
    checkHash(claims, verified, accessToken);
    attempt.freshAfter().ifPresent(after -> checkFresh(claims, after));
    return new SignedIn(
        ExternalPerson.atSignIn(claims, client, groups.claim()),
        claims.text("sid").filter(sid -> sid.length() <= LONGEST_SID),
        idToken,
        claims.has("auth_time") ? claims.instant("auth_time") : Instant.EPOCH);
  }

  private ForeignTokens.Verified verified(SecretText idToken) {
    try {
      return provider.verify(idToken.reveal());
    } catch (RefusalException e) {
      throw e.reason() == Refusal.UNAVAILABLE
          ? e
          : untrue("ID token: the signature is not its own");
    }
  }

  private static void checkHash(
      TokenClaims claims, ForeignTokens.Verified verified, Optional<String> accessToken) {
    if (claims.has("at_hash")) {
      String hash = claims.text("at_hash").orElse("");
      TokenClaims.require(
          accessToken.filter(token -> verified.halfHashIs(hash, token)).isPresent(),
          "at_hash is of another access token");
    }
  }

  private static void checkFresh(TokenClaims claims, Instant after) {
    Instant typed = claims.instant("auth_time");
    TokenClaims.require(
        !typed.isBefore(after.minus(TokenClaims.SKEW)), "auth_time is before the question");
  }

  /** The log says what does not hold, and nothing of what was said. */
  static RefusalException untrue(String what) {
    LOG.log(Level.WARNING, "refused a sign-in: {0}", what);
    return new RefusalException(
        Refusal.UPSTREAM_FAILED,
        "What the identity provider answered does not hold; nobody was signed in.");
  }

  /** An error code fit to be shown and logged (RFC 6749 section 4.1.2.1). */
  static String word(@Nullable String code) {
    return code != null && code.matches("[a-z_]{1,50}") ? code : "unknown error";
  }

  private static Optional<String> text(org.aipassport.json.@Nullable JsonValue value) {
    return value instanceof JsonString string ? Optional.of(string.value()) : Optional.empty();
  }
}
