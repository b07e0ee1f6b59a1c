package org.aipassport.outbound;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.stream.Stream;
import org.apache.hc.client5.http.DnsResolver;

/**
 * The only source of the addresses that are connected to, so that what was checked is what is
 * connected to: a name that answers differently a second time gains nothing. One address that is
 * not public spoils the name.
 */
final class CheckedResolver implements DnsResolver {
  private final Lookup lookup;

  CheckedResolver(Lookup lookup) {
    this.lookup = lookup;
  }

  @Override
  public InetAddress[] resolve(String host) throws UnknownHostException {
    InetAddress[] addresses = lookup.addressesOf(host);
    if (!Stream.of(addresses).allMatch(PublicAddresses::contain)) {
      throw new AddressRefused(host);
    }
    return addresses;
  }

  @Override
  public String resolveCanonicalHostname(String host) {
    return host;
  }

  /** Where addresses come from. */
  interface Lookup {
    InetAddress[] addressesOf(String host) throws UnknownHostException;
  }

  /** Carries the verdict through the client library, which lets no other type pass. */
  static final class AddressRefused extends UnknownHostException {
    AddressRefused(String host) {
      super(host + " has an address that is not public");
    }
  }
}
