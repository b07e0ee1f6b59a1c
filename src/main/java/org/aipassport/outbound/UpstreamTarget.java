package org.aipassport.outbound;

import java.net.URI;
import java.util.Locale;
import java.util.regex.Pattern;
import org.aipassport.config.Deadlines;
import org.aipassport.config.Egress;

/**
 * Where calls go and what they may cost in time.
 *
 * @param origin {@code scheme://host[:port]}, http or https, nothing behind it; a numeric host is
 *     an IPv6 literal in brackets or four plain decimal numbers, never an octal, hexadecimal or
 *     shortened form, which readers read differently
 * @param allowPrivate whether its addresses may be private or loopback ones
 * @param egress how calls get there; with a proxy only https, or it would read the key
 */
public record UpstreamTarget(URI origin, boolean allowPrivate, Deadlines deadlines, Egress egress) {
  private static final Pattern NUMERIC = Pattern.compile("(.*\\.)?(0[xX][0-9a-fA-F]*|[0-9]+)\\.?");
  private static final Pattern QUAD =
      Pattern.compile("((0|[1-9][0-9]{0,2})\\.){3}(0|[1-9][0-9]{0,2})");

  public UpstreamTarget {
    if (!isOrigin(origin)) {
      throw new IllegalArgumentException("not an origin of the form scheme://host[:port]");
    }
    if (egress.proxy().isPresent() && !isTls(origin)) {
      throw new IllegalArgumentException("plain http through a proxy");
    }
  }

  /** The authority as the Host field has it: without the scheme's default port. */
  String hostField() {
    int port = origin.getPort();
    boolean standard = port < 0 || port == (isTls(origin) ? 443 : 80);
    return standard ? origin.getHost() : origin.getHost() + ":" + port;
  }

  Route route() {
    return new Route(allowPrivate, egress);
  }

  private static boolean isTls(URI origin) {
    return origin.getScheme().equalsIgnoreCase("https");
  }

  private static boolean isOrigin(URI origin) {
    String scheme = origin.getScheme();
    String host = origin.getHost();
    if (scheme == null || host == null || !scheme.toLowerCase(Locale.ROOT).matches("https?")) {
      return false;
    }
    String bare = scheme + "://" + host;
    String text = origin.toString();
    int port = origin.getPort();
    boolean nothingElse = text.equals(port < 0 ? bare : bare + ":" + port);
    return nothingElse && port != 0 && port <= 65_535 && isPlainHost(host);
  }

  private static boolean isPlainHost(String host) {
    boolean scoped = host.indexOf('%') >= 0;
    boolean ambiguous = NUMERIC.matcher(host).matches() && !QUAD.matcher(host).matches();
    return !scoped && !ambiguous;
  }
}
