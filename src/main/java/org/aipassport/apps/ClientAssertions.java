package org.aipassport.apps;

import jakarta.annotation.Priority;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.context.Initialized;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Inject;
import jakarta.persistence.EntityManager;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import org.aipassport.config.Background;
import org.aipassport.config.Settings;
import org.aipassport.crypto.ForeignKeys;
import org.aipassport.crypto.ForeignTokens;
import org.aipassport.crypto.Sha256;
import org.aipassport.json.Json;
import org.aipassport.json.JsonArray;
import org.aipassport.json.JsonNumber;
import org.aipassport.json.JsonObject;
import org.aipassport.json.JsonString;
import org.aipassport.json.JsonValue;
import org.aipassport.persistence.DuplicateRowException;
import org.aipassport.persistence.Transactions;
import org.aipassport.problems.RefusalException;
import org.aipassport.values.ClientId;
import org.jspecify.annotations.Nullable;

/**
 * {@code private_key_jwt}: an app signs a short-lived statement of who it is with a key of its own
 * (RFC 7523 section 3). Each is taken once.
 */
@ApplicationScoped
class ClientAssertions {
  private static final Duration LONGEST = Duration.ofMinutes(5);
  private static final Duration SKEW = Duration.ofSeconds(10);
  private static final Duration SWEEP = Duration.ofMinutes(1);
  private static final long LATEST = 1L << 40; // seconds that fit into milliseconds
  private static final int LONGEST_JTI = 255;
  private static final Set<String> TYPES = Set.of("", "jwt", "client-authentication+jwt");

  private Settings settings;
  private Transactions transactions;
  private OAuthClients clients;
  private Background background;
  private Clock clock;

  @SuppressWarnings("NullAway.Init")
  protected ClientAssertions() {} // for the CDI proxy

  @Inject
  ClientAssertions(
      Settings settings,
      Transactions transactions,
      OAuthClients clients,
      Background background,
      Clock clock) {
    this.settings = settings;
    this.transactions = transactions;
    this.clients = clients;
    this.background = background;
    this.clock = clock;
  }

  void atStart(@Observes @Priority(700) @Initialized(ApplicationScoped.class) Object event) {
    background.every(SWEEP, "forget assertions of apps", this::forgetExpired);
  }

  /** What has expired is refused for that alone. */
  void forgetExpired() {
    transactions.run(
        em ->
            em.createNativeQuery("DELETE FROM client_assertion WHERE expires_at < ? ")
                .setParameter(1, clock.instant().minus(SKEW).toEpochMilli())
                .executeUpdate());
  }

  /**
   * The app that signed an assertion.
   *
   * @param named the one that the request names besides, if it does
   * @throws RefusalException CREDENTIALS_INVALID
   */
  OAuthClient client(String assertion, Optional<ClientId> named) {
    ClientId id = subject(assertion);
    if (named.isPresent() && !named.get().equals(id)) {
      throw ClientAuthentication.invalid();
    }
    try {
      return transactions.call(em -> verified(em, id, assertion));
    } catch (DuplicateRowException e) { // the same assertion twice
      throw ClientAuthentication.invalid();
    }
  }

  private OAuthClient verified(EntityManager em, ClientId id, String assertion) {
    OAuthClient client =
        clients
            .findEnabled(em, id)
            .filter(one -> one.authMethod() == ClientAuthMethod.PRIVATE_KEY_JWT)
            .orElseThrow(ClientAuthentication::invalid);
    ForeignKeys keys =
        clients.jwks(em, id).map(ForeignKeys::ofJwkSet).orElseThrow(ClientAuthentication::invalid);
    ForeignTokens.Verified token = ForeignTokens.verify(keys, assertion);
    if (!TYPES.contains(token.typ())) {
      throw ClientAuthentication.invalid();
    }
    JsonObject claims = Json.parseObject(token.claims());
    boolean ofClient = says(claims, "iss", id.value()) && says(claims, "sub", id.value());
    if (!ofClient || !isForUs(claims.get("aud"))) {
      throw ClientAuthentication.invalid();
    }
    remember(em, id, jti(claims), end(claims));
    return client;
  }

  /** Whom an assertion claims to be of; nothing of it is verified yet. */
  private static ClientId subject(String assertion) {
    byte[] payload =
        ForeignTokens.unverifiedClaims(assertion).orElseThrow(ClientAuthentication::invalid);
    try {
      return text(Json.parseObject(payload).get("sub"))
          .filter(ClientId::isClientId)
          .map(ClientId::new)
          .orElseThrow(ClientAuthentication::invalid);
    } catch (RefusalException e) { // not JSON
      throw ClientAuthentication.invalid();
    }
  }

  /** RFC 9126 section 2: any of the three, whichever of our endpoints it is sent to. */
  private boolean isForUs(@Nullable JsonValue aud) {
    JsonValue only =
        aud instanceof JsonArray list && list.values().size() == 1 ? list.values().get(0) : aud;
    String issuer = settings.publicUrl().toString();
    List<String> ours = List.of(issuer, issuer + "/oauth2/token", issuer + "/oauth2/par");
    return text(only).filter(ours::contains).isPresent();
  }

  private Instant end(JsonObject claims) {
    Instant now = clock.instant();
    Instant end = time(claims, "exp").orElseThrow(ClientAuthentication::invalid);
    Instant begin = time(claims, "nbf").orElse(now);
    Instant issued = time(claims, "iat").orElse(now);
    boolean later = begin.isAfter(now.plus(SKEW)) || issued.isAfter(now.plus(SKEW));
    if (!now.isBefore(end) || end.isAfter(now.plus(LONGEST).plus(SKEW)) || later) {
      throw ClientAuthentication.invalid();
    }
    return end;
  }

  private static Optional<Instant> time(JsonObject claims, String name) {
    JsonValue value = claims.get(name);
    if (value == null) {
      return Optional.empty();
    }
    OptionalLong seconds =
        value instanceof JsonNumber number ? number.exactLong() : OptionalLong.empty();
    if (seconds.isEmpty() || seconds.getAsLong() < 0 || seconds.getAsLong() > LATEST) {
      throw ClientAuthentication.invalid();
    }
    return Optional.of(Instant.ofEpochSecond(seconds.getAsLong()));
  }

  private static String jti(JsonObject claims) {
    return text(claims.get("jti"))
        .filter(jti -> !jti.isEmpty() && jti.length() <= LONGEST_JTI)
        .orElseThrow(ClientAuthentication::invalid);
  }

  private static void remember(EntityManager em, ClientId id, String jti, Instant end) {
    em.createNativeQuery(
            "INSERT INTO client_assertion (client_id, jti_digest, expires_at) VALUES ( ? , ? , ? )")
        .setParameter(1, id.value())
        .setParameter(2, Sha256.base64Url(jti.getBytes(StandardCharsets.UTF_8)))
        .setParameter(3, end.toEpochMilli())
        .executeUpdate();
  }

  private static boolean says(JsonObject claims, String name, String value) {
    return text(claims.get(name)).filter(value::equals).isPresent();
  }

  private static Optional<String> text(@Nullable JsonValue value) {
    return value instanceof JsonString string ? Optional.of(string.value()) : Optional.empty();
  }
}
