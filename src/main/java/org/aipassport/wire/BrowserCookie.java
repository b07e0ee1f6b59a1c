package org.aipassport.wire;

import jakarta.servlet.http.Cookie;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.aipassport.config.Settings;
import org.aipassport.values.SecretText;

/**
 * The broker's cookies. Each holds one opaque secret, is for the whole origin and nobody else's
 * ({@code __Host-}, RFC 6265bis section 4.1.3.2), cannot be read by scripts and does not come with
 * requests that other sites make, but for links ({@code SameSite=Lax}). On plain http, which is
 * loopback only, some browsers keep no Secure cookie: there the name has the port instead, because
 * ports share cookies.
 */
public enum BrowserCookie {
  /** A signed-in person's session. */
  SESSION("aipassport"),
  /** Somebody who has not signed in; what their forms are bound to. */
  VISITOR("aipassport-visitor"),
  /** A browser in which its person has signed in before. */
  DEVICE("aipassport-device"),
  /** Somebody whose password was right and whose second factor is asked for. */
  TICKET("aipassport-ticket"),
  /** Somebody who is with the identity provider right now. */
  OIDC("aipassport-oidc");

  private static final int LONGEST = 200;

  private final String label;

  BrowserCookie(String label) {
    this.label = label;
  }

  /** The name under which browsers keep it. */
  public String name(Settings settings) {
    return isSecure(settings) ? "__Host-" + label : label + "-" + port(settings);
  }

  /** What the request carries; nothing if it carries two that differ: one was planted. */
  public Optional<SecretText> read(HttpServletRequest request, Settings settings) {
    Cookie[] cookies = request.getCookies();
    if (cookies == null) {
      return Optional.empty();
    }
    String name = name(settings);
    Set<String> values =
        Stream.of(cookies)
            .filter(cookie -> cookie.getName().equals(name))
            .map(Cookie::getValue)
            .filter(value -> !value.isEmpty() && value.length() <= LONGEST)
            .collect(Collectors.toSet());
    return values.size() == 1
        ? Optional.of(new SecretText(values.iterator().next()))
        : Optional.empty();
  }

  /** Lets the browser keep it until it is closed. */
  public void set(HttpServletResponse response, Settings settings, SecretText value) {
    add(response, settings, value.reveal(), "");
  }

  /** Lets the browser keep it that long. */
  public void set(
      HttpServletResponse response, Settings settings, SecretText value, Duration lifetime) {
    add(response, settings, value.reveal(), "; Max-Age=" + lifetime.toSeconds());
  }

  /** Takes it from the browser. */
  public void clear(HttpServletResponse response, Settings settings) {
    add(response, settings, "", "; Max-Age=0");
  }

  private void add(
      HttpServletResponse response, Settings settings, String value, String attributes) {
    response.addHeader(
        "Set-Cookie",
        name(settings)
            + "="
            + value
            + "; Path=/; HttpOnly; SameSite=Lax"
            + (isSecure(settings) ? "; Secure" : "")
            + attributes);
  }

  private static boolean isSecure(Settings settings) {
    return settings.publicUrl().getScheme().equals("https");
  }

  private static int port(Settings settings) {
    int port = settings.publicUrl().getPort();
    return port < 0 ? 80 : port;
  }
}
