package org.aipassport.web;

import jakarta.enterprise.context.RequestScoped;
import jakarta.inject.Inject;
import jakarta.inject.Named;
import java.util.List;
import org.aipassport.config.Settings;
import org.aipassport.identity.Session;
import org.aipassport.identity.Sessions;
import org.aipassport.wire.BrowserCookie;
import org.jspecify.annotations.Nullable;

/** Where somebody is signed in; {@code sessions} in pages. */
@Named("sessions")
@RequestScoped
public class SessionsPage {
  private Settings settings;
  private Sessions sessions;
  private Page page;
  private Texts texts;
  private @Nullable List<Session> list;

  @SuppressWarnings("NullAway.Init")
  protected SessionsPage() {} // for the CDI proxy

  @Inject
  SessionsPage(Settings settings, Sessions sessions, Page page, Texts texts) {
    this.settings = settings;
    this.sessions = sessions;
    this.page = page;
    this.texts = texts;
  }

  /** All of them, the latest first. */
  public List<Session> getList() {
    List<Session> known = list;
    if (known == null) {
      known = sessions.list(page.caller());
      list = known;
    }
    return known;
  }

  /** Whether there is any but this one. */
  public boolean isElsewhere() {
    return getList().stream().anyMatch(session -> !isThis(session));
  }

  /** Whether it is the one that asks. */
  public boolean isThis(Session session) {
    return session.id().equals(page.session().id());
  }

  /** Its browser in words. */
  public String browser(Session session) {
    BrowserName name = BrowserName.of(session.agent());
    String browser = name.browser().orElseGet(() -> texts.of("sessions.browser.unknown"));
    return name.system()
        .map(system -> texts.of("sessions.browser.on", browser, system))
        .orElse(browser);
  }

  /** Signs one browser out. */
  public @Nullable String end() {
    String id = page.parameter(FormCheck.THING).orElse("");
    boolean own = id.equals(page.session().id());
    if (!page.attempt(() -> sessions.end(page.caller(), id))) {
      return null;
    }
    return own ? leave() : page.go(View.SESSIONS, "done=session-ended");
  }

  /** Signs all other browsers out. */
  public @Nullable String endOthers() {
    sessions.endOthers(page.session());
    return page.go(View.SESSIONS, "done=sessions-ended");
  }

  /** Signs all browsers out, this one too. */
  public @Nullable String endAll() {
    sessions.endAll(page.caller());
    return leave();
  }

  private @Nullable String leave() {
    BrowserCookie.SESSION.clear(page.response(), settings);
    return page.go(View.SIGNED_OUT, "");
  }
}
