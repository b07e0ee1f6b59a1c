package org.aipassport.identity;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import jakarta.persistence.EntityManager;
import java.net.InetAddress;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import org.aipassport.crypto.AssociatedData;
import org.aipassport.crypto.Envelope;
import org.aipassport.crypto.OpaqueSecrets;
import org.aipassport.json.FieldReader;
import org.aipassport.json.Json;
import org.aipassport.json.JsonObject;
import org.aipassport.persistence.Transactions;
import org.aipassport.values.SecretText;

/**
 * Sign-ins that are under way at the identity provider: ten minutes long, each good for one answer,
 * in the browser that began it.
 */
@ApplicationScoped
class OidcAttempts {
  static final Duration LIFETIME = Duration.ofMinutes(10);

  private static final int MOST_OF_ONE_ADDRESS = 100;
  private static final int MOST = 20_000;
  private static final int LONGEST = 1_000;

  /**
   * What the broker must know when the provider's answer comes.
   *
   * @param returnPath where to go afterwards; empty: home
   * @param freshAfter from when on they must have typed their credentials, if that was asked for
   */
  record Attempt(
      String nonce, SecretText verifier, String returnPath, Optional<Instant> freshAfter) {}

  private Transactions transactions;
  private Envelope envelope;
  private Clock clock;

  @SuppressWarnings("NullAway.Init")
  protected OidcAttempts() {} // for the CDI proxy

  @Inject
  OidcAttempts(Transactions transactions, Envelope envelope, Clock clock) {
    this.transactions = transactions;
    this.envelope = envelope;
    this.clock = clock;
  }

  /**
   * Notes one. Where an address, or everybody together, has too many the oldest is given up: nobody
   * can keep others out by beginning what they never end. Of all, it is the oldest of whichever
   * address has most.
   */
  void begin(SecretText state, SecretText browser, InetAddress from, Attempt attempt) {
    byte[] digest = OpaqueSecrets.digest(state);
    String bucket = Bucket.of(from).key();
    byte[] sealed = envelope.seal(Json.write(json(attempt)), bound(digest));
    transactions.run(
        em -> {
          sweep(em);
          if (count(em, bucket) >= MOST_OF_ONE_ADDRESS) {
            giveUpOldest(em, bucket);
          } else if (count(em) >= MOST) {
            giveUpOldest(em, fullest(em));
          }
          em.createNativeQuery(
                  "INSERT INTO oidc_attempt (digest, browser, bucket, kek_id, sealed, expires_at)"
                      + " VALUES ( ? , ? , ? , ? , ? , ? )")
              .setParameter(1, digest)
              .setParameter(2, OpaqueSecrets.digest(browser))
              .setParameter(3, bucket)
              .setParameter(4, envelope.kekId())
              .setParameter(5, sealed)
              .setParameter(6, clock.instant().plus(LIFETIME).toEpochMilli())
              .executeUpdate();
        });
  }

  /** Takes the one of that state away, if it is this browser's and not over; never again then. */
  Optional<Attempt> take(SecretText state, SecretText browser) {
    byte[] digest = OpaqueSecrets.digest(state);
    return transactions
        .call(em -> take(em, digest, OpaqueSecrets.digest(browser)))
        .map(row -> open(row, digest));
  }

  private Optional<byte[]> take(EntityManager em, byte[] digest, byte[] browser) {
    List<?> rows =
        em.createNativeQuery("SELECT sealed FROM oidc_attempt WHERE digest = ?")
            .setParameter(1, digest)
            .getResultList();
    int taken =
        em.createNativeQuery(
                "DELETE FROM oidc_attempt WHERE digest = ? AND browser = ? AND expires_at > ?")
            .setParameter(1, digest)
            .setParameter(2, browser)
            .setParameter(3, clock.millis())
            .executeUpdate();
    return taken == 1 ? rows.stream().findFirst().map(byte[].class::cast) : Optional.empty();
  }

  /** Deletes those that are over. */
  void sweep(EntityManager em) {
    em.createNativeQuery("DELETE FROM oidc_attempt WHERE expires_at <= ?")
        .setParameter(1, clock.millis())
        .executeUpdate();
  }

  private static String fullest(EntityManager em) {
    Object[] row =
        (Object[])
            em.createNativeQuery(
                    "SELECT bucket, COUNT(*) AS many FROM oidc_attempt GROUP BY bucket"
                        + " ORDER BY many DESC FETCH FIRST 1 ROWS ONLY")
                .getSingleResult();
    return row[0].toString().strip();
  }

  /** In two statements: a plan for one looks for the oldest again with each row. */
  private static void giveUpOldest(EntityManager em, String bucket) {
    List<?> oldest =
        em.createNativeQuery(
                "SELECT digest FROM oidc_attempt WHERE bucket = ?"
                    + " ORDER BY expires_at, digest FETCH FIRST 1 ROWS ONLY")
            .setParameter(1, bucket)
            .getResultList();
    for (Object digest : oldest) {
      em.createNativeQuery("DELETE FROM oidc_attempt WHERE digest = ?")
          .setParameter(1, digest)
          .executeUpdate();
    }
  }

  private static long count(EntityManager em, String bucket) {
    return number(
        em.createNativeQuery("SELECT COUNT(*) FROM oidc_attempt WHERE bucket = ?")
            .setParameter(1, bucket)
            .getSingleResult());
  }

  private static long count(EntityManager em) {
    return number(em.createNativeQuery("SELECT COUNT(*) FROM oidc_attempt").getSingleResult());
  }

  private static long number(Object value) {
    return ((Number) value).longValue();
  }

  private static JsonObject json(Attempt attempt) {
    JsonObject.Builder out =
        JsonObject.builder()
            .put("nonce", attempt.nonce())
            .put("verifier", attempt.verifier().reveal())
            .put("returnPath", attempt.returnPath());
    attempt.freshAfter().ifPresent(time -> out.put("freshAfter", time.getEpochSecond()));
    return out.build();
  }

  private Attempt open(byte[] sealed, byte[] digest) {
    byte[] plain = envelope.open(sealed, bound(digest));
    try {
      FieldReader fields = FieldReader.of(Json.parseObject(plain));
      var fresh = fields.optionalLong("freshAfter", 0, Long.MAX_VALUE);
      return new Attempt(
          fields.string("nonce", LONGEST),
          new SecretText(fields.string("verifier", LONGEST)),
          fields.string("returnPath", LONGEST),
          fresh.isPresent()
              ? Optional.of(Instant.ofEpochSecond(fresh.getAsLong()))
              : Optional.empty());
    } finally {
      Arrays.fill(plain, (byte) 0);
    }
  }

  private static AssociatedData bound(byte[] digest) {
    return AssociatedData.of("aipassport/oidc-attempt/v1", HexFormat.of().formatHex(digest));
  }
}
