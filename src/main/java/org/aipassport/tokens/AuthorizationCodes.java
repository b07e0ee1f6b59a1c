package org.aipassport.tokens;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import jakarta.persistence.EntityManager;
import java.time.Clock;
import java.util.Optional;
import org.aipassport.apps.OAuthClient;
import org.aipassport.config.Settings;
import org.aipassport.crypto.OpaqueSecrets;
import org.aipassport.grants.AppRevocation;
import org.aipassport.grants.GrantView;
import org.aipassport.grants.Grants;
import org.aipassport.persistence.Transactions;
import org.aipassport.problems.RefusalException;
import org.aipassport.values.SecretText;

/** Redeems codes (RFC 6749 section 4.1.3). */
@ApplicationScoped
public class AuthorizationCodes {
  private Settings settings;
  private Transactions transactions;
  private Flows flows;
  private Grants grants;
  private RefreshTokens tokens;
  private AppRevocation revocation;
  private Clock clock;

  @SuppressWarnings("NullAway.Init")
  protected AuthorizationCodes() {} // for the CDI proxy

  @Inject
  AuthorizationCodes(
      Settings settings,
      Transactions transactions,
      Flows flows,
      Grants grants,
      RefreshTokens tokens,
      AppRevocation revocation,
      Clock clock) {
    this.settings = settings;
    this.transactions = transactions;
    this.flows = flows;
    this.grants = grants;
    this.tokens = tokens;
    this.revocation = revocation;
    this.clock = clock;
  }

  /**
   * The tokens of a code, once: whoever redeems it a second time with everything right ends the
   * grant, because two have it (RFC 6749 section 4.1.2).
   *
   * @param redirectUri as it was in the authorization request
   * @param verifier of PKCE
   * @param resource the only one for which the token shall be good
   * @throws RefusalException WRONG_STATE for a code that is unknown, spent, older than 60 seconds,
   *     another client's, without its redirect URI or verifier, or of a grant that has ended;
   *     INVALID_FIELD of {@code resource} for one that was not authorized
   */
  public ClientTokens redeem(
      OAuthClient client,
      SecretText code,
      Optional<String> redirectUri,
      String verifier,
      Optional<String> resource) {
    if (!OpaqueSecrets.hasForm(code.reveal(), AuthorizationFlows.CODE_PREFIX)) {
      throw Flow.notGood();
    }
    return transactions
        .call(
            em -> {
              Flow flow =
                  flows
                      .ofCode(em, code)
                      .filter(found -> found.client().equals(client.id()))
                      .orElseThrow(Flow::notGood);
              flow.requireProof(redirectUri, verifier);
              return redeem(em, client, flow, resource);
            })
        .orElseThrow(Flow::notGood);
  }

  /**
   * Behind the lock on the grant, so that of two the second sees the first; empty, so that the end
   * of the grant is stored, if it is one too many.
   */
  private Optional<ClientTokens> redeem(
      EntityManager em, OAuthClient client, Flow flow, Optional<String> resource) {
    String audience = flow.audience(resource, settings.publicUrl().toString());
    if (!grants.lockInForce(em, flow.grant())) {
      throw Flow.notGood();
    }
    GrantView grant = grants.find(flow.grant()).orElseThrow(Flow::notGood);
    if (flows.redeem(em, flow.grant(), clock.instant())) {
      return Optional.of(tokens.issue(em, client, grant, audience));
    }
    boolean spent = flows.of(em, flow.grant()).filter(Flow::redeemed).isPresent();
    if (!spent) {
      throw Flow.notGood();
    }
    revocation.revoke(em, grant, "code redeemed twice");
    return Optional.empty();
  }
}
