package org.aipassport.outbound;

import jakarta.ws.rs.ProcessingException;
import jakarta.ws.rs.client.Client;
import jakarta.ws.rs.client.ClientBuilder;
import jakarta.ws.rs.client.Entity;
import jakarta.ws.rs.client.Invocation;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.io.IOException;
import java.io.InputStream;
import java.time.Duration;
import org.apache.hc.client5.http.classic.methods.HttpUriRequest;
import org.apache.hc.client5.http.impl.classic.CloseableHttpResponse;
import org.apache.hc.client5.http.impl.classic.HttpClientBuilder;
import org.apache.hc.core5.http.HttpException;
import org.apache.hc.core5.http.protocol.HttpContext;
import org.apache.hc.core5.io.Closer;
import org.glassfish.jersey.CommonProperties;
import org.glassfish.jersey.apache5.connector.Apache5ClientProperties;
import org.glassfish.jersey.apache5.connector.Apache5ConnectionClosingStrategy;
import org.glassfish.jersey.apache5.connector.Apache5ConnectorProvider;
import org.glassfish.jersey.apache5.connector.Apache5HttpClientBuilderConfigurator;
import org.glassfish.jersey.client.ClientConfig;
import org.glassfish.jersey.client.ClientProperties;
import org.glassfish.jersey.client.ClientRequest;
import org.glassfish.jersey.client.RequestEntityProcessing;

/**
 * The JAX-RS client on Jersey's connector for HttpClient 5. Nothing else names a Jersey type, so
 * that a server without Jersey never loads one.
 */
final class JerseyTransport implements Transport {
  private static final String REQUEST = "JerseyRequestAttribute"; // the connector's name for it

  private final Client client;

  JerseyTransport(ConnectionPool pool) {
    ClientConfig config = new ClientConfig();
    config.connectorProvider(new Apache5ConnectorProvider());
    config.register(new Rules(pool));
    config.property(Apache5ClientProperties.CONNECTION_MANAGER, pool.connections());
    config.property(Apache5ClientProperties.REQUEST_CONFIG, ConnectionPool.RULES);
    config.property(Apache5ClientProperties.CONNECTION_CLOSING_STRATEGY, new AbortOnClose());
    config.property(ClientProperties.FOLLOW_REDIRECTS, false);
    config.property(ClientProperties.REQUEST_ENTITY_PROCESSING, RequestEntityProcessing.BUFFERED);
    config.property(CommonProperties.FEATURE_AUTO_DISCOVERY_DISABLE, true);
    client = ClientBuilder.newClient(config);
  }

  @Override
  public InputStream send(Call call) throws IOException, HttpException {
    UpstreamRequest request = call.request();
    Invocation.Builder invocation =
        client
            .target(request.uri())
            .request()
            .property(Call.ATTRIBUTE, call)
            .property(ClientProperties.CONNECT_TIMEOUT, millis(call.deadlines().connect()))
            .property(ClientProperties.READ_TIMEOUT, millis(call.deadlines().firstByte()));
    try {
      Response response =
          request.method().equals("GET")
              ? invocation.get()
              : invocation.post(Entity.entity(request.body(), MediaType.APPLICATION_OCTET_STREAM));
      return bodyOf(response);
    } catch (ProcessingException e) {
      throw unwrapped(e);
    }
  }

  /** Not {@code readEntity}: that one waits for the first byte to see whether there is a body. */
  private static InputStream bodyOf(Response response) {
    return response.getEntity() instanceof InputStream body ? body : InputStream.nullInputStream();
  }

  private static RuntimeException unwrapped(ProcessingException wrapped)
      throws IOException, HttpException {
    Throwable cause = wrapped.getCause();
    if (cause instanceof IOException broken) {
      throw broken;
    }
    if (cause instanceof HttpException broken) {
      throw broken;
    }
    return cause instanceof RuntimeException bug ? bug : wrapped;
  }

  private static int millis(Duration duration) {
    return (int) Math.min(duration.toMillis(), Integer.MAX_VALUE);
  }

  @Override
  public void close() {
    client.close();
  }

  private static Call callOf(HttpContext context) {
    if (context.getAttribute(REQUEST) instanceof ClientRequest request
        && request.getProperty(Call.ATTRIBUTE) instanceof Call call) {
      return call;
    }
    throw new IllegalStateException("no call in the request");
  }

  private static final class Rules implements Apache5HttpClientBuilderConfigurator {
    private final ConnectionPool pool;

    Rules(ConnectionPool pool) {
      this.pool = pool;
    }

    @Override
    public HttpClientBuilder configure(HttpClientBuilder client) {
      return pool.rule(client, JerseyTransport::callOf);
    }
  }

  /** The connector's own strategy reads the rest of a body, for as long as that takes. */
  private static final class AbortOnClose implements Apache5ConnectionClosingStrategy {
    @Override
    public void close(
        ClientRequest ignored,
        HttpUriRequest message,
        CloseableHttpResponse response,
        InputStream body) {
      message.abort();
      Closer.closeQuietly(response);
    }
  }
}
