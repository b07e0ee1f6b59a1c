package org.aipassport.web;

import jakarta.enterprise.context.RequestScoped;
import jakarta.inject.Inject;
import jakarta.inject.Named;
import org.aipassport.identity.Setup;
import org.jspecify.annotations.Nullable;

/** The first start: whoever can read the setup secret makes the first account. */
@Named("setup")
@RequestScoped
public class SetupPage {
  private Setup setup;
  private Page page;
  private Entrance entrance;
  private Typed typed;

  @SuppressWarnings("NullAway.Init")
  protected SetupPage() {} // for the CDI proxy

  @Inject
  SetupPage(Setup setup, Page page, Entrance entrance, Typed typed) {
    this.setup = setup;
    this.page = page;
    this.entrance = entrance;
    this.typed = typed;
  }

  /** Claims the broker and signs its first owner in. */
  public @Nullable String claim() {
    boolean done =
        page.attempt(
            () ->
                entrance.keep(
                    setup.claimInBrowser(
                        entrance.address(),
                        typed.secret(),
                        typed.username(),
                        typed.password(),
                        entrance.agent())));
    return done ? page.goHome() : null;
  }

  /** Where the secret lies. */
  public String getSecretFile() {
    return entrance.file("setup-secret");
  }
}
