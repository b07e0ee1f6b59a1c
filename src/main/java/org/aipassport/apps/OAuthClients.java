package org.aipassport.apps;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.persistence.EntityManager;
import jakarta.persistence.Query;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.aipassport.crypto.OpaqueSecrets;
import org.aipassport.values.ClientId;
import org.aipassport.values.SecretText;
import org.aipassport.values.UserId;
import org.jspecify.annotations.Nullable;

/** The registered apps, in the caller's transaction. */
@ApplicationScoped
public class OAuthClients {
  private static final int MOST_LISTED = 500;
  private static final String ALL =
      "SELECT id, name, url, standing, redirect_uris, grant_types, auth_method, par_required,"
          + " created_at, disabled_at FROM oauth_client";

  /** The app of that id, also if it is disabled. */
  public Optional<OAuthClient> find(EntityManager em, ClientId id) {
    List<?> rows =
        em.createNativeQuery(ALL + " WHERE id = ?").setParameter(1, id.value()).getResultList();
    return rows.stream().map(row -> client((@Nullable Object[]) row)).findFirst();
  }

  /** The app of that id, unless it is disabled. */
  public Optional<OAuthClient> findEnabled(EntityManager em, ClientId id) {
    return find(em, id).filter(client -> client.disabledAt().isEmpty());
  }

  /** Those that were registered last, the latest first, also those that are disabled. */
  List<OAuthClient> latest(EntityManager em) {
    List<?> rows =
        em.createNativeQuery(ALL + " ORDER BY created_at DESC, id")
            .setMaxResults(MOST_LISTED)
            .getResultList();
    return rows.stream().map(row -> client((@Nullable Object[]) row)).toList();
  }

  /** Whether that is the digest of its secret. */
  boolean hasSecret(EntityManager em, ClientId id, byte[] digest) {
    return !em.createNativeQuery("SELECT id FROM oauth_client WHERE id = ? AND secret_digest = ? ")
        .setParameter(1, id.value())
        .setParameter(2, digest)
        .getResultList()
        .isEmpty();
  }

  /** Its public keys as they were written, if it has some. */
  Optional<String> jwks(EntityManager em, ClientId id) {
    List<?> rows =
        em.createNativeQuery("SELECT jwks FROM oauth_client WHERE id = ? AND jwks IS NOT NULL")
            .setParameter(1, id.value())
            .getResultList();
    return rows.stream().map(Object::toString).findFirst();
  }

  /** Stores a registration; without a secret its column is left out, since null has no type. */
  void insert(
      EntityManager em,
      ClientRegistrations.Registered registered,
      Optional<String> jwks,
      Optional<UserId> operator,
      Optional<String> address) {
    OAuthClient client = registered.client();
    Optional<SecretText> secret = registered.secret();
    Query insert =
        em.createNativeQuery(
                "INSERT INTO oauth_client (id, name, url, standing, redirect_uris, grant_types,"
                    + " auth_method, jwks, par_required, created_at, created_by, address"
                    + (secret.isPresent() ? ", secret_digest" : "")
                    + ") VALUES ( ? , ? , ? , ? , ? , ? , ? , ? , ? , ? , ? , ? "
                    + (secret.isPresent() ? ", ? " : "")
                    + ")")
            .setParameter(1, client.id().value())
            .setParameter(2, client.name())
            .setParameter(3, client.url().orElse(null))
            .setParameter(4, client.standing().name())
            .setParameter(5, String.join(" ", client.redirectUris()))
            .setParameter(6, wireNames(client.grantTypes()))
            .setParameter(7, client.authMethod().wireName())
            .setParameter(8, jwks.orElse(null))
            .setParameter(9, client.parRequired() ? 1 : 0)
            .setParameter(10, client.createdAt().toEpochMilli())
            .setParameter(11, operator.map(UserId::value).orElse(null))
            .setParameter(12, address.orElse(null));
    secret.ifPresent(text -> insert.setParameter(13, OpaqueSecrets.digest(text)));
    insert.executeUpdate();
  }

  /** Whether this is the call that disabled it. */
  boolean disable(EntityManager em, ClientId id, Instant now) {
    return 1
        == em.createNativeQuery(
                "UPDATE oauth_client SET disabled_at = ? WHERE id = ? AND disabled_at IS NULL")
            .setParameter(1, now.toEpochMilli())
            .setParameter(2, id.value())
            .executeUpdate();
  }

  private static String wireNames(Set<ClientGrantType> types) {
    return types.stream().sorted().map(ClientGrantType::wireName).collect(Collectors.joining(" "));
  }

  static OAuthClient client(@Nullable Object[] row) {
    return new OAuthClient(
        new ClientId(text(row[0])),
        text(row[1]),
        Optional.ofNullable(row[2]).map(Object::toString),
        AppStanding.valueOf(text(row[3])),
        List.of(text(row[4]).split(" ")),
        Arrays.stream(text(row[5]).split(" "))
            .map(name -> ClientGrantType.ofWireName(name).orElseThrow())
            .collect(Collectors.toUnmodifiableSet()),
        ClientAuthMethod.ofWireName(text(row[6])).orElseThrow(),
        number(row[7]) != 0,
        Instant.ofEpochMilli(number(row[8])),
        Optional.ofNullable(row[9]).map(at -> Instant.ofEpochMilli(((Number) at).longValue())));
  }

  private static String text(@Nullable Object column) {
    return String.valueOf(column);
  }

  private static long number(@Nullable Object column) {
    return column instanceof Number number ? number.longValue() : 0;
  }
}
