package org.aipassport.web;

import jakarta.enterprise.context.RequestScoped;
import jakarta.inject.Inject;
import jakarta.inject.Named;
import java.util.List;
import java.util.Optional;
import org.aipassport.grants.GrantLifecycle;
import org.aipassport.grants.GrantView;
import org.aipassport.grants.Grants;
import org.aipassport.grants.Stop;
import org.aipassport.metering.Budget;
import org.aipassport.metering.CallPage;
import org.aipassport.metering.Calls;
import org.aipassport.metering.OwnBudgets;
import org.aipassport.providers.Provider;
import org.aipassport.providers.Providers;
import org.aipassport.tokens.AccessTokenIssuer;
import org.aipassport.vault.ProviderKeyView;
import org.aipassport.vault.ProviderKeys;
import org.jspecify.annotations.Nullable;

/** One grant: what it is, what it was used for, its end, and a token to try it. */
@Named("grant")
@RequestScoped
public class GrantPage {
  private static final int CALLS = 50;

  private Grants grants;
  private GrantLifecycle lifecycle;
  private Stop stop;
  private Calls calls;
  private OwnBudgets budgets;
  private AccessTokenIssuer issuer;
  private ProviderKeys keys;
  private Providers providers;
  private Page page;
  private @Nullable GrantView shown;
  private @Nullable CallPage history;
  private AccessTokenIssuer.@Nullable Issued issued;

  @SuppressWarnings("NullAway.Init")
  protected GrantPage() {} // for the CDI proxy

  @Inject
  GrantPage(
      Grants grants,
      GrantLifecycle lifecycle,
      Stop stop,
      Calls calls,
      OwnBudgets budgets,
      AccessTokenIssuer issuer,
      ProviderKeys keys,
      Providers providers,
      Page page) {
    this.grants = grants;
    this.lifecycle = lifecycle;
    this.stop = stop;
    this.calls = calls;
    this.budgets = budgets;
    this.issuer = issuer;
    this.keys = keys;
    this.providers = providers;
    this.page = page;
  }

  /** The grant. */
  public GrantView getShown() {
    GrantView known = shown;
    if (known == null) {
      known = grants.get(page.caller(), page.grant());
      shown = known;
    }
    return known;
  }

  /** The key that it uses; null if it has none or the key is gone. */
  public @Nullable ProviderKeyView getKey() {
    return keys.list(page.caller()).stream()
        .filter(key -> getShown().key().filter(key.id()::equals).isPresent())
        .findFirst()
        .orElse(null);
  }

  /** The budgets on it alone. */
  public List<Budget> getBudgets() {
    return budgets.on(getShown());
  }

  /** Its calls, newest first, or those behind the link's cursor. */
  public CallPage getHistory() {
    CallPage known = history;
    if (known == null) {
      known = calls.of(page.caller(), page.grant(), page.parameter("cursor"), CALLS);
      history = known;
    }
    return known;
  }

  /** Where older calls are; null if there are none. */
  public @Nullable String getOlder() {
    return getHistory()
        .next()
        .map(cursor -> Page.query(getShown().id()) + "&cursor=" + cursor)
        .orElse(null);
  }

  /** The query of links to this page. */
  public String getQuery() {
    return Page.query(getShown().id());
  }

  /** Ends the grant. */
  public @Nullable String revoke() {
    return page.attempt(() -> lifecycle.revoke(page.caller(), page.grant()))
        ? page.go(View.GRANTS, "done=grant-revoked")
        : again();
  }

  /** Ends all grants of the app that has this one. */
  public @Nullable String stopApp() {
    return page.attempt(() -> stop.app(page.caller(), getShown().appHost().orElse("")))
        ? page.go(View.GRANTS, "done=app-stopped")
        : again();
  }

  /** Issues a token, which the answer shows and nothing else. */
  public @Nullable String issue() {
    if (page.fresh(getQuery())) {
      page.attempt(() -> issued = issuer.toOwner(page.grant(), page.caller(), Optional.empty()));
      return again();
    }
    return null;
  }

  private @Nullable String again() {
    shown = null;
    return null;
  }

  /** The token that was just issued; null if none was. */
  public AccessTokenIssuer.@Nullable Issued getIssued() {
    return issued;
  }

  /** How to use the token that was just issued. */
  public List<Snippet> getSnippets() {
    AccessTokenIssuer.Issued token = issued;
    return token == null
        ? List.of()
        : providers
            .find(getShown().scope().provider())
            .map(found -> snippets(found, token))
            .orElse(List.of());
  }

  private List<Snippet> snippets(Provider provider, AccessTokenIssuer.Issued token) {
    return new Snippets(page.getPublicUrl(), token.token()).of(provider, getShown().scope());
  }
}
