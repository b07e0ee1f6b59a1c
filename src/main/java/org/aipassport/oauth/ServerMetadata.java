package org.aipassport.oauth;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import org.aipassport.apps.ClientAuthMethod;
import org.aipassport.apps.ClientGrantType;
import org.aipassport.config.OAuthSettings;
import org.aipassport.config.Settings;
import org.aipassport.grants.AccessDetails;
import org.aipassport.json.JsonArray;
import org.aipassport.json.JsonObject;

/**
 * What this server can do: the one place that lists its endpoints. Nothing is told that is not
 * served.
 */
@ApplicationScoped
public class ServerMetadata {
  /** The path below which the endpoints lie. */
  public static final String ROOT = "/oauth2";

  /** The type of rich authorization requests (RFC 9396) that is understood. */
  public static final String DETAILS_TYPE = AccessDetails.TYPE;

  /** What answers say that hold for a while. */
  static final String CACHED = "public, max-age=600";

  static final String JWKS = "jwks.json";

  private static final String V1 = "/v1";

  /** The endpoints that clients are told of. */
  enum Endpoint {
    AUTHORIZATION("authorization_endpoint", "authorize"),
    PUSHED_REQUESTS("pushed_authorization_request_endpoint", "par"),
    TOKEN("token_endpoint", "token"),
    REVOCATION("revocation_endpoint", "revoke"),
    INTROSPECTION("introspection_endpoint", "introspect"),
    REGISTRATION("registration_endpoint", "register");

    private final String member;
    private final String path;

    Endpoint(String member, String path) {
      this.member = member;
      this.path = path;
    }

    /** Its name in RFC 8414 section 2, or in what extends it. */
    String member() {
      return member;
    }

    /** Its path below the root. */
    String path() {
      return path;
    }
  }

  /** Where clients prove themselves, and RFC 8414 has them told how. */
  private static final List<Endpoint> PROVED =
      List.of(Endpoint.TOKEN, Endpoint.REVOCATION, Endpoint.INTROSPECTION);

  /** Algorithms of assertions by which clients may prove themselves (RFC 7523). */
  private static final List<String> ASSERTION_ALGORITHMS =
      List.of("RS256", "RS384", "RS512", "PS256", "PS384", "PS512", "ES256", "ES384", "ES512");

  private Settings settings;

  @SuppressWarnings("NullAway.Init")
  protected ServerMetadata() {} // for the CDI proxy

  @Inject
  ServerMetadata(Settings settings) {
    this.settings = settings;
  }

  /**
   * The document about this server (RFC 8414 section 2).
   *
   * @param path what follows the well-known name: nothing, or the issuer's own path (section 3.1)
   * @return nothing if there is no such issuer here
   */
  public Optional<JsonObject> authorizationServer(String path) {
    return path.isEmpty() || path.equals(issuerPath())
        ? Optional.of(authorizationServer())
        : Optional.empty();
  }

  private JsonObject authorizationServer() {
    JsonObject.Builder out =
        JsonObject.builder()
            .put("issuer", issuer())
            .put("jwks_uri", issuer() + "/.well-known/" + JWKS);
    for (Endpoint endpoint : Endpoint.values()) {
      if (isServed(endpoint)) {
        out.put(endpoint.member(), issuer() + ROOT + "/" + endpoint.path());
      }
    }
    for (Endpoint endpoint : PROVED) {
      out.put(endpoint.member() + "_auth_methods_supported", strings(authMethods()))
          .put(
              endpoint.member() + "_auth_signing_alg_values_supported",
              strings(ASSERTION_ALGORITHMS));
    }
    return out.put("response_types_supported", strings(List.of("code")))
        .put("response_modes_supported", strings(List.of("query")))
        .put("grant_types_supported", strings(grantTypes()))
        .put("code_challenge_methods_supported", strings(List.of("S256")))
        .put("authorization_details_types_supported", strings(List.of(DETAILS_TYPE)))
        .put("authorization_response_iss_parameter_supported", true)
        .put("protected_resources", strings(List.of(issuer(), issuer() + V1)))
        .build();
  }

  /** Only the registration of clients can be switched off. */
  private boolean isServed(Endpoint endpoint) {
    return endpoint != Endpoint.REGISTRATION
        || settings.oauth().registration() != OAuthSettings.Registration.OFF;
  }

  /**
   * The document about the resource that tokens of this server are for (RFC 9728 section 2): all of
   * the broker, or {@code /v1}, which is the base URL of most clients.
   *
   * @param path what follows the well-known name: the resource's path (section 3.1), with or
   *     without that of the issuer
   * @return nothing if there is no such resource here
   */
  public Optional<JsonObject> protectedResource(String path) {
    String within = path.startsWith(issuerPath()) ? path.substring(issuerPath().length()) : path;
    return within.isEmpty() || within.equals(V1)
        ? Optional.of(resource(issuer() + within))
        : Optional.empty();
  }

  private JsonObject resource(String resource) {
    return JsonObject.builder()
        .put("resource", resource)
        .put("authorization_servers", strings(List.of(issuer())))
        .put("bearer_methods_supported", strings(List.of("header")))
        .put("resource_name", "AIPassport")
        .put("authorization_details_types_supported", strings(List.of(DETAILS_TYPE)))
        .build();
  }

  private static List<String> grantTypes() {
    return Arrays.stream(ClientGrantType.values())
        .filter(type -> type != ClientGrantType.DEVICE_CODE)
        .map(ClientGrantType::wireName)
        .toList();
  }

  private static List<String> authMethods() {
    return Arrays.stream(ClientAuthMethod.values()).map(ClientAuthMethod::wireName).toList();
  }

  private String issuer() {
    return settings.publicUrl().toString();
  }

  /** The path of the public URL; mostly empty. */
  private String issuerPath() {
    return settings.publicUrl().getRawPath();
  }

  private static JsonArray strings(Collection<String> values) {
    return JsonArray.ofStrings(values);
  }
}
