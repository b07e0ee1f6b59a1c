package org.aipassport.web;

import jakarta.enterprise.context.RequestScoped;
import jakarta.inject.Inject;
import jakarta.inject.Named;
import java.time.Instant;
import java.util.Set;
import org.aipassport.identity.Invitations;
import org.aipassport.identity.Role;
import org.jspecify.annotations.Nullable;

/** Makes an invitation; {@code invite} in pages. */
@Named("invite")
@RequestScoped
public class InvitePage {
  private Invitations invitations;
  private Page page;
  private String label = "";
  private RoleChoice roles = new RoleChoice(Set.of(Role.OWNER));
  private Invitations.@Nullable Issued issued;

  @SuppressWarnings("NullAway.Init")
  protected InvitePage() {} // for the CDI proxy

  @Inject
  InvitePage(Invitations invitations, Page page) {
    this.invitations = invitations;
    this.page = page;
  }

  /** Makes it; its code is in the answer to the form and nowhere else. */
  public @Nullable String issue() {
    if (!page.fresh("")) {
      return null;
    }
    page.attempt(() -> issued = invitations.invite(page.caller(), roles.roles(), label.strip()));
    return null;
  }

  /** Where the guest gives the code. */
  public String getLink() {
    return page.getPublicUrl() + ViewRequest.PREFIX + "/" + View.INVITATION.path();
  }

  /** The code that was just made; empty if none was. */
  public String getCode() {
    return issued == null ? "" : issued.secret().reveal();
  }

  /** Until when it is good. */
  public @Nullable Instant getExpiresAt() {
    return issued == null ? null : issued.view().expiresAt();
  }

  public RoleChoice getRoles() {
    return roles;
  }

  public String getLabel() {
    return label;
  }

  public void setLabel(String label) {
    this.label = label;
  }
}
