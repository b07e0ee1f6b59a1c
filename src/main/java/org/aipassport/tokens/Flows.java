package org.aipassport.tokens;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.persistence.EntityManager;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.aipassport.apps.OAuthClient;
import org.aipassport.crypto.OpaqueSecrets;
import org.aipassport.values.ClientId;
import org.aipassport.values.GrantId;
import org.aipassport.values.SecretText;
import org.jspecify.annotations.Nullable;

/** The rows of authorization requests, in the caller's transaction. */
@ApplicationScoped
class Flows {
  private static final String ALL =
      "SELECT grant_id, client_id, redirect_uri, redirect_named, client_state, challenge, resource,"
          + " returned_at, redeemed_at FROM oauth_flow WHERE ";

  void add(EntityManager em, GrantId grant, OAuthClient client, AuthorizationAsk ask) {
    em.flush(); // the grant, to which this row refers
    em.createNativeQuery(
            "INSERT INTO oauth_flow (grant_id, client_id, redirect_uri, redirect_named,"
                + " client_state, challenge, resource) VALUES ( ? , ? , ? , ? ,"
                + " CAST( ? AS VARCHAR(1000)) , ? , CAST( ? AS VARCHAR(2000)) )")
        .setParameter(1, grant.value())
        .setParameter(2, client.id().value())
        .setParameter(3, ask.redirectUri())
        .setParameter(4, ask.redirectNamed() ? 1 : 0)
        .setParameter(5, ask.state().orElse(null))
        .setParameter(6, ask.challenge())
        .setParameter(7, ask.resource().orElse(null))
        .executeUpdate();
  }

  Optional<Flow> of(EntityManager em, GrantId grant) {
    return first(
        em.createNativeQuery(ALL + "grant_id = ? ").setParameter(1, grant.value()).getResultList());
  }

  Optional<Flow> ofCode(EntityManager em, SecretText code) {
    return first(
        em.createNativeQuery(ALL + "code_digest = ? ")
            .setParameter(1, OpaqueSecrets.digest(code))
            .getResultList());
  }

  /** Notes that a browser goes back; whether it is the first. */
  boolean goBack(EntityManager em, GrantId grant, Instant now) {
    return 1
        == em.createNativeQuery(
                "UPDATE oauth_flow SET returned_at = ? WHERE grant_id = ? AND returned_at IS NULL")
            .setParameter(1, now.toEpochMilli())
            .setParameter(2, grant.value())
            .executeUpdate();
  }

  /** Gives a flow whose browser goes back its code. */
  void giveCode(EntityManager em, GrantId grant, SecretText code, Instant until) {
    em.createNativeQuery(
            "UPDATE oauth_flow SET code_digest = ? , code_expires_at = ? WHERE grant_id = ? ")
        .setParameter(1, OpaqueSecrets.digest(code))
        .setParameter(2, until.toEpochMilli())
        .setParameter(3, grant.value())
        .executeUpdate();
  }

  /** Spends a code; whether it was good until now. */
  boolean redeem(EntityManager em, GrantId grant, Instant now) {
    return 1
        == em.createNativeQuery(
                "UPDATE oauth_flow SET redeemed_at = ? WHERE grant_id = ? AND redeemed_at IS NULL"
                    + " AND code_expires_at > ? ")
            .setParameter(1, now.toEpochMilli())
            .setParameter(2, grant.value())
            .setParameter(3, now.toEpochMilli())
            .executeUpdate();
  }

  /** Forgets those whose grants ended before {@code then}. */
  void sweep(EntityManager em, Instant then) {
    for (String table : List.of("refresh_token", "oauth_flow")) {
      em.createNativeQuery(
              "DELETE FROM "
                  + table
                  + " WHERE EXISTS (SELECT 1 FROM access_grant g WHERE g.id = "
                  + table
                  + ".grant_id AND g.ended_at < ? )")
          .setParameter(1, then.toEpochMilli())
          .executeUpdate();
    }
  }

  private static Optional<Flow> first(List<?> rows) {
    return rows.stream().findFirst().map(row -> flow((@Nullable Object[]) row));
  }

  private static Flow flow(@Nullable Object[] row) {
    return new Flow(
        new GrantId(text(row[0])),
        new ClientId(text(row[1])),
        text(row[2]),
        row[3] instanceof Number named && named.intValue() != 0,
        Optional.ofNullable(row[4]).map(Object::toString),
        text(row[5]),
        Optional.ofNullable(row[6]).map(Object::toString),
        row[7] != null,
        row[8] != null);
  }

  private static String text(@Nullable Object column) {
    return String.valueOf(column);
  }
}
