package org.aipassport.config;

import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Upstreams that the general proxy is not for: one host, the names below one ({@code .example.com}
 * or {@code *.example.com}), or a range of numeric addresses; no name is looked up to see whether
 * it lies in a range.
 *
 * @param name in lower case; with a dot in front: every name that ends so
 * @param range empty for names
 * @param port 0 for every port
 */
public record ProxyBypass(String name, Optional<Cidr> range, int port) {
  private static final Pattern HOST_PORT =
      Pattern.compile("(\\[[^\\]]*]|[^:\\[]*)(?::([1-9]\\d{0,4}))?");
  private static final int LAST_PORT = 65_535;

  /**
   * From one entry of the operator's list.
   *
   * @throws IllegalArgumentException if it is none; the message says why without the text
   */
  static ProxyBypass parse(String entry) {
    if (entry.contains("/") || Addresses.parse(entry).isPresent()) {
      return new ProxyBypass("", Optional.of(Cidr.parse(entry)), 0);
    }
    Matcher parts = HOST_PORT.matcher(entry.toLowerCase(Locale.ROOT));
    require(parts.matches());
    int port = parts.group(2) == null ? 0 : Integer.parseInt(parts.group(2));
    require(port <= LAST_PORT);
    String host = parts.group(1);
    Optional<Cidr> range = Hosts.address(host).map(literal -> Cidr.parse(literal.getHostAddress()));
    if (range.isPresent()) {
      return new ProxyBypass("", range, port);
    }
    String name = host.startsWith("*.") ? host.substring(1) : host;
    String bare = name.startsWith(".") ? name.substring(1) : name;
    require(Hosts.isHost(bare) && Hosts.address(bare).isEmpty());
    return new ProxyBypass(name, Optional.empty(), port);
  }

  /** Whether it speaks of that host, in lower case, and port. */
  boolean covers(String host, int hostPort) {
    if (port != 0 && port != hostPort) {
      return false;
    }
    if (range.isPresent()) {
      return Hosts.address(host).filter(range.get()::contains).isPresent();
    }
    return name.startsWith(".") ? host.endsWith(name) : host.equals(name);
  }

  private static void require(boolean holds) {
    if (!holds) {
      throw new IllegalArgumentException("is no host, .suffix, host:port or range");
    }
  }
}
