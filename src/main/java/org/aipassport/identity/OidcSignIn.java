package org.aipassport.identity;

import com.nimbusds.oauth2.sdk.AuthorizationCode;
import com.nimbusds.oauth2.sdk.ParseException;
import com.nimbusds.oauth2.sdk.ResponseType;
import com.nimbusds.oauth2.sdk.Scope;
import com.nimbusds.oauth2.sdk.id.ClientID;
import com.nimbusds.oauth2.sdk.id.State;
import com.nimbusds.oauth2.sdk.pkce.CodeChallengeMethod;
import com.nimbusds.oauth2.sdk.pkce.CodeVerifier;
import com.nimbusds.openid.connect.sdk.AuthenticationRequest;
import com.nimbusds.openid.connect.sdk.AuthenticationResponse;
import com.nimbusds.openid.connect.sdk.AuthenticationResponseParser;
import com.nimbusds.openid.connect.sdk.Nonce;
import com.nimbusds.openid.connect.sdk.Prompt;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.net.InetAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.aipassport.config.OidcSettings;
import org.aipassport.config.Settings;
import org.aipassport.crypto.OpaqueSecrets;
import org.aipassport.persistence.Transactions;
import org.aipassport.problems.Refusal;
import org.aipassport.problems.RefusalException;
import org.aipassport.values.SecretText;

/**
 * Sign-in at the OpenID provider by the code flow (OpenID Connect Core section 3.1) with PKCE (RFC
 * 7636), state bound to the browser, nonce, and the issuer's name in the answer (RFC 9207).
 */
@ApplicationScoped
public class OidcSignIn {
  /** What the value of the cookie begins with that binds a sign-in to its browser. */
  public static final String BROWSER_PREFIX = "aip_oidc_";

  /** How long a sign-in may take. */
  public static final Duration LIFETIME = OidcAttempts.LIFETIME;

  private static final String STATE_PREFIX = "";

  /**
   * A sign-in that has begun.
   *
   * @param provider where the browser goes now
   * @param browser what the browser must bring back, beside the answer
   */
  public record Started(URI provider, SecretText browser) {}

  /**
   * A sign-in that succeeded.
   *
   * @param returnPath where its person wanted to go; empty: home
   */
  public record Done(Sessions.Begun begun, String returnPath) {}

  private Settings settings;
  private Transactions transactions;
  private People people;
  private OidcProvider provider;
  private OidcAttempts attempts;
  private OidcTokens tokens;
  private ExternalPeople externalPeople;
  private Sessions sessions;
  private OidcSessions oidcSessions;
  private Clock clock;

  @SuppressWarnings("NullAway.Init")
  protected OidcSignIn() {} // for the CDI proxy

  @Inject
  OidcSignIn(
      Settings settings,
      Transactions transactions,
      People people,
      OidcProvider provider,
      OidcAttempts attempts,
      OidcTokens tokens,
      ExternalPeople externalPeople,
      Sessions sessions,
      OidcSessions oidcSessions,
      Clock clock) {
    this.settings = settings;
    this.transactions = transactions;
    this.people = people;
    this.provider = provider;
    this.attempts = attempts;
    this.tokens = tokens;
    this.externalPeople = externalPeople;
    this.sessions = sessions;
    this.oidcSessions = oidcSessions;
    this.clock = clock;
  }

  /**
   * Begins a sign-in.
   *
   * @param returnPath where to go afterwards, a path of ours that the edge has checked; empty: home
   * @param fresh whether credentials must be typed even if the provider knows the browser
   * @param browser what the browser has of an earlier start; several may be under way
   * @throws RefusalException NOT_FOUND if no provider is configured, WRONG_STATE while the broker
   *     has no first owner, UNAVAILABLE if the provider cannot be asked
   */
  public Started start(
      String returnPath, boolean fresh, Optional<SecretText> browser, InetAddress from) {
    OidcSettings client = provider.settings();
    if (transactions.call(em -> people.first(em).isEmpty())) {
      throw new RefusalException(
          Refusal.WRONG_STATE, "This broker has no first owner yet; set it up first.");
    }
    OidcMetadata metadata = provider.answering();
    SecretText state = OpaqueSecrets.next(STATE_PREFIX);
    CodeVerifier verifier = new CodeVerifier();
    String nonce = OpaqueSecrets.next("").reveal();
    SecretText cookie =
        browser
            .filter(value -> OpaqueSecrets.hasForm(value.reveal(), BROWSER_PREFIX))
            .orElseGet(() -> OpaqueSecrets.next(BROWSER_PREFIX));
    attempts.begin(
        state,
        cookie,
        from,
        new OidcAttempts.Attempt(
            nonce,
            new SecretText(verifier.getValue()),
            returnPath,
            fresh ? Optional.of(clock.instant()) : Optional.empty()));
    AuthenticationRequest.Builder request =
        new AuthenticationRequest.Builder(
                ResponseType.CODE,
                Scope.parse(client.scopes()),
                new ClientID(client.clientId()),
                callback())
            .endpointURI(metadata.authorization())
            .state(new State(state.reveal()))
            .nonce(new Nonce(nonce))
            .codeChallenge(verifier, CodeChallengeMethod.S256);
    if (fresh) {
      request.prompt(Prompt.Type.LOGIN).maxAge(0);
    }
    return new Started(request.build().toURI(), cookie);
  }

