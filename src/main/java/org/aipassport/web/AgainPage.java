package org.aipassport.web;

import jakarta.enterprise.context.RequestScoped;
import jakarta.inject.Inject;
import jakarta.inject.Named;
import java.util.Optional;
import org.aipassport.identity.OidcProvider;
import org.aipassport.identity.SecondFactors;
import org.aipassport.identity.SignIn;
import org.aipassport.identity.SignInMethod;
import org.jspecify.annotations.Nullable;

/** Confirms that it is still the same person, before what needs a recent sign-in. */
@Named("again")
@RequestScoped
public class AgainPage {
  private static final String FRESH = "fresh=1";

  private SignIn signIn;
  private SecondFactors factors;
  private OidcProvider provider;
  private Page page;
  private Entrance entrance;
  private Typed typed;

  @SuppressWarnings("NullAway.Init")
  protected AgainPage() {} // for the CDI proxy

  @Inject
  AgainPage(
      SignIn signIn,
      SecondFactors factors,
      OidcProvider provider,
      Page page,
      Entrance entrance,
      Typed typed) {
    this.signIn = signIn;
    this.factors = factors;
    this.provider = provider;
    this.page = page;
    this.entrance = entrance;
    this.typed = typed;
  }

  /** Checks password and code, and goes back to what was wanted. */
  public @Nullable String signIn() {
    Optional<String> given = Optional.of(typed.code()).filter(code -> !code.isEmpty());
    boolean done =
        page.attempt(
            () ->
                entrance.keep(
                    signIn.again(page.session(), typed.password(), given, entrance.address())));
    return done ? entrance.goOn() : null;
  }

  /** Whether an identity provider signed them in, which alone can say that it is still them. */
  public boolean isElsewhere() {
    return page.session().method() == SignInMethod.OIDC;
  }

  /** What the button says that leads there; null if none is configured any more. */
  public @Nullable String getProvider() {
    return provider.buttonText().orElse(null);
  }

  /** Where that button leads: the provider asks for credentials even if it knows the browser. */
  public String getProviderUrl() {
    String query = entrance.returnQuery();
    return OidcStart.url(page, FRESH + (query.isEmpty() ? "" : "&" + query));
  }

  /** Whether this person has a second factor. */
  public boolean isCodeNeeded() {
    return factors.isActive(page.caller());
  }
}
