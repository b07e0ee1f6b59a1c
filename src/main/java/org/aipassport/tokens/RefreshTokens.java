package org.aipassport.tokens;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import jakarta.persistence.EntityManager;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.aipassport.apps.ClientGrantType;
import org.aipassport.apps.OAuthClient;
import org.aipassport.config.Settings;
import org.aipassport.crypto.OpaqueSecrets;
import org.aipassport.grants.AppRevocation;
import org.aipassport.grants.GrantView;
import org.aipassport.grants.Grants;
import org.aipassport.persistence.Transactions;
import org.aipassport.problems.RefusalException;
import org.aipassport.values.GrantId;
import org.aipassport.values.SecretText;
import org.jspecify.annotations.Nullable;

/**
 * Refresh tokens (RFC 6749 section 6), each good once (RFC 9700 section 4.14.2): one that comes
 * again shows that two have it, and ends the grant. Only an answer that was lost on its way is made
 * up for, once.
 */
@ApplicationScoped
public class RefreshTokens {
  /** What a refresh token begins with. */
  public static final String PREFIX = "aip_rt_";

  /** How long after its use a token may come again because its answer was lost. */
  static final Duration GRACE = Duration.ofSeconds(30);

  /**
   * A refresh token as it is stored.
   *
   * @param successor the digest of the one that was given for it
   */
  @SuppressWarnings("ArrayRecordComponent") // compared by nobody
  record Stored(
      GrantId grant,
      Instant issuedAt,
      Optional<Instant> usedAt,
      byte @Nullable [] successor,
      boolean forgiven,
      boolean voided) {
    /** Whether it was neither used nor replaced. */
    boolean isFresh() {
      return usedAt.isEmpty() && !voided;
    }
  }

  private Settings settings;
  private Transactions transactions;
  private Flows flows;
  private Grants grants;
  private AccessTokenIssuer issuer;
  private AppRevocation revocation;
  private Clock clock;

  @SuppressWarnings("NullAway.Init")
  protected RefreshTokens() {} // for the CDI proxy

  @Inject
  RefreshTokens(
      Settings settings,
      Transactions transactions,
      Flows flows,
      Grants grants,
      AccessTokenIssuer issuer,
      AppRevocation revocation,
      Clock clock) {
    this.settings = settings;
    this.transactions = transactions;
    this.flows = flows;
    this.grants = grants;
    this.issuer = issuer;
    this.revocation = revocation;
    this.clock = clock;
  }

  /**
   * New tokens for a refresh token. If the answer was lost, the same one within 30 seconds gives
   * another pair, once, as long as nobody has used the first.
   *
   * @param resource the only one for which the token shall be good
   * @throws RefusalException WRONG_STATE for one that is unknown, spent (then the grant has ended),
   *     another client's or of a grant that has ended; INVALID_FIELD of {@code resource} for one
   *     that was not authorized
   */
  public ClientTokens refresh(OAuthClient client, SecretText token, Optional<String> resource) {
    if (!OpaqueSecrets.hasForm(token.reveal(), PREFIX)
        || !client.grantTypes().contains(ClientGrantType.REFRESH_TOKEN)) {
      throw Flow.notGood();
    }
    byte[] digest = OpaqueSecrets.digest(token);
    return transactions
        .call(em -> refresh(em, client, digest, resource))
        .orElseThrow(Flow::notGood);
  }

  private Optional<ClientTokens> refresh(
      EntityManager em, OAuthClient client, byte[] digest, Optional<String> resource) {
    GrantId id = find(em, client, digest).orElseThrow(Flow::notGood).grant();
    Flow flow = flows.of(em, id).orElseThrow(Flow::notGood);
    String audience = flow.audience(resource, settings.publicUrl().toString());
    if (!grants.lockInForce(em, id)) {
      throw Flow.notGood();
    }
    GrantView grant = grants.find(id).orElseThrow(Flow::notGood);
    Stored now = find(em, client, digest).orElseThrow(Flow::notGood); // behind the lock
    if (now.isFresh() || forgive(em, now, digest)) {
      ClientTokens issued = issue(em, client, grant, audience);
      use(em, digest, issued.refresh());
      return Optional.of(issued);
    }
    revocation.revoke(em, grant, "refresh token used twice");
    return Optional.empty();
  }

