package org.aipassport.oauth;

import jakarta.servlet.http.HttpServletRequest;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.aipassport.apps.ClientProof;
import org.aipassport.problems.RefusalException;
import org.aipassport.values.ClientId;
import org.aipassport.values.SecretText;
import org.aipassport.wire.FormBody;

/** Reads by what a request says which client sends it (RFC 6749 section 2.3, RFC 7521 s4.2). */
public final class ClientProofs {
  private static final String BASIC = "basic ";
  private static final String JWT_BEARER = "urn:ietf:params:oauth:client-assertion-type:jwt-bearer";
  private static final int LONGEST = 8_192;

  private ClientProofs() {}

  /**
   * The client's id with a secret, an assertion or neither; whether they are good is not asked.
   *
   * @throws OAuthProblem invalid_request for two ways at once (RFC 6749 section 2.3) or halves of
   *     one; invalid_client for no client at all and for ways that are not served
   */
  public static ClientProof of(HttpServletRequest request, OAuthForm form) {
    Optional<String> basic = basic(request);
    Optional<String> assertion = assertion(form);
    if (basic.isPresent() && assertion.isPresent()) {
      throw OAuthProblem.invalidRequest("The client proves itself in two ways at once.");
    }
    if (form.value("client_secret").isPresent()) {
      throw refusedSecret(basic.isPresent() || assertion.isPresent());
    }
    Optional<ClientId> named = form.value("client_id").map(ClientProofs::id);
    if (basic.isPresent()) {
      return ofPair(basic.get(), named);
    }
    if (named.isEmpty() && assertion.isEmpty()) {
      throw OAuthProblem.invalidClient("client_id is missing.");
    }
    return new ClientProof(named, Optional.empty(), assertion);
  }

  private static OAuthProblem refusedSecret(boolean twoWays) {
    return twoWays
        ? OAuthProblem.invalidRequest("The client proves itself in two ways at once.")
        : OAuthProblem.invalidClient(
            "client_secret is not read from the body: send it by HTTP Basic.");
  }

  /** Id and secret are form-encoded before they are put together (RFC 6749 section 2.3.1). */
  private static ClientProof ofPair(String pair, Optional<ClientId> named) {
    int colon = pair.indexOf(':');
    if (colon < 0) {
      throw notBasic();
    }
    ClientId id = id(decoded(pair.substring(0, colon)));
    String secret = decoded(pair.substring(colon + 1));
    if (named.isPresent() && !named.get().equals(id)) {
      throw OAuthProblem.invalidRequest("client_id: is not the one in Authorization");
    }
    return new ClientProof(
        Optional.of(id),
        secret.isEmpty() ? Optional.empty() : Optional.of(new SecretText(secret)),
        Optional.empty());
  }

  private static Optional<String> basic(HttpServletRequest request) {
    List<String> values = Collections.list(request.getHeaders("Authorization"));
    if (values.size() > 1) {
      throw OAuthProblem.invalidRequest("Authorization is there more than once.");
    }
    return values.stream().findFirst().map(ClientProofs::pair);
  }

  private static String pair(String value) {
    if (value.length() > LONGEST || !value.toLowerCase(Locale.ROOT).startsWith(BASIC)) {
      throw notBasic();
    }
    try {
      byte[] bytes = Base64.getDecoder().decode(value.substring(BASIC.length()).strip());
      return new String(bytes, StandardCharsets.ISO_8859_1);
    } catch (IllegalArgumentException e) {
      throw notBasic();
    }
  }

  private static Optional<String> assertion(OAuthForm form) {
    Optional<String> type = form.value("client_assertion_type");
    Optional<String> assertion = form.value("client_assertion");
    if (type.isPresent() != assertion.isPresent()) {
      throw OAuthProblem.invalidRequest(
          "client_assertion and client_assertion_type belong together.");
    }
    if (type.isPresent() && !type.get().equals(JWT_BEARER)) {
      throw OAuthProblem.invalidClient("client_assertion_type must be " + JWT_BEARER + ".");
    }
    return assertion;
  }

  private static String decoded(String half) {
    try {
      return FormBody.decode(half);
    } catch (RefusalException e) {
      throw notBasic();
    }
  }

  private static ClientId id(String text) {
    if (!ClientId.isClientId(text)) {
      throw OAuthProblem.invalidClient("There is no such client.");
    }
    return new ClientId(text);
  }

  private static OAuthProblem notBasic() {
    return OAuthProblem.invalidClient(
        "Authorization must be: Basic <client_id:client_secret, each form-encoded, in base64>.");
  }
}
