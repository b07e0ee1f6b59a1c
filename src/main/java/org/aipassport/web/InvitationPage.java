package org.aipassport.web;

import jakarta.enterprise.context.RequestScoped;
import jakarta.inject.Inject;
import jakarta.inject.Named;
import org.aipassport.identity.Invitations;
import org.aipassport.values.SecretText;
import org.jspecify.annotations.Nullable;

/** Somebody who was invited makes an account. */
@Named("invitation")
@RequestScoped
public class InvitationPage {
  private Invitations invitations;
  private Page page;
  private Entrance entrance;
  private String secret = "";
  private String username = "";
  private String password = "";

  @SuppressWarnings("NullAway.Init")
  protected InvitationPage() {} // for the CDI proxy

  @Inject
  InvitationPage(Invitations invitations, Page page, Entrance entrance) {
    this.invitations = invitations;
    this.page = page;
    this.entrance = entrance;
  }

  /** Makes the account; its person signs in with it like at any other time. */
  public @Nullable String accept() {
    boolean done =
        page.attempt(
            () ->
                invitations.accept(
                    new SecretText(secret.strip()),
                    username.strip(),
                    new SecretText(password),
                    entrance.address()));
    return done ? page.go(View.SIGN_IN, "done=account-made") : null;
  }

  public String getSecret() {
    return secret;
  }

  public void setSecret(String secret) {
    this.secret = secret;
  }

  public String getUsername() {
    return username;
  }

  public void setUsername(String username) {
    this.username = username;
  }

  public String getPassword() {
    return password;
  }

  public void setPassword(String password) {
    this.password = password;
  }
}
