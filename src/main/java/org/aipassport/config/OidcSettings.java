package org.aipassport.config;

import java.net.URI;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.aipassport.values.SecretText;

/**
 * The OpenID provider at which people sign in.
 *
 * @param issuer exactly as the provider names itself, a slash at the end included
 * @param clientSecret none: the broker is a public client, and PKCE alone protects its codes
 * @param scopes with {@code openid}
 * @param allowPrivate whether it may lie on a private address, and speak plain http on loopback
 * @param buttonText what the button on the sign-in page says
 */
public record OidcSettings(
    String issuer,
    String clientId,
    Optional<SecretText> clientSecret,
    List<String> scopes,
    String usernameClaim,
    String nameClaim,
    boolean allowPrivate,
    String buttonText) {
  public OidcSettings {
    scopes = List.copyOf(scopes);
  }

  /** Whether an address that the provider names may be used: https, or http on this machine. */
  public boolean trusts(URI url) {
    return isSafe(url, allowPrivate);
  }

  static boolean isSafe(URI url, boolean allowPrivate) {
    if (url.getHost() == null || url.getRawUserInfo() != null || url.getScheme() == null) {
      return false;
    }
    boolean local = allowPrivate && Hosts.isLoopback(url.getHost().toLowerCase(Locale.ROOT));
    return url.getScheme().equalsIgnoreCase("https")
        || (url.getScheme().equalsIgnoreCase("http") && local);
  }
}