  /**
   * Takes the provider's answer.
   *
   * @param answer the parameters of the callback's query
   * @param browser what the browser brought back
   * @throws RefusalException WRONG_STATE if no such sign-in is under way in this browser, or its
   *     code is spent; FORBIDDEN if the provider or the broker does not let them in;
   *     UPSTREAM_FAILED if what the provider says does not hold; UNAVAILABLE if it cannot be asked
   */
  public Done finish(
      Map<String, String[]> answer, Optional<SecretText> browser, InetAddress from, String agent) {
    OidcSettings client = provider.settings();
    AuthenticationResponse response = parse(answer);
    OidcAttempts.Attempt attempt =
        browser
            .filter(value -> OpaqueSecrets.hasForm(value.reveal(), BROWSER_PREFIX))
            .flatMap(value -> attempts.take(new SecretText(state(response)), value))
            .orElseThrow(OidcSignIn::notUnderWay);
    checkIssuer(response, client);
    OidcTokens.SignedIn signedIn = tokens.redeem(code(response), callback(), attempt);
    Sessions.Begun begun =
        externalPeople.meet(
            signedIn.person(),
            (em, caller) -> {
              Sessions.Begun fresh =
                  sessions.begin(
                      em,
                      caller,
                      new SignInProof(SignInMethod.OIDC, Optional.of(signedIn.authenticatedAt())),
                      from.getHostAddress(),
                      agent);
              oidcSessions.note(
                  em,
                  fresh.session(),
                  ExternalIdentities.digest(client.issuer(), signedIn.person().subject()),
                  signedIn.sid().map(sid -> ExternalIdentities.digest(client.issuer(), sid)),
                  signedIn.idToken());
              return fresh;
            });
    return new Done(begun, attempt.returnPath());
  }

  private URI callback() {
    return URI.create(settings.publicUrl() + "/ui/oidc/callback");
  }

  private AuthenticationResponse parse(Map<String, String[]> answer) {
    Map<String, List<String>> parameters =
        answer.entrySet().stream()
            .collect(Collectors.toMap(Map.Entry::getKey, entry -> Arrays.asList(entry.getValue())));
    boolean repeated = parameters.values().stream().anyMatch(values -> values.size() != 1);
    try {
      if (!repeated) {
        return AuthenticationResponseParser.parse(callback(), parameters);
      }
    } catch (ParseException e) {
      // refused below
    }
    throw new RefusalException(Refusal.MALFORMED, "This is no answer of an identity provider.");
  }

  private static String state(AuthenticationResponse response) {
    String state = response.getState() == null ? "" : response.getState().getValue();
    return OpaqueSecrets.hasForm(state, STATE_PREFIX) ? state : "";
  }

  /** RFC 9207 section 2.4: against mix-up of two providers. */
  private void checkIssuer(AuthenticationResponse response, OidcSettings client) {
    boolean named = response.getIssuer() != null;
    boolean right = named && client.issuer().equals(response.getIssuer().getValue());
    if (named ? !right : provider.metadata().namesItself()) {
      throw OidcTokens.untrue("the answer names another issuer, or none");
    }
  }

  private static AuthorizationCode code(AuthenticationResponse response) {
    if (!response.indicatesSuccess()) {
      String error = response.toErrorResponse().getErrorObject().getCode();
      throw new RefusalException(
          Refusal.FORBIDDEN,
          "The identity provider did not sign you in (" + OidcTokens.word(error) + ").");
    }
    AuthorizationCode code = response.toSuccessResponse().getAuthorizationCode();
    if (code == null || code.getValue().getBytes(StandardCharsets.UTF_8).length > 4_096) {
      throw new RefusalException(Refusal.MALFORMED, "This is no answer of an identity provider.");
    }
    return code;
  }

  static RefusalException notUnderWay() {
    return new RefusalException(
        Refusal.WRONG_STATE,
        "This sign-in has expired, was used, or began in another browser; sign in again.");
  }
}
