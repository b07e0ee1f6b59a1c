package org.aipassport.tokens;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import jakarta.persistence.EntityManager;
import java.time.Instant;
import java.util.Optional;
import org.aipassport.apps.OAuthClient;
import org.aipassport.crypto.OpaqueSecrets;
import org.aipassport.grants.GrantStatus;
import org.aipassport.grants.GrantView;
import org.aipassport.grants.Grants;
import org.aipassport.persistence.Transactions;
import org.aipassport.problems.Refusal;
import org.aipassport.problems.RefusalException;
import org.aipassport.values.SecretText;
import org.aipassport.values.TokenId;

/** Tells apps what became of their own tokens (RFC 7662). */
@ApplicationScoped
public class TokenIntrospection {
  /**
   * A token that is good now.
   *
   * @param audience of an access token
   * @param id of an access token
   */
  public record Active(
      GrantView grant,
      Instant issuedAt,
      Instant expiresAt,
      Optional<String> audience,
      Optional<TokenId> id) {}

  private Transactions transactions;
  private RefreshTokens refreshTokens;
  private AccessTokens accessTokens;
  private Grants grants;

  @SuppressWarnings("NullAway.Init")
  protected TokenIntrospection() {} // for the CDI proxy

  @Inject
  TokenIntrospection(
      Transactions transactions,
      RefreshTokens refreshTokens,
      AccessTokens accessTokens,
      Grants grants) {
    this.transactions = transactions;
    this.refreshTokens = refreshTokens;
    this.accessTokens = accessTokens;
    this.grants = grants;
  }

  /** The token, if it is that client's and good; why not, nobody is told (section 2.2). */
  public Optional<Active> of(OAuthClient client, SecretText token) {
    return OpaqueSecrets.hasForm(token.reveal(), RefreshTokens.PREFIX)
        ? transactions.call(em -> refresh(em, client, OpaqueSecrets.digest(token)))
        : access(client, token);
  }

  private Optional<Active> refresh(EntityManager em, OAuthClient client, byte[] digest) {
    return refreshTokens
        .find(em, client, digest)
        .filter(RefreshTokens.Stored::isFresh)
        .flatMap(
            token ->
                grants
                    .find(token.grant())
                    .filter(grant -> grant.status() == GrantStatus.APPROVED)
                    .map(
                        grant ->
                            new Active(
                                grant,
                                token.issuedAt(),
                                grant.expiresAt(),
                                Optional.empty(),
                                Optional.empty())));
  }

  private Optional<Active> access(OAuthClient client, SecretText token) {
    try {
      VerifiedToken known = accessTokens.verify(token);
      return known.clientId().equals(client.id().value())
          ? Optional.of(
              new Active(
                  accessTokens.grantInForce(known),
                  known.issuedAt(),
                  known.expiresAt(),
                  Optional.of(known.audience()),
                  Optional.of(known.id())))
          : Optional.empty();
    } catch (RefusalException e) {
      if (e.reason() == Refusal.CREDENTIALS_INVALID) {
        return Optional.empty();
      }
      throw e;
    }
  }
}
