package org.aipassport.identity;

import java.net.URI;
import java.net.URISyntaxException;
import java.util.Optional;
import org.aipassport.config.OidcSettings;
import org.aipassport.json.Json;
import org.aipassport.json.JsonBoolean;
import org.aipassport.json.JsonObject;
import org.aipassport.json.JsonString;
import org.aipassport.json.JsonValue;
import org.aipassport.problems.RefusalException;

/**
 * What a provider says of itself (OpenID Connect Discovery 1.0 section 3).
 *
 * @param endSession where to sign out there, if it can be done
 * @param namesItself whether its answers carry {@code iss} (RFC 9207 section 3): then one without
 *     it is refused
 */
record OidcMetadata(
    URI authorization, URI token, URI keys, Optional<URI> endSession, boolean namesItself) {

  /** Where the document of a provider is. */
  static URI location(String issuer) {
    return URI.create(issuer.replaceAll("/$", "") + "/.well-known/openid-configuration");
  }

  /**
   * Reads the document; its issuer must be exactly the configured one, or another provider could
   * speak for it, and every address one that may be used.
   *
   * @throws IllegalArgumentException if it is not that; the message says what is wrong with it
   */
  static OidcMetadata parse(byte[] document, OidcSettings settings) {
    JsonObject fields = object(document);
    if (!settings.issuer().equals(text(fields, "issuer").orElse(""))) {
      throw new IllegalArgumentException("its issuer is not the configured one");
    }
    return new OidcMetadata(
        required(fields, "authorization_endpoint", settings),
        required(fields, "token_endpoint", settings),
        required(fields, "jwks_uri", settings),
        url(fields, "end_session_endpoint", settings),
        fields.get("authorization_response_iss_parameter_supported") instanceof JsonBoolean flag
            && flag.value());
  }

  private static JsonObject object(byte[] document) {
    try {
      return Json.parseObject(document);
    } catch (RefusalException e) {
      throw new IllegalArgumentException("it is no JSON object", e);
    }
  }

  private static URI required(JsonObject fields, String name, OidcSettings settings) {
    return url(fields, name, settings)
        .orElseThrow(() -> new IllegalArgumentException("it has no usable " + name));
  }

  private static Optional<URI> url(JsonObject fields, String name, OidcSettings settings) {
    return text(fields, name)
        .flatMap(OidcMetadata::uri)
        .filter(url -> url.getRawFragment() == null && settings.trusts(url));
  }

  private static Optional<URI> uri(String text) {
    try {
      return Optional.of(new URI(text));
    } catch (URISyntaxException e) {
      return Optional.empty();
    }
  }

  private static Optional<String> text(JsonObject fields, String name) {
    JsonValue value = fields.get(name);
    return value instanceof JsonString string ? Optional.of(string.value()) : Optional.empty();
  }
}
