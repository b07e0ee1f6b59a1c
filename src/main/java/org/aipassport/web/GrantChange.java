package org.aipassport.web;

import jakarta.enterprise.context.RequestScoped;
import jakarta.inject.Inject;
import jakarta.inject.Named;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.aipassport.config.Settings;
import org.aipassport.grants.AmendmentAsk;
import org.aipassport.grants.GrantAmendments;
import org.aipassport.grants.GrantScope;
import org.aipassport.grants.GrantView;
import org.aipassport.grants.Grants;
import org.aipassport.problems.Refusal;
import org.aipassport.problems.RefusalException;
import org.jspecify.annotations.Nullable;

/** How an owner raises, lowers or extends a grant in force; {@code change} in pages. */
@Named("change")
@RequestScoped
public class GrantChange {
  /** The choice that leaves the end as it is; Faces makes null of an empty one. */
  private static final String KEEP = "0";

  private Settings settings;
  private Grants grants;
  private GrantAmendments amendments;
  private Texts texts;
  private Page page;
  private @Nullable String maxBudget;
  private @Nullable String maxRequests;
  private String expiresInSeconds = KEEP;

  @SuppressWarnings("NullAway.Init")
  protected GrantChange() {} // for the CDI proxy

  @Inject
  GrantChange(
      Settings settings, Grants grants, GrantAmendments amendments, Texts texts, Page page) {
    this.settings = settings;
    this.grants = grants;
    this.amendments = amendments;
    this.texts = texts;
    this.page = page;
  }

  private GrantView grant() {
    return grants.get(page.caller(), page.grant());
  }

  /** Puts the change in force. */
  public @Nullable String save() {
    GrantView grant = grant();
    try {
      GrantView unused =
          amendments.amend(
              page.caller(),
              grant.id(),
              new AmendmentAsk(Optional.of(scope(grant.scope())), lifetime(), ""),
              Optional.of(page.session().authenticatedAt()));
    } catch (RefusalException refusal) {
      if (refusal.reason() == Refusal.SIGN_IN_AGAIN) {
        return page.goSignInAgain(Page.query(grant.id()));
      }
      page.tell(refusal);
      return null;
    }
    return page.go(View.GRANT, Page.query(grant.id()) + "&done=grant-changed");
  }

  private GrantScope scope(GrantScope before) {
    return new GrantScope(
        before.provider(),
        before.models(),
        before.capabilities(),
        Fields.number("maxRequests", getMaxRequests()),
        Fields.dollars("maxBudget", getMaxBudget()),
        before.store());
  }

  private Optional<Duration> lifetime() {
    return expiresInSeconds.equals(KEEP)
        ? Optional.empty()
        : Optional.of(Fields.seconds("expiresInSeconds", expiresInSeconds));
  }

  /** How long it may live from now on. */
  public List<Duration> getLifetimes() {
    return Lifetimes.upTo(settings.grants().maxLifetime());
  }

  public String getMaxBudget() {
    String typed = maxBudget;
    return typed == null
        ? grant().scope().maxBudget().map(most -> Fields.typed(most, texts.locale())).orElse("")
        : typed;
  }

  public void setMaxBudget(String maxBudget) {
    this.maxBudget = maxBudget;
  }

  public String getMaxRequests() {
    String typed = maxRequests;
    if (typed != null) {
      return typed;
    }
    GrantScope scope = grant().scope();
    return scope.maxRequests().isPresent() ? Long.toString(scope.maxRequests().getAsLong()) : "";
  }

  public void setMaxRequests(String maxRequests) {
    this.maxRequests = maxRequests;
  }

  public String getExpiresInSeconds() {
    return expiresInSeconds;
  }

  public void setExpiresInSeconds(@Nullable String expiresInSeconds) {
    this.expiresInSeconds = Fields.chosen(expiresInSeconds);
  }
}
