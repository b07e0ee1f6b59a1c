package org.aipassport.tokens;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import jakarta.persistence.EntityManager;
import java.util.Map;
import java.util.Optional;
import org.aipassport.apps.OAuthClient;
import org.aipassport.audit.AuditFact;
import org.aipassport.audit.AuditLog;
import org.aipassport.crypto.OpaqueSecrets;
import org.aipassport.grants.AppRevocation;
import org.aipassport.grants.GrantView;
import org.aipassport.grants.Grants;
import org.aipassport.persistence.Transactions;
import org.aipassport.problems.Refusal;
import org.aipassport.problems.RefusalException;
import org.aipassport.values.SecretText;

/** Apps give tokens back that they need no more (RFC 7009). */
@ApplicationScoped
public class ClientTokenRevocation {
  private Transactions transactions;
  private RefreshTokens refreshTokens;
  private AccessTokens accessTokens;
  private Grants grants;
  private AppRevocation revocation;
  private AuditLog audit;

  @SuppressWarnings("NullAway.Init")
  protected ClientTokenRevocation() {} // for the CDI proxy

  @Inject
  ClientTokenRevocation(
      Transactions transactions,
      RefreshTokens refreshTokens,
      AccessTokens accessTokens,
      Grants grants,
      AppRevocation revocation,
      AuditLog audit) {
    this.transactions = transactions;
    this.refreshTokens = refreshTokens;
    this.accessTokens = accessTokens;
    this.grants = grants;
    this.revocation = revocation;
    this.audit = audit;
  }

  /**
   * Revokes a token: of a refresh token the whole grant ends, its running calls too; an access
   * token is good for no further call, the grant and what runs go on. What is no token, or none any
   * more, is none after it either.
   *
   * @throws RefusalException WRONG_STATE if it is another client's (RFC 7009 section 2.1)
   */
  public void revoke(OAuthClient client, SecretText token) {
    if (OpaqueSecrets.hasForm(token.reveal(), RefreshTokens.PREFIX)) {
      transactions.run(em -> revokeGrant(em, client, OpaqueSecrets.digest(token)));
    } else {
      verified(token).ifPresent(known -> revokeOne(client, known));
    }
  }

  private void revokeGrant(EntityManager em, OAuthClient client, byte[] digest) {
    if (refreshTokens.ofAnybody(em, digest).isEmpty()) {
      return;
    }
    RefreshTokens.Stored known = refreshTokens.find(em, client, digest).orElseThrow(Flow::notGood);
    if (grants.lockInForce(em, known.grant())) {
      GrantView grant = grants.find(known.grant()).orElseThrow(Flow::notGood);
      revocation.revoke(em, grant, "refresh token revoked");
    }
  }

  private Optional<VerifiedToken> verified(SecretText token) {
    try {
      return Optional.of(accessTokens.verify(token));
    } catch (RefusalException e) {
      if (e.reason() == Refusal.CREDENTIALS_INVALID) {
        return Optional.empty();
      }
      throw e;
    }
  }

  private void revokeOne(OAuthClient client, VerifiedToken token) {
    if (!token.clientId().equals(client.id().value())) {
      throw Flow.notGood();
    }
    transactions.run(
        em -> {
          int deleted =
              em.createNativeQuery("DELETE FROM access_token WHERE jti = ? AND grant_id = ? ")
                  .setParameter(1, token.id().value())
                  .setParameter(2, token.grant().value())
                  .executeUpdate();
          if (deleted == 1) {
            audit.append(
                em,
                new AuditFact(
                    "token.revoked",
                    "app:" + client.id(),
                    grants.find(token.grant()).flatMap(GrantView::account),
                    token.grant().value(),
                    Map.of("jti", token.id().value())));
          }
        });
  }
}
