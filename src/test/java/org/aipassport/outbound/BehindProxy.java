package org.aipassport.outbound;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpsConfigurator;
import com.sun.net.httpserver.HttpsServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.UnknownHostException;
import java.nio.charset.StandardCharsets;
import java.security.cert.X509Certificate;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;
import javax.net.ssl.SSLContext;
import org.aipassport.config.Deadlines;
import org.aipassport.config.Egress;
import org.aipassport.config.OutboundProxy;
import org.aipassport.support.ConnectProxy;
import org.aipassport.values.SecretText;

/** An upstream with a certificate of a private CA, for names that no name server knows. */
final class BehindProxy implements AutoCloseable {
  static final String HOST = "upstream.test";
  static final String KEY = "sk-canary-0123456789";
  static final String BODY = "{\"model\":\"canary-body\"}";

  final List<String> arrivals = new CopyOnWriteArrayList<>();
  final List<String> lookedUp = new CopyOnWriteArrayList<>();
  final Engine engine;
  final UpstreamClient client;
  private final HttpsServer server;

  BehindProxy(Wire wire, SSLContext context) {
    engine = wire.engine(Trust::of, this::lookup);
    client = new UpstreamClient(engine);
    try {
      server = HttpsServer.create(new InetSocketAddress(InetAddress.getByName("127.0.0.1"), 0), 50);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    server.setHttpsConfigurator(new HttpsConfigurator(context));
    server.createContext("/", this::answer);
    server.start();
  }

  private void answer(HttpExchange exchange) throws IOException {
    try (exchange) {
      String body = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
      arrivals.add(exchange.getRequestHeaders().entrySet() + " " + body);
      exchange.sendResponseHeaders(200, 2);
      exchange.getResponseBody().write("ok".getBytes(StandardCharsets.US_ASCII));
    }
  }

  /** What this machine knows of names. */
  private InetAddress[] lookup(String host) throws UnknownHostException {
    lookedUp.add(host);
    return switch (host) {
      case "private.test" -> addresses("10.0.0.1");
      case "mixed.test" -> addresses("8.8.8.8", "169.254.169.254");
      case "public.test" -> addresses("8.8.8.8");
      default -> {
        if (host.toLowerCase(Locale.ROOT).matches(".*[a-z].*") && !host.contains(":")) {
          throw new UnknownHostException(host);
        }
        yield InetAddress.getAllByName(host);
      }
    };
  }

  private static InetAddress[] addresses(String... literals) throws UnknownHostException {
    InetAddress[] addresses = new InetAddress[literals.length];
    for (int i = 0; i < literals.length; i++) {
      addresses[i] = InetAddress.getByName(literals[i]);
    }
    return addresses;
  }

  int port() {
    return server.getAddress().getPort();
  }

  static Egress through(ConnectProxy proxy, X509Certificate... trusted) {
    return through(proxy.address(), Optional.empty(), trusted);
  }

  static Egress through(URI proxy, Optional<SecretText> authorization, X509Certificate... trusted) {
    return new Egress(Optional.of(new OutboundProxy(proxy, authorization)), List.of(trusted));
  }

  static UpstreamRequest post(Egress egress) {
    return post(egress, HOST, false, Upstream.PATIENT);
  }

  static UpstreamRequest post(
      Egress egress, String host, boolean allowPrivate, Deadlines deadlines) {
    URI origin = URI.create("https://" + host + ":8443");
    return new UpstreamRequest(
        new UpstreamTarget(origin, allowPrivate, deadlines, egress),
        "POST",
        "/v1/chat/completions",
        List.of(new Header("Authorization", "Bearer " + KEY)),
        BODY.getBytes(StandardCharsets.UTF_8));
  }

  /** Sends, reads all, closes. */
  String exchange(UpstreamRequest request) throws IOException {
    try (UpstreamExchange exchange = client.send(request, abort -> {})) {
      return new String(exchange.body().readAllBytes(), StandardCharsets.UTF_8);
    }
  }

  UpstreamFailure failure(UpstreamRequest request) {
    return failure(request, abort -> {});
  }

  /** How a call fails of which nothing may reach the upstream. */
  UpstreamFailure failure(UpstreamRequest request, Consumer<Runnable> abortHandle) {
    UpstreamFailure failure =
        catchThrowableOfType(
            UpstreamFailure.class, () -> client.send(request, abortHandle).close());
    assertThat(failure).as("the call fails").isNotNull();
    assertThat(failure.certainlyNotSent()).isTrue();
    assertThat(failure).hasNoCause().hasMessageNotContaining("canary");
    Upstream.eventually(() -> engine.leased() == 0); // who cuts it may be another thread
    assertThat(arrivals).isEmpty();
    return failure;
  }

  @Override
  public void close() {
    client.close();
    server.stop(0);
  }
}
