package org.aipassport.tokens;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.util.Optional;
import org.aipassport.grants.GrantView;
import org.aipassport.grants.ToolAsk;
import org.aipassport.grants.ToolGrants;
import org.aipassport.identity.Caller;
import org.aipassport.persistence.Transactions;
import org.aipassport.problems.RefusalException;

/** Keys for tools that take a base URL and a key: a grant of one's own and its token at once. */
@ApplicationScoped
public class ToolKeys {
  /** The grant and its token; the token is seen only here. */
  public record Created(GrantView grant, AccessTokenIssuer.Issued key) {}

  private Transactions transactions;
  private ToolGrants grants;
  private AccessTokenIssuer issuer;

  @SuppressWarnings("NullAway.Init")
  protected ToolKeys() {} // for the CDI proxy

  @Inject
  ToolKeys(Transactions transactions, ToolGrants grants, AccessTokenIssuer issuer) {
    this.transactions = transactions;
    this.grants = grants;
    this.issuer = issuer;
  }

  /**
   * Makes a grant for a tool of the caller's and a token that lives as long as the grant.
   *
   * @throws RefusalException as {@link ToolGrants#create}; then nothing was stored
   */
  public Created create(Caller owner, ToolAsk ask) {
    return transactions.call(
        em -> {
          GrantView grant = grants.create(owner, ask);
          return new Created(grant, issuer.toOwner(grant.id(), owner, Optional.empty()));
        });
  }
}
