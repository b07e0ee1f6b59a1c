package org.aipassport.web;

import jakarta.enterprise.context.RequestScoped;
import jakarta.inject.Inject;
import jakarta.inject.Named;
import org.aipassport.identity.Passwords;
import org.aipassport.values.SecretText;
import org.jspecify.annotations.Nullable;

/** Changes the password of whoever is signed in; {@code passwordChange} in pages. */
@Named("passwordChange")
@RequestScoped
public class PasswordPage {
  private Passwords passwords;
  private Page page;
  private Entrance entrance;
  private Typed typed;
  private String old = "";

  @SuppressWarnings("NullAway.Init")
  protected PasswordPage() {} // for the CDI proxy

  @Inject
  PasswordPage(Passwords passwords, Page page, Entrance entrance, Typed typed) {
    this.passwords = passwords;
    this.page = page;
    this.entrance = entrance;
    this.typed = typed;
  }

  /** Changes it; this browser goes on with a new session, the others are signed out. */
  public @Nullable String change() {
    boolean done =
        page.attempt(
            () ->
                entrance.keep(
                    passwords.change(
                        page.session(),
                        new SecretText(old),
                        typed.password(),
                        entrance.address(),
                        entrance.device())));
    return done ? page.go(View.ACCOUNT, "done=password-changed") : null;
  }

  public String getOld() {
    return old;
  }

  public void setOld(String old) {
    this.old = old;
  }
}
