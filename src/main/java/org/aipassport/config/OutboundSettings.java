package org.aipassport.config;

import java.net.URI;
import java.util.List;
import java.util.Locale;

/**
 * How connections leave the broker where a provider says nothing of its own.
 *
 * @param general proxy and trust
 * @param noProxy what the proxy is not for
 */
public record OutboundSettings(Egress general, List<ProxyBypass> noProxy) {
  public OutboundSettings {
    noProxy = List.copyOf(noProxy);
  }

  /**
   * The way to an upstream. The proxy is never for plain http, where it would read the key (only
   * upstreams on private networks speak it), nor for loopback, which would be the proxy's own.
   */
  public Egress to(URI url) {
    String host = url.getHost().toLowerCase(Locale.ROOT);
    boolean tls = url.getScheme().equalsIgnoreCase("https");
    int port = url.getPort() < 0 ? Hosts.defaultPort(tls ? "https" : "http") : url.getPort();
    boolean excepted = noProxy.stream().anyMatch(bypass -> bypass.covers(host, port));
    return !tls || excepted || Hosts.isLoopback(host) ? general.direct() : general;
  }
}
