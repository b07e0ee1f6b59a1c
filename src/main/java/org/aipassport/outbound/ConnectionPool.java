package org.aipassport.outbound;

import java.net.InetAddress;
import java.net.Proxy;
import java.net.Socket;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Function;
import javax.net.ssl.SSLContext;
import org.apache.hc.client5.http.DnsResolver;
import org.apache.hc.client5.http.SchemePortResolver;
import org.apache.hc.client5.http.SystemDefaultDnsResolver;
import org.apache.hc.client5.http.config.ConnectionConfig;
import org.apache.hc.client5.http.config.RequestConfig;
import org.apache.hc.client5.http.cookie.StandardCookieSpec;
import org.apache.hc.client5.http.impl.classic.HttpClientBuilder;
import org.apache.hc.client5.http.impl.io.DefaultHttpClientConnectionOperator;
import org.apache.hc.client5.http.impl.io.PoolingHttpClientConnectionManager;
import org.apache.hc.client5.http.impl.io.PoolingHttpClientConnectionManagerBuilder;
import org.apache.hc.client5.http.io.HttpClientConnectionOperator;
import org.apache.hc.client5.http.ssl.DefaultClientTlsStrategy;
import org.apache.hc.client5.http.ssl.TlsSocketStrategy;
import org.apache.hc.core5.concurrent.Cancellable;
import org.apache.hc.core5.http.URIScheme;
import org.apache.hc.core5.http.config.RegistryBuilder;
import org.apache.hc.core5.http.protocol.HttpContext;
import org.apache.hc.core5.io.CloseMode;
import org.apache.hc.core5.util.TimeValue;

/**
 * The connections of one kind of target, and the rules for every request on them: HTTP/1.1, no
 * redirect followed, nothing sent twice, no cookie, no authentication of its own, no compression,
 * no upgrade, no proxy that a system property names.
 *
 * <p>Targets that may be private and those that may not never share a pool: a connection to a
 * private address is out of the others' reach whatever their names resolve to.
 */
final class ConnectionPool implements AutoCloseable {
  /** The same for each request; deadlines are added to it. */
  static final RequestConfig RULES =
      RequestConfig.custom()
          .setRedirectsEnabled(false)
          .setAuthenticationEnabled(false)
          .setContentCompressionEnabled(false)
          .setProtocolUpgradeEnabled(false)
          .setExpectContinueEnabled(false)
          .setCookieSpec(StandardCookieSpec.IGNORE)
          .build();

  private static final int MOST = 5_000; // a stream holds its connection for as long as it lasts
  private static final TimeValue REST = TimeValue.ofSeconds(30);
  private static final TimeValue TRUSTED = TimeValue.ofSeconds(1);

  private final PoolingHttpClientConnectionManager connections;

  ConnectionPool(boolean allowPrivate, SSLContext tls) {
    AtomicLong number = new AtomicLong();
    connections =
        new DirectBuilder()
            .setConnectionFactory(socket -> new SilentConnection("up-" + number.incrementAndGet()))
            .setDnsResolver(
                allowPrivate
                    ? SystemDefaultDnsResolver.INSTANCE
                    : new CheckedResolver(InetAddress::getAllByName))
            .setTlsSocketStrategy(new DefaultClientTlsStrategy(tls))
            .setMaxConnTotal(MOST)
            .setMaxConnPerRoute(MOST)
            .setDefaultConnectionConfig(
                ConnectionConfig.custom().setValidateAfterInactivity(TRUSTED).build())
            .build();
  }

  PoolingHttpClientConnectionManager connections() {
    return connections;
  }

  /** Puts the rules on a client; {@code callOf} finds the call that a request's context is of. */
  HttpClientBuilder rule(HttpClientBuilder client, Function<HttpContext, Call> callOf) {
    return client
        .setConnectionManager(connections)
        .setRequestExecutor(new CallExecutor())
        .addExecInterceptorFirst(
            "call",
            (request, scope, chain) -> {
              Call call = callOf.apply(scope.clientContext);
              scope.clientContext.setAttribute(Call.ATTRIBUTE, call);
              Cancellable running = (Cancellable) scope.originalRequest;
              call.cancelBy(running::cancel);
              return chain.proceed(request, scope);
            })
        .addRequestInterceptorLast(
            (message, entity, context) -> RequestHead.write(message, Call.of(context).request()))
        .disableAutomaticRetries()
        .disableRedirectHandling()
        .disableCookieManagement()
        .disableAuthCaching()
        .disableContentCompression()
        .disableConnectionState()
        .disableDefaultUserAgent();
  }

  /** Closes what nobody has used for a while; to be called every few seconds. */
  void tidy() {
    connections.closeExpired();
    connections.closeIdle(REST);
  }

  /** How many connections calls hold now. */
  int leased() {
    return connections.getTotalStats().getLeased();
  }

  @Override
  public void close() {
    connections.close(CloseMode.IMMEDIATE);
  }

  /** Makes sockets that go straight to the address, whatever {@code socksProxyHost} says. */
  private static final class DirectBuilder extends PoolingHttpClientConnectionManagerBuilder {
    @Override
    protected HttpClientConnectionOperator createConnectionOperator(
        SchemePortResolver ports, DnsResolver names, TlsSocketStrategy tls) {
      return new DefaultHttpClientConnectionOperator(
          ignored -> new Socket(Proxy.NO_PROXY),
          ports,
          names,
          RegistryBuilder.<TlsSocketStrategy>create().register(URIScheme.HTTPS.id, tls).build());
    }
  }
}
