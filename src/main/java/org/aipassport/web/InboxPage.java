package org.aipassport.web;

import jakarta.enterprise.context.RequestScoped;
import jakarta.inject.Inject;
import jakarta.inject.Named;
import java.util.List;
import org.aipassport.grants.GrantView;
import org.aipassport.grants.Inbox;
import org.jspecify.annotations.Nullable;

/** The requests that wait for whoever is signed in. */
@Named("inbox")
@RequestScoped
public class InboxPage {
  private Inbox inbox;
  private Page page;
  private @Nullable List<GrantView> requests;

  @SuppressWarnings("NullAway.Init")
  protected InboxPage() {} // for the CDI proxy

  @Inject
  InboxPage(Inbox inbox, Page page) {
    this.inbox = inbox;
    this.page = page;
  }

  /** The newest, newest first. */
  public List<GrantView> getRequests() {
    List<GrantView> known = requests;
    if (known == null) {
      known = inbox.list(page.caller());
      requests = known;
    }
    return known;
  }

  /** How many there are besides those that are shown. */
  public long getHidden() {
    return inbox.count(page.caller()) - getRequests().size();
  }

  /** What an app sends to ask this person for a grant. */
  public String getSample() {
    return Template.of("ask")
        .with("broker", page.getPublicUrl())
        .with("owner", page.getUsername())
        .text();
  }
}
