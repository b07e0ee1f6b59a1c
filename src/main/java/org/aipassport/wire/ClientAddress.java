package org.aipassport.wire;

import jakarta.servlet.http.HttpServletRequest;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.aipassport.config.Cidr;
import org.aipassport.config.Settings;
import org.aipassport.problems.Refusal;
import org.aipassport.problems.RefusalException;

/** Where a request comes from. Forwarding headers count only from a declared edge. */
public final class ClientAddress {
  private static final int IPV6_PREFIX_BYTES = 8;

  /** Besides everything that begins with {@code x-forwarded}. */
  private static final Set<String> FORWARDING =
      Set.of(
          "forwarded",
          "via",
          "x-real-ip",
          "x-client-ip",
          "x-cluster-client-ip",
          "x-original-forwarded-for",
          "true-client-ip",
          "cf-connecting-ip");

  private ClientAddress() {}

  /**
   * The caller's address: the connection's, or behind declared edges the last address in {@code
   * X-Forwarded-For} that is not an edge's.
   *
   * @throws RefusalException MALFORMED if an edge's header holds no address
   */
  public static InetAddress of(HttpServletRequest request, Settings settings) {
    InetAddress peer = parse(request.getRemoteAddr());
    if (!isEdge(peer, settings)) {
      return peer;
    }
    List<String> hops = new ArrayList<>();
    Collections.list(request.getHeaders("X-Forwarded-For"))
        .forEach(line -> hops.addAll(Arrays.asList(line.split(",", -1))));
    for (int i = hops.size() - 1; i >= 0; i--) {
      peer = parse(hops.get(i).trim());
      if (!isEdge(peer, settings)) {
        return peer;
      }
    }
    return peer;
  }

  /** Whether the connection comes from a declared edge. */
  public static boolean fromEdge(HttpServletRequest request, Settings settings) {
    return isEdge(parse(request.getRemoteAddr()), settings);
  }

  /**
   * Whether the caller sits on this machine for certain: a loopback connection, a loopback public
   * URL, no edge declared, and no sign of a proxy in between.
   */
  public static boolean isLocal(HttpServletRequest request, Settings settings) {
    return settings.publicUrlIsLoopback()
        && !settings.edgeDeclared()
        && Collections.list(request.getHeaderNames()).stream()
            .noneMatch(ClientAddress::isForwarding)
        && parse(request.getRemoteAddr()).isLoopbackAddress();
  }

  /** The text under which an address is counted: IPv6 by its /64, which one household has. */
  public static String bucket(InetAddress address) {
    if (address instanceof Inet6Address) {
      byte[] bytes = address.getAddress();
      Arrays.fill(bytes, IPV6_PREFIX_BYTES, bytes.length, (byte) 0);
      try {
        return InetAddress.getByAddress(bytes).getHostAddress() + "/64";
      } catch (UnknownHostException e) {
        throw new IllegalStateException(e);
      }
    }
    return address.getHostAddress();
  }

  private static boolean isEdge(InetAddress address, Settings settings) {
    return settings.trustedEdges().stream().anyMatch((Cidr edge) -> edge.contains(address));
  }

  /** Proxies and gateways write the same header with underscores, capitals or both. */
  private static boolean isForwarding(String header) {
    String name = header.toLowerCase(Locale.ROOT).replace('_', '-');
    return name.startsWith("x-forwarded") || FORWARDING.contains(name);
  }

  /** A numeric address and nothing else: a name would make the resolver ask whoever was named. */
  private static InetAddress parse(String text) {
    try {
      String bare = text.contains(":") ? withoutBracketsAndZone(text) : text;
      if (!bare.contains("/")) {
        return Cidr.parse(bare).network();
      }
    } catch (IllegalArgumentException e) {
      // refused below
    }
    throw new RefusalException(Refusal.MALFORMED, "X-Forwarded-For holds no address.");
  }

  private static String withoutBracketsAndZone(String text) {
    boolean bracketed = text.startsWith("[") && text.endsWith("]");
    String bare = bracketed ? text.substring(1, text.length() - 1) : text;
    int zone = bare.indexOf('%');
    return zone < 0 ? bare : bare.substring(0, zone);
  }
}
