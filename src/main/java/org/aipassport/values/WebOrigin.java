package org.aipassport.values;

import java.net.URI;
import java.net.URISyntaxException;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Where a web page comes from, in the one spelling in which browsers send it (RFC 6454 section
 * 6.2): scheme and host in lower case, no port that the scheme implies, nothing behind it. Two
 * pages have the same origin if, and only if, these texts are equal.
 */
public record WebOrigin(String value) {
  private static final int LONGEST = 300;
  private static final String LABEL = "[a-z0-9](?:[a-z0-9-]*[a-z0-9])?";
  private static final Pattern FORM =
      Pattern.compile(
          "(https?)://(?:%s(?:\\.%s)*\\.?|\\[[0-9a-f:.]+])(?::([1-9][0-9]{0,4}))?"
              .formatted(LABEL, LABEL));
  private static final int LAST_PORT = 65_535;

  public WebOrigin {
    if (!isOrigin(value)) {
      throw new IllegalArgumentException("not a web origin");
    }
  }

  /** The origin that an {@code Origin} header names; {@code null} and other spellings name none. */
  public static Optional<WebOrigin> ofHeader(String text) {
    return isOrigin(text) ? Optional.of(new WebOrigin(text)) : Optional.empty();
  }

  /**
   * The origin of the page at an http or https URL; none if it has a user in it. Numeric hosts are
   * taken as they are written: one that browsers would write otherwise equals no page's origin.
   */
  public static Optional<WebOrigin> ofUrl(String url) {
    try {
      URI uri = new URI(url);
      if (uri.getHost() == null || uri.getScheme() == null || uri.getRawUserInfo() != null) {
        return Optional.empty();
      }
      String scheme = uri.getScheme().toLowerCase(Locale.ROOT);
      boolean implied = uri.getPort() < 0 || uri.getPort() == impliedPort(scheme);
      String host = uri.getHost().toLowerCase(Locale.ROOT);
      return ofHeader(scheme + "://" + host + (implied ? "" : ":" + uri.getPort()));
    } catch (URISyntaxException e) {
      return Optional.empty();
    }
  }

  private static boolean isOrigin(String text) {
    Matcher parts = FORM.matcher(text);
    if (text.length() > LONGEST || !parts.matches()) {
      return false;
    }
    if (parts.group(2) == null) {
      return true;
    }
    int port = Integer.parseInt(parts.group(2));
    return port <= LAST_PORT && port != impliedPort(parts.group(1));
  }

  private static int impliedPort(String scheme) {
    return scheme.equals("https") ? 443 : 80;
  }

  @Override
  public String toString() {
    return value;
  }
}
