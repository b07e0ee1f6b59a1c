package org.aipassport.outbound;

import java.util.function.Function;
import javax.net.ssl.SSLContext;
import org.apache.hc.core5.ssl.SSLContexts;

/** Both ways to an upstream; whatever is promised holds for each. */
enum Wire {
  JERSEY(JerseyTransport::new),
  HTTP_CLIENT(HttpClientTransport::new);

  private final Function<ConnectionPool, Transport> transport;

  Wire(Function<ConnectionPool, Transport> transport) {
    this.transport = transport;
  }

  Engine engine() {
    return engine(SSLContexts.createDefault());
  }

  Engine engine(SSLContext tls) {
    return new Engine(transport, tls);
  }
}
