package org.aipassport.outbound;

import java.net.InetAddress;
import java.util.function.Function;
import javax.net.ssl.SSLContext;
import org.aipassport.config.Egress;
import org.aipassport.outbound.CheckedResolver.Lookup;

/** Both ways to an upstream; whatever is promised holds for each. */
enum Wire {
  JERSEY(JerseyTransport::new),
  HTTP_CLIENT(HttpClientTransport::new);

  private final Function<ConnectionPool, Transport> transport;

  Wire(Function<ConnectionPool, Transport> transport) {
    this.transport = transport;
  }

  Engine engine() {
    return engine(Trust::of, InetAddress::getAllByName);
  }

  Engine engine(SSLContext tls) {
    return engine(egress -> tls, InetAddress::getAllByName);
  }

  Engine engine(Function<Egress, SSLContext> trust, Lookup lookup) {
    return new Engine(transport, trust, lookup);
  }
}
