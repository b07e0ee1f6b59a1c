package org.aipassport.web;

import jakarta.enterprise.context.RequestScoped;
import jakarta.inject.Inject;
import jakarta.inject.Named;
import java.util.List;
import org.aipassport.metering.UnknownMember;
import org.aipassport.metering.UnknownMembers;
import org.jspecify.annotations.Nullable;

/**
 * Members of requests that were refused because nobody knows what they cost; {@code unknown} in
 * pages.
 */
@Named("unknown")
@RequestScoped
public class UnknownMembersPage {
  private UnknownMembers members;
  private Page page;

  @SuppressWarnings("NullAway.Init")
  protected UnknownMembersPage() {} // for the CDI proxy

  @Inject
  UnknownMembersPage(UnknownMembers members, Page page) {
    this.members = members;
    this.page = page;
  }

  public List<UnknownMember> getAll() {
    return members.list(page.caller());
  }

  /** Lets the member pass from now on. */
  public @Nullable String pass() {
    return decide(true, "member-passes");
  }

  /** Refuses the member again. */
  public @Nullable String refuse() {
    return decide(false, "member-refused");
  }

  private @Nullable String decide(boolean inert, String done) {
    String id = page.parameter(FormCheck.THING).orElse("");
    return page.attempt(() -> members.setInert(page.caller(), id, inert))
        ? page.go(View.UNKNOWN_MEMBERS, "done=" + done)
        : null;
  }
}