  /** Voids what was given for a token whose answer seems lost; whether it may be. */
  private boolean forgive(EntityManager em, Stored token, byte[] digest) {
    Instant now = clock.instant();
    boolean late = token.usedAt().filter(used -> !now.isAfter(used.plus(GRACE))).isEmpty();
    if (late || token.forgiven() || token.voided() || token.successor() == null) {
      return false;
    }
    boolean unused =
        1
            == em.createNativeQuery(
                    "UPDATE refresh_token SET voided_at = ? WHERE digest = ? AND used_at IS NULL")
                .setParameter(1, now.toEpochMilli())
                .setParameter(2, token.successor())
                .executeUpdate();
    if (unused) {
      em.createNativeQuery("UPDATE refresh_token SET forgiven_at = ? WHERE digest = ? ")
          .setParameter(1, now.toEpochMilli())
          .setParameter(2, digest)
          .executeUpdate();
    }
    return unused;
  }

  private void use(EntityManager em, byte[] digest, Optional<SecretText> successor) {
    successor.ifPresent(
        next ->
            em.createNativeQuery(
                    "UPDATE refresh_token SET used_at = ? , successor = ? WHERE digest = ? ")
                .setParameter(1, clock.millis())
                .setParameter(2, OpaqueSecrets.digest(next))
                .setParameter(3, digest)
                .executeUpdate());
  }

  /** Tokens for a grant that is in force and locked, with a refresh token if the app has such. */
  ClientTokens issue(EntityManager em, OAuthClient client, GrantView grant, String audience) {
    AccessTokenIssuer.Issued access = issuer.toClient(em, grant, audience);
    if (!client.grantTypes().contains(ClientGrantType.REFRESH_TOKEN)) {
      return new ClientTokens(access, Optional.empty(), grant);
    }
    SecretText refresh = OpaqueSecrets.next(PREFIX);
    em.createNativeQuery(
            "INSERT INTO refresh_token (digest, grant_id, issued_at) VALUES ( ? , ? , ? )")
        .setParameter(1, OpaqueSecrets.digest(refresh))
        .setParameter(2, grant.id().value())
        .setParameter(3, clock.millis())
        .executeUpdate();
    return new ClientTokens(access, Optional.of(refresh), grant);
  }

  /** The one of that digest, whatever became of it, if it is that client's. */
  Optional<Stored> find(EntityManager em, OAuthClient client, byte[] digest) {
    return ofAnybody(em, digest)
        .filter(
            found ->
                flows
                    .of(em, found.grant())
                    .filter(flow -> flow.client().equals(client.id()))
                    .isPresent());
  }

  /** The one of that digest, whosesoever it is. */
  Optional<Stored> ofAnybody(EntityManager em, byte[] digest) {
    List<?> rows =
        em.createNativeQuery(
                "SELECT grant_id, issued_at, used_at, successor, forgiven_at, voided_at"
                    + " FROM refresh_token WHERE digest = ? ")
            .setParameter(1, digest)
            .getResultList();
    return rows.stream().findFirst().map(row -> stored((@Nullable Object[]) row));
  }

  private static Stored stored(@Nullable Object[] row) {
    return new Stored(
        new GrantId(String.valueOf(row[0])),
        instant(row[1]).orElse(Instant.EPOCH),
        instant(row[2]),
        row[3] instanceof byte[] bytes ? bytes : null,
        row[4] != null,
        row[5] != null);
  }

  private static Optional<Instant> instant(@Nullable Object column) {
    return column instanceof Number millis
        ? Optional.of(Instant.ofEpochMilli(millis.longValue()))
        : Optional.empty();
  }
}
