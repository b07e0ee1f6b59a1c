package org.aipassport.tokens;

import jakarta.annotation.Priority;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.context.Initialized;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Inject;
import jakarta.persistence.EntityManager;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Map;
import java.util.Optional;
import org.aipassport.audit.AuditFact;
import org.aipassport.audit.AuditLog;
import org.aipassport.config.Background;
import org.aipassport.config.Settings;
import org.aipassport.crypto.CompactTokens;
import org.aipassport.crypto.Es256Key;
import org.aipassport.grants.GrantStatus;
import org.aipassport.grants.GrantView;
import org.aipassport.grants.Grants;
import org.aipassport.identity.Caller;
import org.aipassport.persistence.Transactions;
import org.aipassport.problems.Refusal;
import org.aipassport.problems.RefusalException;
import org.aipassport.values.GrantId;
import org.aipassport.values.Ids;
import org.aipassport.values.SecretText;
import org.aipassport.values.TokenId;

/** Issues access tokens to whoever proves to be the app of a grant, or its owner. */
@ApplicationScoped
public class AccessTokenIssuer {
  /** A fresh token; it is seen only here. */
  public record Issued(SecretText token, GrantId grant, Instant issuedAt, Instant expiresAt) {}

  private static final Duration SWEEP = Duration.ofMinutes(10);
  private static final Duration KEPT = Duration.ofDays(1);

  private Settings settings;
  private Transactions transactions;
  private Grants grants;
  private SigningKeys keys;
  private AuditLog audit;
  private Background background;
  private Clock clock;

  @SuppressWarnings("NullAway.Init")
  protected AccessTokenIssuer() {} // for the CDI proxy

  @Inject
  AccessTokenIssuer(
      Settings settings,
      Transactions transactions,
      Grants grants,
      SigningKeys keys,
      AuditLog audit,
      Background background,
      Clock clock) {
    this.settings = settings;
    this.transactions = transactions;
    this.grants = grants;
    this.keys = keys;
    this.audit = audit;
    this.background = background;
    this.clock = clock;
  }

  void atStart(@Observes @Priority(700) @Initialized(ApplicationScoped.class) Object event) {
    background.every(SWEEP, "forget expired tokens", this::forgetExpired);
  }

  /** Rows of tokens that expired a day ago say nothing any more; the audit log keeps their ids. */
  void forgetExpired() {
    transactions.run(
        em ->
            em.createNativeQuery("DELETE FROM access_token WHERE expires_at < ? ")
                .setParameter(1, clock.instant().minus(KEPT).toEpochMilli())
                .executeUpdate());
  }

  /**
   * A token for the app that holds the grant's claim token.
   *
   * @param lifetime at most; empty for {@code aipassport.token.ttl}
   * @throws RefusalException CREDENTIALS_INVALID for an unknown claim token, NOT_FOUND if it is
   *     another grant's, WRONG_STATE if the grant is not approved
   */
  public Issued toApp(GrantId grant, SecretText claimToken, Optional<Duration> lifetime) {
    return transactions.call(
        em -> {
          GrantView view = grants.ofClaim(claimToken);
          if (!view.id().equals(grant)) {
            throw unknown();
          }
          return issue(em, view, "app:" + view.clientId(), lifetime);
        });
  }

  /**
   * A token for the grant's owner; for a tool of theirs it lives as long as its grant unless they
   * ask for less.
   *
   * @throws RefusalException NOT_FOUND if it is not theirs, WRONG_STATE if it is not approved
   */
  public Issued toOwner(GrantId grant, Caller owner, Optional<Duration> lifetime) {
    return transactions.call(em -> issue(em, grants.get(owner, grant), owner.actor(), lifetime));
  }

  /**
   * A token for a registered app that has proved that the grant is its own, in the caller's
   * transaction.
   *
   * @param audience {@code aipassport.public-url}, or that and {@code /v1}
   * @throws RefusalException WRONG_STATE if the grant is not approved
   */
  Issued toClient(EntityManager em, GrantView grant, String audience) {
    return issue(em, grant, "app:" + grant.clientId(), audience, Optional.empty());
  }

  private Issued issue(
      EntityManager em, GrantView grant, String actor, Optional<Duration> lifetime) {
    return issue(em, grant, actor, settings.publicUrl().toString(), lifetime);
  }

  private Issued issue(
      EntityManager em,
      GrantView grant,
      String actor,
      String audience,
      Optional<Duration> lifetime) {
    if (grant.status() != GrantStatus.APPROVED) {
      throw new RefusalException(
          Refusal.WRONG_STATE, "Grant is '" + grant.status().wireName() + "', must be 'approved'");
    }
    Instant now = clock.instant().truncatedTo(ChronoUnit.SECONDS);
    TokenClaims claims =
        new TokenClaims(
            settings.publicUrl().toString(),
            audience,
            grant.id(),
            new TokenId(Ids.next()),
            now,
            end(now, grant, lifetime),
            grant.clientId());
    Es256Key key = keys.active();
    String token = CompactTokens.sign(key, TokenClaims.TYPE, claims.toBytes());
    em.persist(new AccessToken(claims.id(), grant.id(), token, key.kid(), now, claims.expiresAt()));
    em.flush();
    refuseIfEnded(em, grant);
    audit.append(em, fact(grant, actor, claims));
    return new Issued(new SecretText(token), grant.id(), now, claims.expiresAt());
  }

  /** Whichever ends first: what was asked for, the operator's limit, the grant. */
  private Instant end(Instant now, GrantView grant, Optional<Duration> asked) {
    Duration longest =
        grant.isTool() ? settings.grants().toolMaxLifetime() : settings.tokens().maxTtl();
    Duration wanted = asked.orElse(grant.isTool() ? longest : settings.tokens().ttl());
    Instant end = now.plus(wanted.compareTo(longest) < 0 ? wanted : longest);
    Instant grantEnd = grant.expiresAt().truncatedTo(ChronoUnit.SECONDS);
    return end.isBefore(grantEnd) ? end : grantEnd;
  }

  /**
   * Locks the grant's row and looks again, after the token is written: of a revocation and this,
   * the second sees the first.
   */
  private void refuseIfEnded(EntityManager em, GrantView grant) {
    if (!grants.lockInForce(em, grant.id())) {
      throw new RefusalException(Refusal.WRONG_STATE, "Grant is not 'approved' any more");
    }
  }

  private static AuditFact fact(GrantView grant, String actor, TokenClaims claims) {
    return new AuditFact(
        "token.issued",
        actor,
        grant.account(),
        grant.id().value(),
        Map.of("jti", claims.id().value()));
  }

  private static RefusalException unknown() {
    return new RefusalException(Refusal.NOT_FOUND, "Grant not found");
  }
}
