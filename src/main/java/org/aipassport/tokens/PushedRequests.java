package org.aipassport.tokens;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import jakarta.persistence.EntityManager;
import jakarta.persistence.Query;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.aipassport.apps.OAuthClient;
import org.aipassport.crypto.OpaqueSecrets;
import org.aipassport.json.Json;
import org.aipassport.json.JsonObject;
import org.aipassport.persistence.Transactions;
import org.aipassport.problems.Refusal;
import org.aipassport.problems.RefusalException;
import org.aipassport.values.SecretText;

/** Authorization requests that apps send ahead of their users (RFC 9126). */
@ApplicationScoped
public class PushedRequests {
  /** What a reference begins with (section 2.2). */
  public static final String PREFIX = "urn:ietf:params:oauth:request_uri:";

  /** How long a reference is good. */
  public static final Duration LIFETIME = Duration.ofSeconds(60);

  private static final int LONGEST = 24_000;
  private static final long MOST_OF_ONE_ADDRESS = 100;
  private static final long MOST = 10_000;

  private Transactions transactions;
  private Clock clock;

  @SuppressWarnings("NullAway.Init")
  protected PushedRequests() {} // for the CDI proxy

  @Inject
  PushedRequests(Transactions transactions, Clock clock) {
    this.transactions = transactions;
    this.clock = clock;
  }

  /**
   * Keeps a request's parameters for a minute.
   *
   * @param address the caller's, an IPv6 one cut to its /64
   * @return the reference to them, which is seen only here
   * @throws RefusalException TOO_LARGE; TOO_MANY beyond 100 of one address or 10,000 of all
   */
  public SecretText push(OAuthClient client, JsonObject parameters, String address) {
    String text = Json.text(parameters);
    if (text.length() > LONGEST) {
      throw new RefusalException(
          Refusal.TOO_LARGE, "The request has more than " + LONGEST + " characters.");
    }
    SecretText reference = OpaqueSecrets.next(PREFIX);
    transactions.run(
        em -> {
          sweep(em);
          refuseTooMany(em, address);
          em.createNativeQuery(
                  "INSERT INTO oauth_pushed_request (digest, client_id, parameters, address,"
                      + " expires_at) VALUES ( ? , ? , ? , ? , ? )")
              .setParameter(1, OpaqueSecrets.digest(reference))
              .setParameter(2, client.id().value())
              .setParameter(3, text)
              .setParameter(4, address)
              .setParameter(5, clock.instant().plus(LIFETIME).toEpochMilli())
              .executeUpdate();
        });
    return reference;
  }

  /** Takes the parameters away that this client pushed; never again then (section 7.3). */
  public Optional<JsonObject> take(OAuthClient client, SecretText reference) {
    if (!OpaqueSecrets.hasForm(reference.reveal(), PREFIX)) {
      return Optional.empty();
    }
    byte[] digest = OpaqueSecrets.digest(reference);
    return transactions
        .call(em -> take(em, client, digest))
        .map(text -> Json.parseObject(text.getBytes(StandardCharsets.UTF_8)));
  }

  private Optional<String> take(EntityManager em, OAuthClient client, byte[] digest) {
    List<?> rows =
        em.createNativeQuery("SELECT parameters FROM oauth_pushed_request WHERE digest = ? ")
            .setParameter(1, digest)
            .getResultList();
    int taken =
        em.createNativeQuery(
                "DELETE FROM oauth_pushed_request WHERE digest = ? AND client_id = ?"
                    + " AND expires_at > ? ")
            .setParameter(1, digest)
            .setParameter(2, client.id().value())
            .setParameter(3, clock.millis())
            .executeUpdate();
    return taken == 1 ? rows.stream().findFirst().map(Object::toString) : Optional.empty();
  }

  private void sweep(EntityManager em) {
    em.createNativeQuery("DELETE FROM oauth_pushed_request WHERE expires_at <= ? ")
        .setParameter(1, clock.millis())
        .executeUpdate();
  }

  private static void refuseTooMany(EntityManager em, String address) {
    Query ofOne =
        em.createNativeQuery("SELECT COUNT(*) FROM oauth_pushed_request WHERE address = ? ")
            .setParameter(1, address);
    Query ofAll = em.createNativeQuery("SELECT COUNT(*) FROM oauth_pushed_request");
    if (number(ofOne) >= MOST_OF_ONE_ADDRESS || number(ofAll) >= MOST) {
      throw RefusalException.until(
          Refusal.TOO_MANY, "Too many pushed requests wait for their users.", LIFETIME);
    }
  }

  private static long number(Query query) {
    return ((Number) query.getSingleResult()).longValue();
  }
}
