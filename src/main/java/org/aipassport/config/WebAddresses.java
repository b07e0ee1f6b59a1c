package org.aipassport.config;

import java.net.URI;
import java.net.URISyntaxException;
import java.util.Locale;
import java.util.regex.Pattern;

/** The absolute http and https URLs of a configuration, brought to one spelling. */
final class WebAddresses {
  private static final Pattern PATH = Pattern.compile("(/[A-Za-z0-9_~-][A-Za-z0-9._~-]*)*");
  private static final int LAST_PORT = 65_535;

  private WebAddresses() {}

  /**
   * Scheme and host in lower case, no port that the scheme implies, no slash at the end.
   *
   * @throws IllegalArgumentException if it is no such URL; the message says why without the text,
   *     which may hold a password
   */
  static URI parse(String text) {
    URI uri = uri(text);
    String scheme = uri.getScheme() == null ? "" : uri.getScheme().toLowerCase(Locale.ROOT);
    require(scheme.equals("https") || scheme.equals("http"), "is no absolute http or https URL");
    require(uri.getRawUserInfo() == null, "has a user or password in it");
    require(uri.getRawQuery() == null, "has a query");
    require(uri.getRawFragment() == null, "has a fragment");
    String host = uri.getHost() == null ? "" : uri.getHost().toLowerCase(Locale.ROOT);
    require(Hosts.isHost(host), "has no valid host (write international names as xn--...)");
    require(uri.getPort() != 0 && uri.getPort() <= LAST_PORT, "has a port that cannot be");
    String path = uri.getRawPath().replaceAll("/+$", "");
    require(PATH.matcher(path).matches(), "has a path with empty, dotted or encoded parts");
    boolean implied = uri.getPort() < 0 || uri.getPort() == Hosts.defaultPort(scheme);
    return URI.create(scheme + "://" + host + (implied ? "" : ":" + uri.getPort()) + path);
  }

  /**
   * As {@link #parse}, for what is an identity provider's: not on a private address unless that is
   * allowed, and plain http on loopback only.
   *
   * @throws IllegalArgumentException as there
   */
  static URI ofIssuer(String text, boolean allowPrivate) {
    URI url = parse(text);
    require(
        allowPrivate || !Hosts.isPrivate(url.getHost()),
        "is on a private or loopback address, without " + Keys.OIDC_ALLOW_PRIVATE.name());
    require(OidcSettings.isSafe(url, allowPrivate), "is plain http and not on loopback");
    return url;
  }

  private static URI uri(String text) {
    try {
      return new URI(text);
    } catch (URISyntaxException e) {
      throw new IllegalArgumentException("is no URL"); // without the cause, which quotes the text
    }
  }

  private static void require(boolean holds, String otherwise) {
    if (!holds) {
      throw new IllegalArgumentException(otherwise);
    }
  }
}
