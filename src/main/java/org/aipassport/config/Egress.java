package org.aipassport.config;

import java.security.cert.X509Certificate;
import java.util.List;
import java.util.Optional;

/**
 * How connections leave the broker.
 *
 * @param proxy the one that they go through; empty: none
 * @param trusted certificates that are trusted beside those of the JVM, never in their place
 */
public record Egress(Optional<OutboundProxy> proxy, List<X509Certificate> trusted) {
  /** No proxy, the JVM's trust. */
  public static final Egress DIRECT = new Egress(Optional.empty(), List.of());

  public Egress {
    trusted = List.copyOf(trusted);
  }

  /** The same trust without a proxy. */
  Egress direct() {
    return proxy.isEmpty() ? this : new Egress(Optional.empty(), trusted);
  }
}
