package org.aipassport.oauth;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import org.aipassport.apps.ClientGrantType;
import org.aipassport.apps.OAuthClient;
import org.aipassport.apps.RedirectUris;
import org.aipassport.config.Settings;
import org.aipassport.grants.AccessDetails;
import org.aipassport.problems.Refusal;
import org.aipassport.problems.RefusalException;
import org.aipassport.tokens.AuthorizationAsk;

/**
 * Reads authorization requests (RFC 6749 section 4.1.1 with RFC 7636, 8707 and 9396), the same
 * whether they are pushed or come with a browser.
 */
@ApplicationScoped
class AuthorizationReader {
  /** All parameters that mean something here; others are ignored (RFC 6749 section 3.1). */
  static final List<String> PARAMETERS =
      List.of(
          "response_type",
          "response_mode",
          "redirect_uri",
          "scope",
          "state",
          "code_challenge",
          "code_challenge_method",
          "resource",
          "request",
          AccessDetails.PARAMETER);

  private static final int BAD_REQUEST = 400;
  private static final int LONGEST_URI = 1_000;
  static final int LONGEST_STATE = 1_000;
  private static final int LONGEST_DETAILS = 16_000;
  private static final Pattern CHALLENGE = Pattern.compile("[A-Za-z0-9_-]{43}");

  private Settings settings;

  @SuppressWarnings("NullAway.Init")
  protected AuthorizationReader() {} // for the CDI proxy

  @Inject
  AuthorizationReader(Settings settings) {
    this.settings = settings;
  }

  /**
   * Where the answer goes; whoever gets no answer here must be told nothing there either (RFC 6749
   * section 4.1.2.1).
   *
   * @throws OAuthProblem invalid_request unless it is one of the client's
   */
  String redirectUri(OAuthClient client, OAuthForm form) {
    Optional<String> named = form.value("redirect_uri");
    List<String> registered = client.redirectUris();
    if (named.isEmpty() && registered.size() == 1) {
      return registered.get(0); // section 3.1.2.3
    }
    return named
        .filter(uri -> uri.length() <= LONGEST_URI)
        .filter(uri -> RedirectUris.matches(registered, uri))
        .orElseThrow(
            () ->
                OAuthProblem.invalidRequest(
                    "redirect_uri: is none that is registered for this client"));
  }

  /**
   * What is asked for.
   *
   * @throws OAuthProblem with the word for what is wrong
   * @throws RefusalException INVALID_FIELD of {@code resource} or within {@code
   *     authorization_details}
   */
  AuthorizationAsk ask(OAuthClient client, OAuthForm form) {
    if (form.value("request").isPresent()) {
      throw problem("request_not_supported", "request: is not supported here");
    }
    requireCode(client, form);
    if (form.value("scope").isPresent()) {
      throw problem("invalid_scope", "scope: there are none here, use authorization_details");
    }
    return new AuthorizationAsk(
        redirectUri(client, form),
        form.value("redirect_uri").isPresent(),
        form.value("state").map(AuthorizationReader::state),
        challenge(form),
        Resources.asked(settings, form),
        details(form.required(AccessDetails.PARAMETER)));
  }

  private static void requireCode(OAuthClient client, OAuthForm form) {
    if (!form.required("response_type").equals("code")) {
      throw problem("unsupported_response_type", "response_type: must be code");
    }
    if (form.value("response_mode").filter(mode -> !mode.equals("query")).isPresent()) {
      throw OAuthProblem.invalidRequest("response_mode: must be query");
    }
    if (!client.grantTypes().contains(ClientGrantType.AUTHORIZATION_CODE)) {
      throw problem("unauthorized_client", "The client is not registered for authorization_code.");
    }
  }

  /** RFC 6749 appendix A.5. */
  private static String state(String text) {
    if (text.length() > LONGEST_STATE || !text.chars().allMatch(c -> c >= ' ' && c <= '~')) {
      throw OAuthProblem.invalidRequest(
          "state: must be at most " + LONGEST_STATE + " visible characters of ASCII");
    }
    return text;
  }

  /** RFC 7636 section 4.3; {@code plain} is what a request without a method means. */
  private static String challenge(OAuthForm form) {
    String challenge = form.required("code_challenge");
    if (!form.value("code_challenge_method").orElse("plain").equals("S256")) {
      throw OAuthProblem.invalidRequest("code_challenge_method: must be S256");
    }
    if (!CHALLENGE.matcher(challenge).matches()) {
      throw OAuthProblem.invalidRequest("code_challenge: must be 43 characters of base64url");
    }
    return challenge;
  }

  private static AccessDetails details(String text) {
    if (text.length() > LONGEST_DETAILS) {
      throw RefusalException.ofField(
          AccessDetails.PARAMETER, "must have at most " + LONGEST_DETAILS + " characters");
    }
    try {
      return AccessDetails.read(text);
    } catch (RefusalException e) {
      if (e.reason() == Refusal.MALFORMED) {
        throw RefusalException.ofField(AccessDetails.PARAMETER, e.detail());
      }
      throw e;
    }
  }

  private static OAuthProblem problem(String code, String description) {
    return new OAuthProblem(code, description, BAD_REQUEST);
  }
}
