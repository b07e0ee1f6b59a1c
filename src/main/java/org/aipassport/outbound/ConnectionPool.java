package org.aipassport.outbound;

import java.net.Proxy;
import java.net.Socket;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Function;
import javax.net.ssl.SSLContext;
import org.aipassport.config.OutboundProxy;
import org.aipassport.outbound.CheckedResolver.Lookup;
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
 * <p>Targets share a pool only if all of their {@link Route} is the same: a connection to a private
 * address, through another proxy or under another trust is out of the others' reach.
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

  /** One provider's calls at most; a stream holds its connection for as long as it lasts. */
  private static final int MOST_OF_ONE = 5_000;

  private static final int MOST = UpstreamGates.MOST_CALLS + 200; // key probes pass no gate
  private static final TimeValue REST = TimeValue.ofSeconds(30);
  private static final TimeValue TRUSTED = TimeValue.ofMilliseconds(20); // a look costs one

  private final PoolingHttpClientConnectionManager connections;

  ConnectionPool(Route route, SSLContext tls, Lookup lookup) {
    AtomicLong number = new AtomicLong();
    connections =
        new DirectBuilder()
            .setConnectionFactory(socket -> new SilentConnection("up-" + number.incrementAndGet()))
            .setDnsResolver(names(route, lookup))
            .setTlsSocketStrategy(tls(route, new DefaultClientTlsStrategy(tls)))
            .setMaxConnTotal(MOST)
            .setMaxConnPerRoute(MOST_OF_ONE)
            .setDefaultConnectionConfig(
                ConnectionConfig.custom().setValidateAfterInactivity(TRUSTED).build())
            .build();
  }

  private static DnsResolver names(Route route, Lookup lookup) {
    Optional<OutboundProxy> proxy = route.egress().proxy();
    if (proxy.isPresent()) {
      return new ProxiedResolver(proxy.get(), route.allowPrivate(), lookup);
    }
    return route.allowPrivate() ? SystemDefaultDnsResolver.INSTANCE : new CheckedResolver(lookup);
  }

  private static TlsSocketStrategy tls(Route route, TlsSocketStrategy direct) {
    Optional<OutboundProxy> proxy = route.egress().proxy();
    return proxy.isPresent() ? new Tunnel(proxy.get(), direct) : direct;
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
