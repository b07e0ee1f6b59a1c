package org.aipassport.config;

import java.net.InetAddress;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Host names as URLs and Host headers write them: DNS name, IPv4 address, [IPv6 address]. */
final class Hosts {
  private static final Pattern NAME =
      Pattern.compile(
          "(?=.{1,253}$)[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?"
              + "(\\.[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?)*");
  private static final Pattern NUMERIC_END = Pattern.compile("(.*\\.)?(\\d+|0x[0-9a-f]*)");
  private static final Pattern HOST_PORT =
      Pattern.compile("(\\[[^\\]]*]|[^:]*)(?::([1-9]\\d{0,4}))?");
  private static final int LAST_PORT = 65_535;

  private Hosts() {}

  /** Whether {@code host}, in lower case, is a name or address; numbers must be an address. */
  static boolean isHost(String host) {
    if (host.startsWith("[") || NUMERIC_END.matcher(host).matches()) {
      return address(host).isPresent();
    }
    return NAME.matcher(host).matches();
  }

  /** Whether {@code host} is localhost or an address of the loopback networks. */
  static boolean isLoopback(String host) {
    return host.equals("localhost")
        || address(host).map(InetAddress::isLoopbackAddress).orElse(false);
  }

  /** Whether {@code host} says by itself that it lies on this machine or in a private network. */
  static boolean isPrivate(String host) {
    return isLoopback(host) || address(host).map(Hosts::isPrivate).orElse(false);
  }

  /** The default port of http or https. */
  static int defaultPort(String scheme) {
    return scheme.equals("https") ? 443 : 80;
  }

  /** Every way a Host header may write this host; with its scheme's own port also without it. */
  static Set<String> spellings(String host, int port, String scheme) {
    Set<String> spellings = new TreeSet<>();
    int actual = port < 0 ? defaultPort(scheme) : port;
    spellings.add(host + ":" + actual);
    if (actual == defaultPort(scheme)) {
      spellings.add(host);
    }
    return spellings;
  }

  /**
   * The spellings of an operator's {@code host[:port]}; no port means the scheme's own.
   *
   * @throws IllegalArgumentException if it is none
   */
  static Set<String> spellings(String hostAndPort, String scheme) {
    Matcher parts = HOST_PORT.matcher(hostAndPort.toLowerCase(Locale.ROOT));
    if (!parts.matches() || !isHost(parts.group(1))) {
      throw new IllegalArgumentException("has an entry that is no host or host:port");
    }
    String port = parts.group(2);
    int number = port == null ? -1 : Integer.parseInt(port);
    if (number > LAST_PORT) {
      throw new IllegalArgumentException("has an entry with a port above " + LAST_PORT);
    }
    return spellings(parts.group(1), number, scheme);
  }

  /** The address that {@code host} spells out, IPv6 in brackets; a name has none here. */
  static Optional<InetAddress> address(String host) {
    boolean bracketed = host.startsWith("[") && host.endsWith("]");
    String text = bracketed ? host.substring(1, host.length() - 1) : host;
    return bracketed == text.contains(":") ? Addresses.parse(text) : Optional.empty();
  }

  private static boolean isPrivate(InetAddress address) {
    byte[] bytes = Addresses.bytes(address);
    boolean uniqueLocal = bytes.length == 16 && (bytes[0] & 0xfe) == 0xfc;
    return uniqueLocal
        || address.isAnyLocalAddress()
        || address.isSiteLocalAddress()
        || address.isLinkLocalAddress();
  }
}
