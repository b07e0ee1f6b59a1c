package org.aipassport.outbound;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.util.List;
import java.util.stream.Stream;
import org.aipassport.config.OutboundProxy;
import org.aipassport.outbound.CheckedResolver.AddressRefused;
import org.aipassport.outbound.CheckedResolver.Lookup;
import org.apache.hc.client5.http.DnsResolver;

/**
 * Gives the addresses of the proxy, which may be private, in place of the upstream's.
 *
 * <p>What the upstream's name means is for the proxy to say: hosts behind a proxy often cannot look
 * up outside names, so a name unknown here is no fault. An upstream that may not be private is
 * nevertheless refused before the proxy is asked if its address is a literal that is not public, or
 * if this host knows its name to have such an address. What remains is the proxy's own lookup: a
 * name that has a private address there only, or changes after the check, is kept out by the
 * proxy's rules and by the certificate that must name the host, not by this class.
 */
final class ProxiedResolver implements DnsResolver {
  private final OutboundProxy proxy;
  private final boolean allowPrivate;
  private final Lookup lookup;
  private final CheckedResolver checked;

  ProxiedResolver(OutboundProxy proxy, boolean allowPrivate, Lookup lookup) {
    this.proxy = proxy;
    this.allowPrivate = allowPrivate;
    this.lookup = lookup;
    this.checked = new CheckedResolver(lookup);
  }

  @Override
  public List<InetSocketAddress> resolve(String host, int port) throws UnknownHostException {
    if (!allowPrivate) {
      refuseIfKnownAsPrivate(host);
    }
    return Stream.of(addressesOfProxy())
        .map(address -> new InetSocketAddress(address, proxy.port()))
        .toList();
  }

  private void refuseIfKnownAsPrivate(String host) throws AddressRefused {
    try {
      InetAddress[] unused = checked.resolve(host);
    } catch (AddressRefused e) {
      throw e;
    } catch (UnknownHostException e) {
      // the proxy may know it
    }
  }

  private InetAddress[] addressesOfProxy() throws UnknownHostException {
    try {
      return lookup.addressesOf(proxy.address().getHost());
    } catch (UnknownHostException e) {
      throw new ProxyUnknown();
    }
  }

  /** Not asked: the ports of the proxy belong to its addresses. */
  @Override
  public InetAddress[] resolve(String host) {
    throw new UnsupportedOperationException();
  }

  @Override
  public String resolveCanonicalHostname(String host) {
    return host;
  }

  /** Says through the client library, which lets no other type pass, whose name is unknown. */
  static final class ProxyUnknown extends UnknownHostException {
    private static final long serialVersionUID = 1L;

    ProxyUnknown() {
      super("the proxy's name has no address");
    }
  }
}
