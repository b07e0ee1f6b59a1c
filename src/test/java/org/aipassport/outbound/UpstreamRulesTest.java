package org.aipassport.outbound;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.logging.Handler;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import java.util.logging.SimpleFormatter;
import java.util.stream.Stream;
import java.util.zip.GZIPInputStream;
import org.aipassport.config.Egress;
import org.aipassport.outbound.UpstreamFailure.Kind;
import org.aipassport.support.FakeProvider;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What goes out and what may come in. */
@Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class UpstreamRulesTest {
  private static final String CANARY = "sk-canary-5d41402abc4b2a76";

  @ParameterizedTest
  @EnumSource
  void redirectIsReturnedAndNeverFollowed(Wire wire) throws IOException {
    try (Upstream upstream = new Upstream(wire);
        FakeProvider elsewhere = FakeProvider.start(0)) {
      upstream.provider.redirectingTo(elsewhere.port());
      for (int status : new int[] {301, 302, 303, 307, 308}) {
        for (UpstreamRequest request : both(upstream, "fake-redirect-" + status)) {
          try (UpstreamExchange exchange = upstream.send(request)) {
            assertThat(exchange.status()).isEqualTo(status);
            assertThat(exchange.header("location")).isPresent();
          }
        }
      }
      assertThat(elsewhere.connections()).isZero();
      assertThat(upstream.provider.arrivals()).hasSize(10);
    }
  }

  @ParameterizedTest
  @EnumSource
  void requestThatWasReadAndDroppedArrivesOnce(Wire wire) {
    try (Upstream upstream = new Upstream(wire)) {
      for (UpstreamRequest request : both(upstream, "fake-drop")) {
        upstream.provider.clear();
        UpstreamFailure failure = upstream.failure(request);
        assertThat(failure.kind()).isEqualTo(Kind.BROKEN);
        assertThat(failure.certainlyNotSent()).isFalse();
        assertThat(upstream.provider.arrivals()).hasSize(1);
      }
    }
  }

  @ParameterizedTest
  @EnumSource
  void requestOnAReusedConnectionThatIsDroppedArrivesOnce(Wire wire) throws IOException {
    try (Upstream upstream = new Upstream(wire)) {
      for (UpstreamRequest request : both(upstream, "fake-drop")) {
        upstream.exchange(upstream.get("any"));
        upstream.provider.clear();
        assertThat(upstream.failure(request).kind()).isEqualTo(Kind.BROKEN);
        assertThat(upstream.provider.arrivals()).hasSize(1);
      }
    }
  }

  @ParameterizedTest
  @EnumSource
  void refusalThatInvitesARetryArrivesOnce(Wire wire) throws IOException {
    try (Upstream upstream = new Upstream(wire)) {
      for (int status : new int[] {429, 503}) {
        for (UpstreamRequest request : both(upstream, "fake-status-" + status)) {
          upstream.provider.clear();
          try (UpstreamExchange exchange = upstream.send(request)) {
            assertThat(exchange.status()).isEqualTo(status);
            assertThat(exchange.body().readAllBytes()).isNotEmpty();
          }
          assertThat(upstream.provider.arrivals()).hasSize(1);
        }
      }
    }
  }

  /** It answers when it has read the head, and closes: what is not read by then resets it. */
  @ParameterizedTest
  @EnumSource
  void answerThatComesBeforeTheBodyWasReadIsTaken(Wire wire) throws Exception {
    String error = "{\"error\":{\"message\":\"too large\"}}";
    String answer =
        "HTTP/1.1 413 Too Large\r\nContent-Type: application/json\r\nContent-Length: "
            + error.length()
            + "\r\n\r\n"
            + error;
    try (Upstream upstream = new Upstream(wire);
        ServerSocket hasty = new ServerSocket(0, 50, InetAddress.getByName("127.0.0.1"))) {
      AtomicInteger served = new AtomicInteger();
      Thread server = new Thread(() -> refuse(hasty, answer, served));
      server.setDaemon(true);
      server.start();
      URI origin = URI.create("http://127.0.0.1:" + hasty.getLocalPort());
      UpstreamTarget target = new UpstreamTarget(origin, true, Upstream.PATIENT, Egress.DIRECT);
      byte[] body = new byte[16 * 1024 * 1024];
      for (int i = 1; i <= 3; i++) {
        try (UpstreamExchange exchange =
            upstream.send(new UpstreamRequest(target, "POST", "/v1/x", List.of(), body))) {
          assertThat(exchange.status()).isEqualTo(413);
          assertThat(exchange.body().readAllBytes()).asString().isEqualTo(error);
        }
        assertThat(served).as("on a connection of its own, once").hasValue(i);
      }
      assertThat(upstream.engine.leased()).isZero();
    }
  }

  private static void refuse(ServerSocket server, String answer, AtomicInteger served) {
    while (!server.isClosed()) {
      try (Socket socket = server.accept()) {
        served.incrementAndGet();
        InputStream in = socket.getInputStream();
        for (int end = 0; end != 0x0d0a0d0a; end = end << 8 | in.read()) {
          // the head
        }
        socket.getOutputStream().write(answer.getBytes(StandardCharsets.US_ASCII));
        Thread.sleep(100); // the answer is there before the reset
      } catch (IOException | InterruptedException e) {
        // the end, or a client that left
      }
    }
  }

  @ParameterizedTest
  @EnumSource
  void requestHeadIsExactlyThis(Wire wire) throws IOException {
    try (Upstream upstream = new Upstream(wire)) {
      List<Header> headers =
          List.of(
              new Header("authorization", "Bearer k"),
              new Header("Content-Type", "application/json; charset=utf-8"),
              new Header("Accept", "text/event-stream"),
              new Header("x-two", "1"),
              new Header("x-two", "2"));
      byte[] body = "{}".getBytes(StandardCharsets.UTF_8);
      UpstreamTarget target = upstream.target(Upstream.PATIENT);
      String path = "/v1beta/models/m%2Fa:generateContent?alt=sse&q=a%20b";
      upstream.exchange(new UpstreamRequest(target, "POST", path, headers, body));
      assertThat(upstream.provider.arrivals().get(0).head())
          .isEqualTo(
              "POST "
                  + path
                  + " HTTP/1.1\r\nHost: 127.0.0.1:"
                  + upstream.provider.port()
                  + "\r\nUser-Agent: AIPassport/1.0.0-SNAPSHOT\r\nAccept-Encoding: identity\r\n"
                  + "Connection: keep-alive\r\nauthorization: Bearer k\r\n"
                  + "Content-Type: application/json; charset=utf-8\r\nAccept: text/event-stream\r\n"
                  + "x-two: 1\r\nx-two: 2\r\nContent-Length: 2\r\n\r\n");
      assertThat(upstream.provider.arrivals().get(0).body()).isEqualTo(body);
    }
  }

  @ParameterizedTest
  @EnumSource
  void headWithoutBodyOrHeadersIsExactlyThis(Wire wire) throws IOException {
    try (Upstream upstream = new Upstream(wire)) {
      upstream.exchange(upstream.get("m"));
      assertThat(upstream.provider.arrivals().get(0).head())
          .isEqualTo(
              "GET /v1/models/m HTTP/1.1\r\nHost: 127.0.0.1:"
                  + upstream.provider.port()
                  + "\r\nUser-Agent: AIPassport/1.0.0-SNAPSHOT\r\nAccept-Encoding: identity\r\n"
                  + "Connection: keep-alive\r\n\r\n");
    }
  }

  @ParameterizedTest
  @EnumSource
  void cookieIsNotKept(Wire wire) throws IOException {
    try (Upstream upstream = new Upstream(wire)) {
      try (UpstreamExchange exchange = upstream.send(upstream.post("fake-noisy-headers"))) {
        assertThat(exchange.header("Set-Cookie")).isPresent();
      }
      assertThat(upstream.exchange(upstream.post("fake-echo")).toLowerCase())
          .doesNotContain("cookie");
    }
  }

  @ParameterizedTest
  @EnumSource
  void encodedAnswerIsPassedAsItIs(Wire wire) throws IOException {
    try (Upstream upstream = new Upstream(wire);
        UpstreamExchange exchange = upstream.send(upstream.post("fake-gzip"))) {
      assertThat(exchange.header("content-encoding")).contains("gzip");
      byte[] packed = exchange.body().readAllBytes();
      assertThat(new GZIPInputStream(new ByteArrayInputStream(packed)).readAllBytes())
          .asString()
          .isEqualTo("{\"packed\":true}");
    }
  }

  @ParameterizedTest
  @EnumSource
  void bytesThatNobodyAskedForAreNotReadAsTheNextAnswer(Wire wire) throws IOException {
    try (Upstream upstream = new Upstream(wire)) {
      for (int i = 0; i < 5; i++) {
        assertThat(upstream.exchange(upstream.post("fake-two-answers"))).isEqualTo("asked");
        assertThat(upstream.exchange(upstream.post("fake-echo"))).contains("AIPassport");
      }
    }
  }

  @ParameterizedTest
  @EnumSource
  void headBeyondItsLimitsOrNotHttpIsBroken(Wire wire) {
    try (Upstream upstream = new Upstream(wire)) {
      for (String model : List.of("fake-header-17", "fake-headers-201", "fake-junk")) {
        assertThat(upstream.failure(upstream.post(model)).kind()).isEqualTo(Kind.BROKEN);
      }
      assertThat(upstream.engine.leased()).isZero();
    }
  }

  @ParameterizedTest
  @EnumSource
  void headWithinItsLimitsIsTaken(Wire wire) throws IOException {
    try (Upstream upstream = new Upstream(wire)) {
      assertThat(upstream.exchange(upstream.post("fake-header-15"))).isEqualTo("{}");
      assertThat(upstream.exchange(upstream.post("fake-headers-190"))).isEqualTo("{}");
    }
  }

  @ParameterizedTest
  @EnumSource
  void proxyOfTheSystemPropertiesIsNotUsed(Wire wire) throws IOException {
    List<String> names = List.of("http.proxy", "socksProxy");
    List<String> exceptions = List.of("http.nonProxyHosts", "socksNonProxyHosts");
    try (FakeProvider proxy = FakeProvider.start(0)) {
      names.forEach(name -> System.setProperty(name + "Host", "127.0.0.1"));
      names.forEach(name -> System.setProperty(name + "Port", "" + proxy.port()));
      exceptions.forEach(name -> System.setProperty(name, "")); // else loopback is one
      try (Upstream upstream = new Upstream(wire)) {
        upstream.exchange(upstream.get("m"));
        assertThat(upstream.provider.arrivals()).hasSize(1);
      }
      assertThat(proxy.connections()).isZero();
    } finally {
      names.forEach(name -> System.clearProperty(name + "Host"));
      names.forEach(name -> System.clearProperty(name + "Port"));
      exceptions.forEach(System::clearProperty);
    }
  }

  @ParameterizedTest
  @EnumSource
  void nothingThatPassesIsLoggedAtTheFinestLevel(Wire wire) throws IOException {
    Logger root = Logger.getLogger("");
    Level before = root.getLevel();
    Handler[] others = root.getHandlers();
    Recorder recorder = new Recorder();
    Stream.of(others).forEach(root::removeHandler);
    root.addHandler(recorder);
    root.setLevel(Level.ALL);
    try (Upstream upstream = new Upstream(wire)) {
      Header key = new Header("authorization", "Bearer " + CANARY);
      for (String model : List.of("fake-echo", "fake-status-401", "fake-header-17")) {
        byte[] body =
            "{\"model\":\"%s\",\"x\":\"%s\"}"
                .formatted(model, CANARY)
                .getBytes(StandardCharsets.UTF_8);
        UpstreamTarget target = upstream.target(Upstream.PATIENT);
        UpstreamRequest request =
            new UpstreamRequest(target, "POST", "/v1/chat/completions", List.of(key), body);
        try (UpstreamExchange exchange = upstream.send(request)) {
          exchange.body().readAllBytes();
        } catch (UpstreamFailure e) {
          assertThat(e.kind()).isEqualTo(Kind.BROKEN);
        }
      }
    } finally {
      root.removeHandler(recorder);
      Stream.of(others).forEach(root::addHandler);
      root.setLevel(before);
    }
    assertThat(recorder.lines).isNotEmpty();
    assertThat(recorder.lines).noneMatch(line -> line.contains(CANARY));
  }

  private static List<UpstreamRequest> both(Upstream upstream, String model) {
    return List.of(upstream.get(model), upstream.post(model));
  }

  private static final class Recorder extends Handler {
    private final Queue<String> lines = new ConcurrentLinkedQueue<>();

    Recorder() {
      setLevel(Level.ALL);
    }

    @Override
    public void publish(LogRecord entry) {
      lines.add(new SimpleFormatter().format(entry));
    }

    @Override
    public void flush() {}

    @Override
    public void close() {}
  }
}
