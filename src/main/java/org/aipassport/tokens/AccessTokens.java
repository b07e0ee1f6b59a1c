package org.aipassport.tokens;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.function.Function;
import org.aipassport.config.Settings;
import org.aipassport.crypto.CompactTokens;
import org.aipassport.crypto.Sha256;
import org.aipassport.crypto.VerificationKey;
import org.aipassport.grants.GrantPermission;
import org.aipassport.grants.GrantView;
import org.aipassport.grants.Grants;
import org.aipassport.persistence.Transactions;
import org.aipassport.problems.Refusal;
import org.aipassport.problems.RefusalException;
import org.aipassport.values.SecretText;

/**
 * Verifies access tokens: the signature first, without the database, so that garbage costs nothing
 * else; then the state of token and grant from the database, on every call, so that a revocation
 * holds from the next call on. Only the signature's result is remembered, for at most 20,000
 * tokens.
 */
@ApplicationScoped
public class AccessTokens {
  private static final int REMEMBERED = 20_000;

  /** How far in the future an {@code iat} may lie: clocks of instances differ a little. */
  private static final Duration SKEW = Duration.ofSeconds(10);

  private Settings settings;
  private Transactions transactions;
  private Grants grants;
  private SigningKeys keys;
  private Clock clock;
  private Cache<ByteBuffer, VerifiedToken> verified;

  @SuppressWarnings("NullAway.Init")
  protected AccessTokens() {} // for the CDI proxy

  @Inject
  AccessTokens(
      Settings settings, Transactions transactions, Grants grants, SigningKeys keys, Clock clock) {
    this.settings = settings;
    this.transactions = transactions;
    this.grants = grants;
    this.keys = keys;
    this.clock = clock;
    this.verified = Caffeine.newBuilder().maximumSize(REMEMBERED).build();
  }

  /**
   * Checks form, signature, issuer, audience and times; touches no database.
   *
   * @throws RefusalException CREDENTIALS_INVALID
   */
  public VerifiedToken verify(SecretText token) {
    byte[] bytes = token.reveal().getBytes(StandardCharsets.UTF_8);
    ByteBuffer digest = ByteBuffer.wrap(Sha256.of(bytes));
    VerifiedToken known = verified.getIfPresent(digest);
    if (known == null || keys.find(known.kid()).isEmpty()) {
      known = verifySignature(token.reveal(), digest.array());
      verified.put(digest, known);
    }
    refuseUnlessValidAt(clock.instant(), known);
    return known;
  }

  private VerifiedToken verifySignature(String token, byte[] digest) {
    KeyLookup lookup = new KeyLookup();
    byte[] payload = CompactTokens.verify(token, TokenClaims.TYPE, lookup);
    TokenClaims claims = TokenClaims.read(payload);
    String own = settings.publicUrl().toString();
    boolean forUs = claims.audience().equals(own) || claims.audience().equals(own + "/v1");
    if (!claims.issuer().equals(own) || !forUs) {
      throw invalid();
    }
    return new VerifiedToken(claims, lookup.kid, digest);
  }

  /** Finds the key that a token names, and remembers its name. */
  private final class KeyLookup implements Function<String, Optional<VerificationKey>> {
    private String kid = "";

    @Override
    public Optional<VerificationKey> apply(String named) {
      kid = named;
      return keys.find(named);
    }
  }

  private static void refuseUnlessValidAt(Instant now, VerifiedToken token) {
    if (!now.isBefore(token.expiresAt()) || token.issuedAt().isAfter(now.plus(SKEW))) {
      throw invalid();
    }
  }

  /**
   * The grant of a verified token, as it is now.
   *
   * @throws RefusalException CREDENTIALS_INVALID if the token is not on record or its grant not in
   *     force
   */
  public GrantView grantInForce(VerifiedToken token) {
    GrantView grant = grantOf(token);
    GrantPermission.inForce(grant);
    return grant;
  }

  /**
   * The grant of a verified token, in whatever state.
   *
   * @throws RefusalException CREDENTIALS_INVALID if the token is not on record
   */
  public GrantView grantOf(VerifiedToken token) {
    return transactions.call(
        em -> {
          boolean onRecord =
              !em.createNativeQuery(
                      "SELECT jti FROM access_token WHERE jti = ? AND grant_id = ?"
                          + " AND digest = ? ")
                  .setParameter(1, token.id().value())
                  .setParameter(2, token.grant().value())
                  .setParameter(3, token.digest())
                  .getResultList()
                  .isEmpty();
          if (!onRecord) {
            throw invalid();
          }
          return grants.find(token.grant()).orElseThrow(AccessTokens::invalid);
        });
  }

  private static RefusalException invalid() {
    return new RefusalException(
        Refusal.CREDENTIALS_INVALID, "The token is not valid here, or not any more.");
  }
}
