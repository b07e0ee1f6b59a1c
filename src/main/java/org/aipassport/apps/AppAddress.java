package org.aipassport.apps;

import com.ibm.icu.text.IDNA;
import java.net.InetAddress;
import java.net.URI;
import java.net.URISyntaxException;
import java.net.UnknownHostException;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import org.aipassport.problems.RefusalException;

/**
 * The URL of an app: https, or http of this machine; without user and fragment; a host in ASCII of
 * which there is one reading only (UTS 46 for what begins with {@code xn--}).
 */
public final class AppAddress {
  private static final int LONGEST_HOST = 253;
  private static final Pattern NUMERIC_END = Pattern.compile("(?:.*\\.)?(?:[0-9]+|0[xX].*)");
  private static final Pattern IPV4 =
      Pattern.compile("(?:(?:0|[1-9][0-9]?|1[0-9]{2}|2[0-4][0-9]|25[0-5])(?:\\.(?!$)|$)){4}");
  private static final Pattern IPV6 = Pattern.compile("\\[[0-9a-fA-F:.]+]");
  private static final Pattern LOOPBACK = Pattern.compile("127(\\.\\d{1,3}){3}");

  private static final IDNA UTS46 =
      IDNA.getUTS46Instance(
          IDNA.USE_STD3_RULES
              | IDNA.CHECK_BIDI
              | IDNA.CHECK_CONTEXTJ
              | IDNA.NONTRANSITIONAL_TO_ASCII
              | IDNA.NONTRANSITIONAL_TO_UNICODE);

  /** Hosts such as r3---sn.example are in use; the rule is of registries only. */
  private static final Set<IDNA.Error> HARMLESS = EnumSet.of(IDNA.Error.HYPHEN_3_4);

  private AppAddress() {}

  /**
   * That address, if it is one.
   *
   * @throws RefusalException INVALID_FIELD of {@code field}
   */
  public static String read(String field, String text) {
    Optional<URI> uri = parse(text);
    if (uri.isEmpty() || !isSecure(uri.get())) {
      throw RefusalException.ofField(
          field, "must be an https address (http only for localhost), without user or fragment");
    }
    if (!isHost(hostOf(uri.get()))) {
      throw RefusalException.ofField(
          field, "has no host of one reading: write names in ASCII (xn--), numbers as 192.0.2.1");
    }
    return text;
  }

  /** The host of a URL, in lower case; empty if it has none. */
  public static String hostOf(String url) {
    return parse(url).map(AppAddress::hostOf).orElse("");
  }

  static String hostOf(URI uri) {
    return LookKeys.lower(String.valueOf(uri.getHost()));
  }

  static Optional<URI> parse(String text) {
    try {
      URI uri = new URI(text);
      boolean wellFormed =
          uri.isAbsolute()
              && uri.getHost() != null
              && uri.getRawUserInfo() == null
              && uri.getRawFragment() == null
              && text.chars().allMatch(c -> c > ' ' && c < 127)
              && hasPlainAuthority(uri);
      return wellFormed ? Optional.of(uri) : Optional.empty();
    } catch (URISyntaxException e) {
      return Optional.empty();
    }
  }

  /** Host and perhaps a port, nothing that URI leaves out of both. */
  private static boolean hasPlainAuthority(URI uri) {
    String port = uri.getPort() < 0 ? "" : ":" + uri.getPort();
    return uri.getRawAuthority().equals(uri.getHost() + port)
        && uri.getPort() != 0
        && uri.getPort() <= 65_535;
  }

  private static boolean isSecure(URI uri) {
    return "https".equalsIgnoreCase(uri.getScheme())
        || ("http".equalsIgnoreCase(uri.getScheme()) && isLoopback(uri.getHost()));
  }

  private static boolean isLoopback(String host) {
    boolean literal = LOOPBACK.matcher(host).matches() || IPV6.matcher(host).matches();
    return host.equalsIgnoreCase("localhost")
        || (literal && address(host).map(InetAddress::isLoopbackAddress).orElse(false));
  }

  private static boolean isHost(String host) {
    if (host.startsWith("[")) {
      return IPV6.matcher(host).matches() && address(host).isPresent();
    }
    if (host.endsWith(".") || host.length() > LONGEST_HOST) {
      return false;
    }
    if (NUMERIC_END.matcher(host).matches()) {
      return IPV4.matcher(host).matches();
    }
    IDNA.Info info = new IDNA.Info();
    String ascii = UTS46.nameToASCII(host, new StringBuilder(), info).toString();
    return ascii.equals(host) && HARMLESS.containsAll(info.getErrors());
  }

  static boolean isIpAddress(String host) {
    return IPV6.matcher(host).matches() || IPV4.matcher(host).matches();
  }

  /** What a numeric host names; asks nobody. */
  static Optional<InetAddress> address(String host) {
    try {
      return Optional.of(InetAddress.getByName(host));
    } catch (UnknownHostException e) {
      return Optional.empty();
    }
  }

  /** The labels of a host as people would read them. */
  static List<String> unicodeLabels(String host) {
    StringBuilder unicode = new StringBuilder();
    UTS46.nameToUnicode(host, unicode, new IDNA.Info());
    return List.of(unicode.toString().split("\\.", -1));
  }
}
