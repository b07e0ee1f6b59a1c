package org.aipassport.web;

import jakarta.enterprise.context.RequestScoped;
import jakarta.inject.Inject;
import jakarta.inject.Named;
import java.util.List;
import org.aipassport.config.Settings;
import org.aipassport.identity.PersonalTokens;
import org.aipassport.identity.Role;
import org.aipassport.identity.SecondFactors;
import org.aipassport.identity.Sessions;
import org.aipassport.identity.SignInMethod;

/** Who is signed in, and how their account is protected; {@code account} in pages. */
@Named("account")
@RequestScoped
public class AccountPage {
  private Settings settings;
  private SecondFactors factors;
  private Sessions sessions;
  private PersonalTokens tokens;
  private Page page;

  @SuppressWarnings("NullAway.Init")
  protected AccountPage() {} // for the CDI proxy

  @Inject
  AccountPage(
      Settings settings,
      SecondFactors factors,
      Sessions sessions,
      PersonalTokens tokens,
      Page page) {
    this.settings = settings;
    this.factors = factors;
    this.sessions = sessions;
    this.tokens = tokens;
    this.page = page;
  }

  /** What the identity provider calls them; the username where there is none. */
  public String getShownName() {
    return page.caller().shownName();
  }

  /** The keys of their roles' names. */
  public List<String> getRoles() {
    return page.caller().roles().stream().sorted().map(Role::wireName).toList();
  }

  /** Whether a password of this broker's signed them in. */
  public boolean isLocal() {
    return page.session().method() == SignInMethod.PASSWORD;
  }

  /** Whether they can change a password here. */
  public boolean isPasswordChangeable() {
    return isLocal() && settings.identity().localAccounts();
  }

  public boolean isSecondFactor() {
    return factors.isActive(page.caller());
  }

  public int getRecoveryCodesLeft() {
    return factors.recoveryCodesLeft(page.caller());
  }

  public int getSessions() {
    return sessions.list(page.caller()).size();
  }

  public int getPersonalTokens() {
    return tokens.list(page.caller()).size();
  }
}
