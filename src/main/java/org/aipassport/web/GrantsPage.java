package org.aipassport.web;

import jakarta.enterprise.context.RequestScoped;
import jakarta.inject.Inject;
import jakarta.inject.Named;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.aipassport.grants.GrantStatus;
import org.aipassport.grants.GrantView;
import org.aipassport.grants.Grants;
import org.aipassport.grants.Stop;
import org.jspecify.annotations.Nullable;

/** The grants of whoever is signed in, those in force or those that ended, newest first. */
@Named("grants")
@RequestScoped
public class GrantsPage {
  private static final int PER_PAGE = 50;
  private static final int MOST = 1_000;

  private Grants grants;
  private Stop stop;
  private GrantWords words;
  private Page page;
  private @Nullable List<GrantView> all;
  private String host = "";

  @SuppressWarnings("NullAway.Init")
  protected GrantsPage() {} // for the CDI proxy

  @Inject
  GrantsPage(Grants grants, Stop stop, GrantWords words, Page page) {
    this.grants = grants;
    this.stop = stop;
    this.words = words;
    this.page = page;
  }

  private List<GrantView> all() {
    List<GrantView> known = all;
    if (known == null) {
      known = grants.list(page.caller());
      all = known;
    }
    return known;
  }

  /** Whether those that ended are shown, instead of those in force. */
  public boolean isEnded() {
    return page.parameter("state").filter("ended"::equals).isPresent();
  }

  /** What is shown. */
  public List<GrantView> getShown() {
    List<GrantView> list = list();
    int from = (getNumber() - 1) * PER_PAGE;
    return List.copyOf(list.subList(from, Math.min(from + PER_PAGE, list.size())));
  }

  private List<GrantView> list() {
    return all().stream()
        .filter(grant -> grant.status() != GrantStatus.PENDING)
        .filter(grant -> words.active(grant) != isEnded())
        .toList();
  }

  /** Whether there is no grant at all, so that the page has to teach. */
  public boolean isNone() {
    return all().stream().allMatch(grant -> grant.status() == GrantStatus.PENDING);
  }

  /** Whether the oldest may be missing. */
  public boolean isCut() {
    return all().size() >= MOST;
  }

  /** The number of this part of the list, from 1. */
  public int getNumber() {
    int last = Math.max(1, (list().size() + PER_PAGE - 1) / PER_PAGE);
    int wanted =
        page.parameter("page")
            .filter(text -> text.matches("[0-9]{1,3}"))
            .map(Integer::parseInt)
            .orElse(1);
    return Math.max(1, Math.min(wanted, last));
  }

  public boolean isOlder() {
    return getNumber() * PER_PAGE < list().size();
  }

  /** The apps that have grants in force: their hosts, and how people read them. */
  public List<Map.Entry<String, String>> getHosts() {
    Map<String, String> hosts = new LinkedHashMap<>();
    for (GrantView grant : all()) {
      if (words.active(grant) && grant.appHost().isPresent()) {
        hosts.put(grant.appHost().get(), words.app(grant).host().shown());
      }
    }
    return new ArrayList<>(hosts.entrySet());
  }

  /** Whether anything is in force. */
  public boolean isAnyActive() {
    return all().stream().anyMatch(words::active);
  }

  /** Revokes all grants of one app. */
  public @Nullable String stopApp() {
    return page.attempt(() -> stop.app(page.caller(), host))
        ? page.go(View.GRANTS, "done=app-stopped")
        : null;
  }

  /** Revokes all grants. */
  public @Nullable String stopEverything() {
    return page.attempt(() -> stop.everything(page.caller()))
        ? page.go(View.GRANTS, "done=all-stopped")
        : null;
  }

  public String getHost() {
    return host;
  }

  public void setHost(@Nullable String host) {
    this.host = Fields.chosen(host);
  }
}
