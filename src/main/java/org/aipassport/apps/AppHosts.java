package org.aipassport.apps;

import com.ibm.icu.lang.UCharacter;
import com.ibm.icu.lang.UCharacterEnums.ECharacterCategory;
import java.net.InetAddress;
import java.net.URI;
import java.util.Collections;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.regex.Pattern;

/** Looks at hosts as a wary person would. */
final class AppHosts {
  private static final Pattern NEAR =
      Pattern.compile(
          "(?:.*\\.)?(?:localhost|local|internal|intranet|lan|home|corp|home\\.arpa)|[^.]*");
  private static final Set<AppFlag> UNCLEAN =
      EnumSet.of(AppFlag.MIXED_SCRIPTS, AppFlag.LOOKS_LIKE_BRAND);
  private static final int UNIQUE_LOCAL = 0xfc; // fc00::/7, RFC 4193
  private static final int UNIQUE_LOCAL_MASK = 0xfe;
  private static final int IPV6_BYTES = 16;

  private final Brands brands;

  AppHosts(Brands brands) {
    this.brands = brands;
  }

  /** The host of a stored URL; one that is none any more is shown as it stands, without flags. */
  AppHost of(String url) {
    Optional<URI> uri = AppAddress.parse(url);
    if (uri.isEmpty()) {
      return new AppHost("", url, OptionalInt.empty(), Set.of());
    }
    String host = AppAddress.hostOf(uri.get());
    OptionalInt port = unimplied(uri.get());
    Set<AppFlag> flags = EnumSet.noneOf(AppFlag.class);
    boolean near = isNear(host);
    if (near) {
      flags.add(AppFlag.LOCAL);
    } else if (port.isPresent()) {
      flags.add(AppFlag.UNUSUAL_PORT);
    }
    if (AppAddress.isIpAddress(host)) {
      flags.add(AppFlag.IP_ADDRESS);
      return new AppHost(host, host, port, flags);
    }
    return new AppHost(host, shown(host, flags), port, flags);
  }

  private String shown(String host, Set<AppFlag> flags) {
    List<String> labels = AppAddress.unicodeLabels(host);
    String unicode = String.join(".", labels);
    if (!labels.stream().allMatch(Scripts::isOneScript)) {
      flags.add(AppFlag.MIXED_SCRIPTS);
    }
    if (brands.isBorrowedByHost(labels.subList(0, labels.size() - 1), host)) {
      flags.add(AppFlag.LOOKS_LIKE_BRAND);
    }
    if (unicode.equals(host)) {
      return host;
    }
    boolean clean =
        Collections.disjoint(flags, UNCLEAN) && labels.stream().allMatch(AppHosts::isClean);
    if (!clean) {
      flags.add(AppFlag.PUNYCODE);
    }
    return clean ? unicode : host;
  }

  /** Whether nobody can take it for one in plain ASCII. */
  private static boolean isClean(String label) {
    return isAscii(label)
        || (label.codePoints().allMatch(AppHosts::isOrdinary)
            && Scripts.isOfToday(label)
            && !Scripts.playsTricks(label)
            && !isAscii(Scripts.skeleton(label)));
  }

  private static boolean isOrdinary(int c) {
    return UCharacter.isLetterOrDigit(c)
        || ShownText.isMark(c)
        || UCharacter.getType(c) == ECharacterCategory.COMBINING_SPACING_MARK
        || c == '-';
  }

  private static boolean isAscii(String text) {
    return text.chars().allMatch(c -> c < 128);
  }

  private static OptionalInt unimplied(URI uri) {
    int implied = "https".equalsIgnoreCase(uri.getScheme()) ? 443 : 80;
    return uri.getPort() < 0 || uri.getPort() == implied
        ? OptionalInt.empty()
        : OptionalInt.of(uri.getPort());
  }

  private static boolean isNear(String host) {
    return AppAddress.isIpAddress(host)
        ? AppAddress.address(host).map(AppHosts::isNear).orElse(false)
        : NEAR.matcher(host).matches();
  }

  private static boolean isNear(InetAddress address) {
    byte[] bytes = address.getAddress();
    boolean uniqueLocal =
        bytes.length == IPV6_BYTES && (bytes[0] & UNIQUE_LOCAL_MASK) == UNIQUE_LOCAL;
    return address.isLoopbackAddress()
        || address.isSiteLocalAddress()
        || address.isLinkLocalAddress()
        || address.isAnyLocalAddress()
        || uniqueLocal;
  }
}
