package org.aipassport.web;

import jakarta.enterprise.context.RequestScoped;
import jakarta.inject.Inject;
import jakarta.inject.Named;
import org.aipassport.identity.Invitations;
import org.jspecify.annotations.Nullable;

/** Somebody who was invited makes an account. */
@Named("invitation")
@RequestScoped
public class InvitationPage {
  private Invitations invitations;
  private Page page;
  private Entrance entrance;
  private Typed typed;

  @SuppressWarnings("NullAway.Init")
  protected InvitationPage() {} // for the CDI proxy

  @Inject
  InvitationPage(Invitations invitations, Page page, Entrance entrance, Typed typed) {
    this.invitations = invitations;
    this.page = page;
    this.entrance = entrance;
    this.typed = typed;
  }

  /** Makes the account; its person signs in with it like at any other time. */
  public @Nullable String accept() {
    boolean done =
        page.attempt(
            () ->
                invitations.accept(
                    typed.secret(), typed.username(), typed.password(), entrance.address()));
    return done ? page.go(View.SIGN_IN, "done=account-made") : null;
  }
}
