package org.aipassport.web;

import jakarta.enterprise.context.RequestScoped;
import jakarta.inject.Inject;
import jakarta.inject.Named;
import java.util.concurrent.atomic.AtomicReference;
import org.aipassport.config.Settings;
import org.aipassport.identity.OidcProvider;
import org.aipassport.identity.SignIn;
import org.aipassport.values.SecretText;
import org.aipassport.wire.BrowserCookie;
import org.jspecify.annotations.Nullable;

/** Sign-in with username and password, and, where it is asked for, a second factor. */
@Named("signIn")
@RequestScoped
public class SignInPage {
  private Settings settings;
  private SignIn signIn;
  private OidcProvider provider;
  private Page page;
  private Entrance entrance;
  private Typed typed;

  @SuppressWarnings("NullAway.Init")
  protected SignInPage() {} // for the CDI proxy

  @Inject
  SignInPage(
      Settings settings,
      SignIn signIn,
      OidcProvider provider,
      Page page,
      Entrance entrance,
      Typed typed) {
    this.settings = settings;
    this.signIn = signIn;
    this.provider = provider;
    this.page = page;
    this.entrance = entrance;
    this.typed = typed;
  }

  /** Checks the password. */
  public @Nullable String withPassword() {
    AtomicReference<SignIn.@Nullable Outcome> outcome = new AtomicReference<>();
    page.attempt(
        () ->
            outcome.set(
                signIn.withPassword(
                    new SignIn.Attempt(
                        typed.username(),
                        typed.password(),
                        entrance.address(),
                        entrance.agent(),
                        entrance.device()))));
    if (outcome.get() instanceof SignIn.SecondFactorNeeded needed) {
      BrowserCookie.TICKET.set(page.response(), settings, needed.ticket());
      return page.go(View.SECOND_FACTOR, entrance.returnQuery());
    }
    return outcome.get() instanceof SignIn.Done done ? entrance.enter(done) : null;
  }

  /** Checks the code of the second factor. */
  public @Nullable String withCode() {
    AtomicReference<SignIn.@Nullable Done> outcome = new AtomicReference<>();
    SecretText ticket =
        BrowserCookie.TICKET.read(page.request(), settings).orElse(new SecretText(""));
    page.attempt(
        () ->
            outcome.set(
                signIn.withSecondFactor(
                    ticket, typed.code(), entrance.address(), entrance.agent())));
    SignIn.Done done = outcome.get();
    return done == null ? null : entrance.enter(done);
  }

  /** What the button says that leads to the identity provider; null if there is none. */
  public @Nullable String getProvider() {
    return provider.buttonText().orElse(null);
  }

  /** Where that button leads, and back to where somebody wanted to go. */
  public String getProviderUrl() {
    return OidcStart.url(page, entrance.returnQuery());
  }

  /** Whether there are accounts with passwords here. */
  public boolean isLocal() {
    return settings.identity().localAccounts();
  }
}
