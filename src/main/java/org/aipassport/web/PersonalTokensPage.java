package org.aipassport.web;

import jakarta.enterprise.context.RequestScoped;
import jakarta.inject.Inject;
import jakarta.inject.Named;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.aipassport.identity.PersonalTokenView;
import org.aipassport.identity.PersonalTokens;
import org.aipassport.identity.Presented;
import org.jspecify.annotations.Nullable;

/** The tokens with which somebody's scripts act for them; {@code personalTokens} in pages. */
@Named("personalTokens")
@RequestScoped
public class PersonalTokensPage {
  private static final List<Integer> LIFETIMES = List.of(7, 30, 90, 365);
  private static final int USUAL_LIFETIME = 30;

  private PersonalTokens tokens;
  private Page page;
  private String label = "";
  private int days = USUAL_LIFETIME;
  private PersonalTokens.@Nullable Issued issued;

  @SuppressWarnings("NullAway.Init")
  protected PersonalTokensPage() {} // for the CDI proxy

  @Inject
  PersonalTokensPage(PersonalTokens tokens, Page page) {
    this.tokens = tokens;
    this.page = page;
  }

  public List<PersonalTokenView> getList() {
    return tokens.list(page.caller());
  }

  /** Makes one; it is in the answer to the form and nowhere else. */
  public @Nullable String issue() {
    if (!page.fresh("")) {
      return null;
    }
    page.attempt(
        () ->
            issued =
                tokens.issue(
                    Presented.of(page.session()),
                    label.strip(),
                    Optional.of(Duration.ofDays(days))));
    return null;
  }

  /** Ends one at once. */
  public @Nullable String revoke() {
    String id = page.parameter(FormCheck.THING).orElse("");
    boolean done = page.attempt(() -> tokens.revoke(page.caller(), id));
    return done ? page.go(View.PERSONAL_TOKENS, "done=token-revoked") : null;
  }

  /** The token that was just made; empty if none was. */
  public String getToken() {
    return issued == null ? "" : issued.token().reveal();
  }

  /** How to use it, in a shell that has it in a variable. */
  public String getExample() {
    return "curl -sS "
        + page.getPublicUrl()
        + "/api/personal-tokens \\\n  -H \"Authorization: Bearer $AIPASSPORT_TOKEN\"";
  }

  /** How many days one may live. */
  public List<Integer> getLifetimes() {
    return LIFETIMES;
  }

  public String getLabel() {
    return label;
  }

  public void setLabel(String label) {
    this.label = label;
  }

  public int getDays() {
    return days;
  }

  public void setDays(int days) {
    this.days = days;
  }
}
