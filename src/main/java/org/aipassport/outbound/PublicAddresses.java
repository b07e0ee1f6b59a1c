package org.aipassport.outbound;

import java.net.Inet4Address;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;

/**
 * Which addresses are public: all of IPv4 but the special-purpose ranges, and of IPv6 only global
 * unicast but the ranges that document, tunnel or translate (the IANA special-purpose registries,
 * RFC 6890). So a mapped, compatible or NAT64 form of an IPv4 address is never public.
 */
final class PublicAddresses {
  private static final List<Range> NOT_PUBLIC =
      ranges(
          "0.0.0.0/8",
          "10.0.0.0/8",
          "100.64.0.0/10",
          "127.0.0.0/8",
          "169.254.0.0/16",
          "172.16.0.0/12",
          "192.0.0.0/24",
          "192.0.2.0/24",
          "192.88.99.0/24",
          "192.168.0.0/16",
          "198.18.0.0/15",
          "198.51.100.0/24",
          "203.0.113.0/24",
          "224.0.0.0/4",
          "240.0.0.0/4",
          "2001::/23",
          "2001:db8::/32",
          "3fff::/20");

  private static final Range GLOBAL_UNICAST = Range.of("2000::/3");
  private static final Range SIX_TO_FOUR = Range.of("2002::/16");

  private PublicAddresses() {}

  static boolean contain(InetAddress address) {
    byte[] bytes = address.getAddress();
    if (NOT_PUBLIC.stream().anyMatch(range -> range.contains(bytes))) {
      return false;
    }
    if (address instanceof Inet4Address) {
      return true;
    }
    return GLOBAL_UNICAST.contains(bytes)
        && (!SIX_TO_FOUR.contains(bytes) || contain(embeddedIn(bytes)));
  }

  private static InetAddress embeddedIn(byte[] sixToFour) {
    try {
      return InetAddress.getByAddress(Arrays.copyOfRange(sixToFour, 2, 6));
    } catch (UnknownHostException e) {
      throw new IllegalStateException(e); // four bytes always are an address
    }
  }

  private static List<Range> ranges(String... texts) {
    return Stream.of(texts).map(Range::of).toList();
  }

  private record Range(InetAddress first, int bits) {
    static Range of(String text) {
      int slash = text.indexOf('/');
      try {
        InetAddress first = InetAddress.getByName(text.substring(0, slash));
        return new Range(first, Integer.parseInt(text.substring(slash + 1)));
      } catch (UnknownHostException e) {
        throw new IllegalStateException(e); // a literal is never looked up
      }
    }

    boolean contains(byte[] address) {
      byte[] start = first.getAddress();
      int whole = bits / 8;
      if (start.length != address.length || !Arrays.equals(start, 0, whole, address, 0, whole)) {
        return false;
      }
      int rest = bits % 8;
      return rest == 0 || (start[whole] ^ address[whole]) >> (8 - rest) == 0;
    }
  }
}
