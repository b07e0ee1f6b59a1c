package org.aipassport.web;

import jakarta.enterprise.context.RequestScoped;
import jakarta.inject.Inject;
import jakarta.inject.Named;
import jakarta.servlet.http.HttpServletRequest;
import java.net.InetAddress;
import java.net.URI;
import java.time.Duration;
import java.util.Optional;
import org.aipassport.config.Settings;
import org.aipassport.identity.OidcLogout;
import org.aipassport.identity.Passwords;
import org.aipassport.identity.Sessions;
import org.aipassport.identity.SignIn;
import org.aipassport.values.SecretText;
import org.aipassport.wire.BrowserCookie;
import org.aipassport.wire.ClientAddress;
import org.jspecify.annotations.Nullable;

/** How browsers come in and go out: cookies, and where to go on; {@code entrance} in pages. */
@Named("entrance")
@RequestScoped
public class Entrance {
  private static final Duration DEVICE_LIFETIME = Duration.ofDays(90);
  private static final int LONGEST_AGENT = 200;

  private Settings settings;
  private Sessions sessions;
  private OidcLogout logout;
  private Page page;

  @SuppressWarnings("NullAway.Init")
  protected Entrance() {} // for the CDI proxy

  @Inject
  Entrance(Settings settings, Sessions sessions, OidcLogout logout, Page page) {
    this.settings = settings;
    this.sessions = sessions;
    this.logout = logout;
    this.page = page;
  }

  /** Ends the session of this browser, at the identity provider too if it began there. */
  public @Nullable String signOut() {
    Optional<SecretText> cookie = BrowserCookie.SESSION.read(page.request(), settings);
    Optional<URI> elsewhere = cookie.flatMap(sessions::find).flatMap(logout::provider);
    cookie.ifPresent(sessions::end);
    BrowserCookie.SESSION.clear(page.response(), settings);
    return elsewhere.isPresent()
        ? page.leave(elsewhere.get(), "sign-out")
        : page.go(View.SIGNED_OUT, "");
  }

  /** Where somebody wanted to go before signing in; empty if nowhere of ours. */
  public String getReturnPath() {
    return page.parameter(ReturnPath.PARAMETER).filter(ReturnPath::isOurs).orElse("");
  }

  /** Takes somebody in who has just signed in. */
  @Nullable String enter(SignIn.Done done) {
    know(done.device());
    return enter(done.begun());
  }

  /** What the browser has from an earlier sign-in, by which it may be known. */
  Optional<SecretText> device() {
    return BrowserCookie.DEVICE.read(page.request(), settings);
  }

  private void know(SecretText device) {
    BrowserCookie.DEVICE.set(page.response(), settings, device, DEVICE_LIFETIME);
  }

  /** Gives the browser its session's cookie and goes on where its person wanted to go. */
  @Nullable String enter(Sessions.Begun begun) {
    keep(begun);
    BrowserCookie.VISITOR.clear(page.response(), settings);
    BrowserCookie.TICKET.clear(page.response(), settings);
    return goOn();
  }

  /** Goes on where somebody wanted to go. */
  @Nullable String goOn() {
    String wanted = getReturnPath();
    return wanted.isEmpty() ? page.goHome() : page.goTo(page.request().getContextPath() + wanted);
  }

  /** Gives the browser the cookie of a new session; the one it had ends, or it would live on. */
  void keep(Sessions.Begun begun) {
    BrowserCookie.SESSION.read(page.request(), settings).ifPresent(sessions::end);
    BrowserCookie.SESSION.set(page.response(), settings, begun.cookie());
  }

  /** As {@link #keep(Sessions.Begun)}, and the browser stays known, if it was. */
  void keep(Passwords.Changed changed) {
    keep(changed.begun());
    changed.device().ifPresent(this::know);
  }

  String returnQuery() {
    String wanted = getReturnPath();
    return wanted.isEmpty() ? "" : ReturnPath.query(wanted);
  }

  /** How people find a file of the broker's: where its data lies is told on this machine only. */
  String file(String name) {
    return file(page.request(), settings, name);
  }

  static String file(HttpServletRequest request, Settings settings, String name) {
    return ClientAddress.isLocal(request, settings)
        ? settings.dataDir().resolve(name).toString()
        : "{aipassport.data-dir}/" + name;
  }

  InetAddress address() {
    return ClientAddress.of(page.request(), settings);
  }

  /** What the browser calls itself, for the list of sessions; visible ASCII, cut. */
  String agent() {
    String agent =
        Optional.ofNullable(page.request().getHeader("User-Agent"))
            .orElse("")
            .replaceAll("[^\\x20-\\x7e]", "?");
    return agent.length() > LONGEST_AGENT ? agent.substring(0, LONGEST_AGENT) : agent;
  }
}
