package org.aipassport.apps;

import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.aipassport.crypto.ForeignKeys;
import org.aipassport.json.FieldReader;
import org.aipassport.json.Json;
import org.aipassport.json.JsonArray;
import org.aipassport.json.JsonObject;
import org.aipassport.json.JsonValue;
import org.aipassport.problems.RefusalException;

/**
 * What an app says of itself when it is registered, in the words of RFC 7591 section 2.
 *
 * @param name {@code client_name} as {@link AppName} has it
 * @param url {@code client_uri} as {@link AppAddress} has it
 * @param jwks public keys as they were written, for {@code private_key_jwt} only
 * @param parRequired {@code require_pushed_authorization_requests} (RFC 9126 section 6)
 */
public record ClientMetadata(
    String name,
    Optional<String> url,
    List<String> redirectUris,
    Set<ClientGrantType> grantTypes,
    ClientAuthMethod authMethod,
    Optional<String> jwks,
    boolean parRequired) {
  private static final int LONGEST_URL = 2_000;
  private static final int LONGEST_WORD = 200;
  private static final int LONGEST_JWKS = 8_000;
  private static final int MOST = 20;

  /** Members of a JWK that are halves nobody but the app may know (RFC 7518 section 6). */
  private static final Set<String> PRIVATE = Set.of("d", "p", "q", "dp", "dq", "qi", "oth", "k");

  public ClientMetadata {
    redirectUris = List.copyOf(redirectUris);
    grantTypes = Set.copyOf(grantTypes);
  }

  /**
   * Reads what an operator writes of an app that they vouch for: {@code client_uri} is needed,
   * since its host is what people are shown.
   *
   * @throws RefusalException INVALID_FIELD, also for a member that is not known
   */
  public static ClientMetadata ofOperator(JsonObject body) {
    FieldReader fields = FieldReader.of(body);
    ClientMetadata read = read(fields);
    fields.nothingElse();
    if (read.url().isEmpty()) {
      throw RefusalException.ofField("client_uri", "is missing");
    }
    return read;
  }

  /**
   * Reads what an app writes of itself; members that are not known are ignored (RFC 7591 section
   * 2).
   *
   * @throws RefusalException INVALID_FIELD
   */
  public static ClientMetadata ofItself(JsonObject body) {
    return read(FieldReader.of(body));
  }

  /**
   * What an operator types of an app that they vouch for, with keys of its own excepted.
   *
   * @throws RefusalException INVALID_FIELD
   */
  public static ClientMetadata typed(
      String name,
      String url,
      List<String> redirectUris,
      Set<ClientGrantType> grantTypes,
      ClientAuthMethod method) {
    if (method == ClientAuthMethod.PRIVATE_KEY_JWT) {
      throw RefusalException.ofField("token_endpoint_auth_method", "needs keys");
    }
    return new ClientMetadata(
        AppName.read("client_name", name),
        Optional.of(AppAddress.read("client_uri", url)),
        RedirectUris.read("redirect_uris", redirectUris),
        grantTypes,
        method,
        Optional.empty(),
        false);
  }

  private static ClientMetadata read(FieldReader fields) {
    String name = AppName.read("client_name", fields.string("client_name", Integer.MAX_VALUE));
    Optional<String> url =
        fields
            .optionalString("client_uri", LONGEST_URL)
            .map(text -> AppAddress.read("client_uri", text));
    List<String> redirectUris =
        RedirectUris.read("redirect_uris", fields.strings("redirect_uris", MOST, LONGEST_URL));
    Set<ClientGrantType> grantTypes = grantTypes(fields);
    requireCode(fields);
    ClientAuthMethod method = authMethod(fields);
    Optional<String> jwks = jwks(fields, method);
    boolean parRequired =
        fields.optionalBoolean("require_pushed_authorization_requests").orElse(false);
    return new ClientMetadata(name, url, redirectUris, grantTypes, method, jwks, parRequired);
  }

  private static Set<ClientGrantType> grantTypes(FieldReader fields) {
    List<String> names =
        fields
            .optionalStrings("grant_types", MOST, LONGEST_WORD)
            .orElse(List.of(ClientGrantType.AUTHORIZATION_CODE.wireName()));
    Set<ClientGrantType> types = EnumSet.noneOf(ClientGrantType.class);
    for (int i = 0; i < names.size(); i++) {
      String field = "grant_types[" + i + "]";
      types.add(
          ClientGrantType.ofWireName(names.get(i))
              .filter(type -> type != ClientGrantType.DEVICE_CODE)
              .orElseThrow(() -> RefusalException.ofField(field, "is not served here")));
    }
    if (!types.contains(ClientGrantType.AUTHORIZATION_CODE)) {
      throw RefusalException.ofField("grant_types", "must hold authorization_code");
    }
    return types;
  }

  /** The one response type that the grant types above go with. */
  private static void requireCode(FieldReader fields) {
    Optional<List<String>> types = fields.optionalStrings("response_types", MOST, LONGEST_WORD);
    if (types.isPresent() && !types.get().equals(List.of("code"))) {
      throw RefusalException.ofField("response_types", "must be [\"code\"]");
    }
  }

  private static ClientAuthMethod authMethod(FieldReader fields) {
    String name =
        fields
            .optionalString("token_endpoint_auth_method", LONGEST_WORD)
            .orElse(ClientAuthMethod.CLIENT_SECRET_BASIC.wireName());
    return ClientAuthMethod.ofWireName(name)
        .orElseThrow(
            () ->
                RefusalException.ofField(
                    "token_endpoint_auth_method",
                    "must be none, client_secret_basic or private_key_jwt"));
  }

  private static Optional<String> jwks(FieldReader fields, ClientAuthMethod method) {
    if (fields.isPresent("jwks_uri")) {
      throw RefusalException.ofField("jwks_uri", "is not fetched; send the keys as jwks");
    }
    boolean needed = method == ClientAuthMethod.PRIVATE_KEY_JWT;
    Optional<JsonValue> value = fields.value("jwks");
    if (needed != value.isPresent()) {
      throw RefusalException.ofField("jwks", needed ? "is missing" : "is for private_key_jwt only");
    }
    return value.map(ClientMetadata::keys);
  }

  private static String keys(JsonValue value) {
    if (!(value instanceof JsonObject set) || !(set.get("keys") instanceof JsonArray array)) {
      throw RefusalException.ofField("jwks", "must be an object with a list of keys");
    }
    for (JsonValue key : array.values()) {
      if (key instanceof JsonObject members
          && members.members().keySet().stream().anyMatch(PRIVATE::contains)) {
        throw RefusalException.ofField("jwks", "holds a private key: keep that to yourself");
      }
    }
    String text = Json.text(set);
    if (text.length() > LONGEST_JWKS) {
      throw RefusalException.ofField("jwks", "is longer than " + LONGEST_JWKS + " characters");
    }
    try {
      ForeignKeys.ofJwkSet(text);
    } catch (IllegalArgumentException e) {
      throw RefusalException.ofField("jwks", "holds no public key for signatures");
    }
    return text;
  }

  /** What a registered app may know of its registration (RFC 7591 section 3.2.1). */
  public static JsonObject toJson(OAuthClient client) {
    JsonObject.Builder out =
        JsonObject.builder()
            .put("client_id", client.id().value())
            .put("client_id_issued_at", client.createdAt().getEpochSecond())
            .put("client_name", client.name());
    client.url().ifPresent(url -> out.put("client_uri", url));
    return out.put("redirect_uris", JsonArray.ofStrings(client.redirectUris()))
        .put("grant_types", JsonArray.ofStrings(wireNames(client.grantTypes())))
        .put("response_types", JsonArray.ofStrings(List.of("code")))
        .put("token_endpoint_auth_method", client.authMethod().wireName())
        .put("require_pushed_authorization_requests", client.parRequired())
        .build();
  }

  private static List<String> wireNames(Set<ClientGrantType> types) {
    List<String> names = new ArrayList<>();
    types.stream().sorted().forEach(type -> names.add(type.wireName()));
    return names;
  }
}
