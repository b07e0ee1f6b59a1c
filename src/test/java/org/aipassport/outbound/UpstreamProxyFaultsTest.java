package org.aipassport.outbound;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.SocketTimeoutException;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.SSLContext;
import org.aipassport.config.Deadlines;
import org.aipassport.config.Egress;
import org.aipassport.outbound.UpstreamFailure.Kind;
import org.aipassport.support.ConnectProxy;
import org.aipassport.support.TestCa;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** A proxy that refuses, hangs or lies costs a call, and neither a key nor a thread. */
@Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class UpstreamProxyFaultsTest {
  private static final Deadlines HASTY =
      new Deadlines(Duration.ofMillis(400), Upstream.LONG, Upstream.LONG, Upstream.LONG);
  private static final Deadlines UNHURRIED =
      new Deadlines(Duration.ofSeconds(8), Upstream.LONG, Upstream.LONG, Upstream.LONG);
  private static final Duration MUCH_LATER = Duration.ofSeconds(8);

  private static final Map<String, Kind> ANSWERS =
      Map.ofEntries(
          Map.entry("HTTP/1.1 407 canary\r\nProxy-Authenticate: Basic\r\n\r\n", Kind.PROXY_REFUSED),
          Map.entry("HTTP/1.1 403 Forbidden\r\n\r\n<h1>canary</h1>", Kind.PROXY_REFUSED),
          Map.entry("HTTP/1.0 400\r\n\r\n", Kind.PROXY_REFUSED),
          Map.entry("HTTP/1.1 304 Not Modified\r\n\r\n", Kind.PROXY_REFUSED),
          Map.entry("HTTP/1.1 502 Bad Gateway\r\n\r\n", Kind.CONNECT_FAILED),
          Map.entry("HTTP/1.1 503 canary\r\n\r\n", Kind.CONNECT_FAILED),
          Map.entry("HTTP/1.1 101 Switching\r\n\r\n", Kind.CONNECT_FAILED),
          Map.entry("HTTP/2 200 OK\r\n\r\n", Kind.CONNECT_FAILED),
          Map.entry("HTTP/1.1 2000 OK\r\n\r\n", Kind.CONNECT_FAILED),
          Map.entry("HTTP/1.1 099 OK\r\n\r\n", Kind.CONNECT_FAILED),
          Map.entry("canary\r\n\r\n", Kind.CONNECT_FAILED),
          Map.entry("\r\n\r\n", Kind.CONNECT_FAILED),
          Map.entry("\u0015\u0003\u0001\u0000\u0002\u0002\u0050\n", Kind.CONNECT_FAILED));

  @TempDir private static Path directory;
  private static TestCa ca;
  private static SSLContext server;

  @BeforeAll
  static void issueCertificate() {
    ca = TestCa.in(directory);
    server = ca.serverOf(BehindProxy.HOST);
  }

  @ParameterizedTest
  @EnumSource
  void refusalOfTheProxyIsNeverTheAnswerOfTheUpstream(Wire wire) {
    ANSWERS.forEach(
        (answer, kind) -> {
          ConnectProxy.Manner manner = ConnectProxy.saying(answer);
          assertThat(failure(wire, manner, UNHURRIED).kind()).as(answer).isEqualTo(kind);
        });
  }

  @ParameterizedTest
  @EnumSource
  void redirectOfTheProxyIsNotFollowed(Wire wire) throws IOException {
    try (ServerSocket elsewhere = new ServerSocket(0, 5, InetAddress.getByName("127.0.0.1"))) {
      String location = "http://127.0.0.1:" + elsewhere.getLocalPort();
      String answer = "HTTP/1.1 307 Go\r\nLocation: " + location + "/\r\n\r\n";
      UpstreamFailure failure = failure(wire, ConnectProxy.saying(answer), Upstream.PATIENT);
      assertThat(failure.kind()).isEqualTo(Kind.PROXY_REFUSED);
      elsewhere.setSoTimeout(100);
      assertThatThrownBy(elsewhere::accept).isInstanceOf(SocketTimeoutException.class);
    }
  }

  @ParameterizedTest
  @EnumSource
  void proxyThatClosesInsteadOfAnsweringIsAFailedConnection(Wire wire) {
    assertThat(failure(wire, (proxy, client, head) -> {}, Upstream.PATIENT).kind())
        .isEqualTo(Kind.CONNECT_FAILED);
    ConnectProxy.Manner half =
        (proxy, client, head) -> ConnectProxy.say(client, "HTTP/1.1 200 OK\r\nX: y\r\n");
    assertThat(failure(wire, half, Upstream.PATIENT).kind()).isEqualTo(Kind.CONNECT_FAILED);
  }

  @ParameterizedTest
  @EnumSource
  void endlessHeadIsCutShort(Wire wire) {
    for (String piece : new String[] {"x", "X-Field: value\r\n", "HTTP/1.1 100 Go on\r\n\r\n"}) {
      ConnectProxy.Manner endless =
          (proxy, client, head) -> {
            ConnectProxy.say(client, "HTTP/1.1 100 Go on\r\n");
            ConnectProxy.say(client, piece.startsWith("HTTP") ? "\r\n" : "");
            while (true) {
              ConnectProxy.say(client, piece.repeat(500));
            }
          };
      UpstreamFailure failure = failure(wire, endless, Upstream.PATIENT);
      assertThat(failure.kind()).as(piece).isEqualTo(Kind.CONNECT_FAILED);
    }
  }

  @ParameterizedTest
  @EnumSource
  void bytesBehindTheTunnelsHeadAreNotTakenForTheUpstreams(Wire wire) {
    String injected = ConnectProxy.ESTABLISHED + "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nno";
    UpstreamFailure failure = failure(wire, ConnectProxy.saying(injected), Upstream.PATIENT);
    assertThat(failure.kind()).isEqualTo(Kind.TLS_FAILED);
  }

  @ParameterizedTest
  @EnumSource
  void interimAnswersAndFieldsOfTheProxyMeanNothing(Wire wire) throws IOException {
    String answer =
        "HTTP/1.1 103 Early\r\nX: y\r\n\r\nHTTP/1.0 204 \r\nContent-Length: 9\r\n"
            + "Transfer-Encoding: chunked\r\n\r\n";
    try (BehindProxy upstream = new BehindProxy(wire, server);
        ConnectProxy proxy = ConnectProxy.of(ConnectProxy.answering(answer, upstream.port()))) {
      Egress egress = BehindProxy.through(proxy, ca.certificate());
      assertThat(upstream.exchange(BehindProxy.post(egress))).isEqualTo("ok");
    }
  }

  @ParameterizedTest
  @EnumSource
  void proxyThatIsDownOrUnknownIsAFailedConnection(Wire wire) throws IOException {
    ConnectProxy gone = ConnectProxy.of(ConnectProxy.saying(""));
    gone.close();
    try (BehindProxy upstream = new BehindProxy(wire, server)) {
      for (URI address : new URI[] {gone.address(), URI.create("http://proxy.test:3128")}) {
        Egress egress = BehindProxy.through(address, Optional.empty(), ca.certificate());
        UpstreamFailure failure = upstream.failure(BehindProxy.post(egress));
        assertThat(failure.kind()).isEqualTo(Kind.CONNECT_FAILED);
      }
    }
  }

  @ParameterizedTest
  @EnumSource
  void connectDeadlineHoldsWhileTheProxyIsSilentDripsOrTheTunnelIs(Wire wire) {
    ConnectProxy.Manner drip =
        (proxy, client, head) -> {
          for (char c : "HTTP/1.1 200 a very long way to say yes\r\n\r\n".toCharArray()) {
            ConnectProxy.say(client, String.valueOf(c));
            pause();
          }
        };
    for (ConnectProxy.Manner manner :
        new ConnectProxy.Manner[] {
          ConnectProxy.saying(""), drip, ConnectProxy.saying(ConnectProxy.ESTABLISHED)
        }) {
      Instant start = Instant.now();
      assertThat(failure(wire, manner, HASTY).kind()).isEqualTo(Kind.CONNECT_TIMEOUT);
      assertThat(Duration.between(start, Instant.now())).isLessThan(MUCH_LATER);
    }
  }

  @ParameterizedTest
  @EnumSource
  void abortEndsACallWhoseProxyOrTunnelIsSilent(Wire wire) throws Exception {
    for (String answer : new String[] {"", ConnectProxy.ESTABLISHED}) {
      try (BehindProxy upstream = new BehindProxy(wire, server);
          ConnectProxy proxy = ConnectProxy.of(ConnectProxy.saying(answer))) {
        Egress egress = BehindProxy.through(proxy, ca.certificate());
        CompletableFuture<Runnable> handle = new CompletableFuture<>();
        CompletableFuture<UpstreamFailure> failure =
            CompletableFuture.supplyAsync(
                () -> upstream.failure(BehindProxy.post(egress), handle::complete));
        Upstream.eventually(() -> !proxy.heads().isEmpty());
        handle.join().run();
        assertThat(failure.get(5, TimeUnit.SECONDS).kind()).isEqualTo(Kind.ABORTED);
        Upstream.eventually(() -> proxy.left() == 1);
      }
    }
  }

  @ParameterizedTest
  @EnumSource
  void hundredRefusalsLeakNothing(Wire wire) throws Exception {
    try (BehindProxy upstream = new BehindProxy(wire, server);
        ConnectProxy proxy = ConnectProxy.of(ConnectProxy.saying("HTTP/1.1 403 No\r\n\r\n"))) {
      Egress egress = BehindProxy.through(proxy, ca.certificate());
      for (int i = 0; i < 100; i++) {
        assertThat(upstream.failure(BehindProxy.post(egress)).kind()).isEqualTo(Kind.PROXY_REFUSED);
      }
      assertThat(proxy.connections()).isEqualTo(100);
      Upstream.eventually(() -> proxy.left() == 100);
      assertThat(upstream.engine.lanes()).isEqualTo(1);
    }
  }

  private static UpstreamFailure failure(
      Wire wire, ConnectProxy.Manner manner, Deadlines deadlines) {
    try (BehindProxy upstream = new BehindProxy(wire, server);
        ConnectProxy proxy = ConnectProxy.of(manner)) {
      Egress egress = BehindProxy.through(proxy, ca.certificate());
      UpstreamFailure failure =
          upstream.failure(BehindProxy.post(egress, BehindProxy.HOST, false, deadlines));
      assertThat(proxy.heads().toString() + proxy.tunnelled()).doesNotContain("canary");
      return failure;
    }
  }

  private static void pause() {
    try {
      Thread.sleep(200);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
