package org.aipassport.config;

import java.net.URI;
import java.util.Optional;
import org.aipassport.values.SecretText;

/**
 * A proxy that opens tunnels (RFC 9110 section 9.3.6). It may lie on a private address.
 *
 * @param address http or https, host and port, nothing else
 * @param authorization what {@code Proxy-Authorization} says to it and to nobody else (RFC 7617)
 */
public record OutboundProxy(URI address, Optional<SecretText> authorization) {
  /** Its port, be it written or the scheme's own. */
  public int port() {
    return address.getPort() < 0 ? Hosts.defaultPort(address.getScheme()) : address.getPort();
  }

  /** Whether the way to the proxy itself is TLS. */
  public boolean isTls() {
    return address.getScheme().equals("https");
  }
}
