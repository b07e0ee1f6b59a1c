package org.aipassport.outbound;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.aipassport.config.Deadlines;
import org.aipassport.config.Egress;
import org.aipassport.outbound.UpstreamFailure.Kind;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Each deadline ends the call it governs, in time and under its own name. */
@Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class UpstreamDeadlinesTest {
  private static final Duration SHORT = Duration.ofMillis(400);
  private static final Duration LONG = Upstream.LONG;
  private static final Deadlines CONNECT = new Deadlines(SHORT, LONG, LONG, LONG);
  private static final Deadlines FIRST_BYTE = new Deadlines(LONG, SHORT, LONG, LONG);
  private static final Deadlines IDLE = new Deadlines(LONG, LONG, SHORT, LONG);
  private static final Deadlines TOTAL = new Deadlines(LONG, LONG, LONG, SHORT);

  private final Instant start = Instant.now();

  @ParameterizedTest
  @EnumSource
  void hostThatTakesNoConnectionMissesTheConnectDeadline(Wire wire) throws IOException {
    List<Socket> waiting = new ArrayList<>();
    try (Upstream upstream = new Upstream(wire);
        ServerSocket full = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      fill(full, waiting);
      UpstreamFailure failure = upstream.failure(get("http", full.getLocalPort(), CONNECT));
      assertThat(failure.kind()).isEqualTo(Kind.CONNECT_TIMEOUT);
      assertThat(failure.certainlyNotSent()).isTrue();
      inTime();
    } finally {
      for (Socket socket : waiting) {
        socket.close();
      }
    }
  }

  @ParameterizedTest
  @EnumSource
  void silentTlsHandshakeMissesTheConnectDeadline(Wire wire) throws IOException {
    try (Upstream upstream = new Upstream(wire);
        ServerSocket silent = new ServerSocket(0, 8, InetAddress.getLoopbackAddress())) {
      UpstreamFailure failure = upstream.failure(get("https", silent.getLocalPort(), CONNECT));
      assertThat(failure.kind()).isEqualTo(Kind.CONNECT_TIMEOUT);
      assertThat(failure.certainlyNotSent()).isTrue();
      inTime();
    }
  }

  @ParameterizedTest
  @EnumSource
  void refusedConnectionIsNamedSo(Wire wire) throws IOException {
    int port;
    try (ServerSocket gone = new ServerSocket(0, 8, InetAddress.getLoopbackAddress())) {
      port = gone.getLocalPort();
    }
    try (Upstream upstream = new Upstream(wire)) {
      UpstreamFailure failure = upstream.failure(get("http", port, Upstream.PATIENT));
      assertThat(failure.kind()).isEqualTo(Kind.CONNECT_FAILED);
      assertThat(failure.certainlyNotSent()).isTrue();
    }
  }

  @ParameterizedTest
  @EnumSource
  void nameWithoutAddressIsNamedSo(Wire wire) {
    try (Upstream upstream = new Upstream(wire)) {
      URI origin = URI.create("http://no-such-host.invalid");
      UpstreamFailure failure = upstream.failure(Upstream.getOf(origin, true, Upstream.PATIENT));
      assertThat(failure.kind()).isEqualTo(Kind.UNRESOLVED);
      assertThat(failure.certainlyNotSent()).isTrue();
    }
  }

  @ParameterizedTest
  @EnumSource
  void silenceMissesTheFirstByteDeadline(Wire wire) {
    missesTheFirstByteDeadline(wire, "fake-hang");
  }

  @ParameterizedTest
  @EnumSource
  void headThatDripsForeverMissesTheFirstByteDeadline(Wire wire) {
    missesTheFirstByteDeadline(wire, "fake-drip-head");
  }

  private void missesTheFirstByteDeadline(Wire wire, String model) {
    try (Upstream upstream = new Upstream(wire)) {
      UpstreamFailure failure = upstream.failure(upstream.post(model, FIRST_BYTE));
      assertThat(failure.kind()).isEqualTo(Kind.FIRST_BYTE_TIMEOUT);
      assertThat(failure.certainlyNotSent()).isFalse();
      inTime();
    }
  }

  @ParameterizedTest
  @EnumSource
  void bodyThatNobodyReadsMissesTheFirstByteDeadline(Wire wire) throws IOException {
    try (Upstream upstream = new Upstream(wire);
        ServerSocket deaf = new ServerSocket(0, 8, InetAddress.getLoopbackAddress())) {
      URI origin = URI.create("http://127.0.0.1:" + deaf.getLocalPort());
      UpstreamTarget target = new UpstreamTarget(origin, true, FIRST_BYTE, Egress.DIRECT);
      byte[] large = new byte[32 << 20];
      UpstreamRequest request = new UpstreamRequest(target, "POST", "/", List.of(), large);
      assertThat(upstream.failure(request).kind()).isEqualTo(Kind.FIRST_BYTE_TIMEOUT);
      inTime();
    }
  }

  @ParameterizedTest
  @EnumSource
  void silenceBetweenEventsMissesTheIdleDeadlineAndStaysBroken(Wire wire)
      throws InterruptedException {
    breaks(wire, "fake-hang-midstream", IDLE, Kind.IDLE_TIMEOUT);
  }

  @ParameterizedTest
  @EnumSource
  void endlessStreamMissesTheTotalDeadline(Wire wire) throws InterruptedException {
    breaks(wire, "fake-endless", TOTAL, Kind.TOTAL_TIMEOUT);
  }

  private void breaks(Wire wire, String model, Deadlines deadlines, Kind kind)
      throws InterruptedException {
    try (Upstream upstream = new Upstream(wire);
        UpstreamExchange exchange = upstream.send(upstream.post(model, deadlines))) {
      InputStream body = exchange.body();
      for (int i = 0; i < 3; i++) {
        assertThat(catchThrowableOfType(UpstreamBroken.class, body::readAllBytes).kind())
            .isEqualTo(kind);
      }
      inTime();
      Upstream.eventually(() -> upstream.engine.leased() == 0); // another thread ends the call
    }
  }

  @ParameterizedTest
  @EnumSource
  void totalDeadlineHoldsBeforeTheFirstByteToo(Wire wire) {
    try (Upstream upstream = new Upstream(wire)) {
      UpstreamFailure failure = upstream.failure(upstream.post("fake-hang", TOTAL));
      assertThat(failure.kind()).isEqualTo(Kind.TOTAL_TIMEOUT);
      inTime();
    }
  }

  private void inTime() {
    Duration took = Duration.between(start, Instant.now());
    assertThat(took).isBetween(SHORT.minusMillis(20), SHORT.plusSeconds(8));
  }

  private static UpstreamRequest get(String scheme, int port, Deadlines deadlines) {
    return Upstream.getOf(URI.create(scheme + "://127.0.0.1:" + port), true, deadlines);
  }

  /** Connects until the queue of the listener takes no more. */
  private static void fill(ServerSocket listener, List<Socket> waiting) throws IOException {
    while (waiting.size() < 100) {
      Socket socket = new Socket();
      waiting.add(socket);
      try {
        socket.connect(
            new InetSocketAddress(listener.getInetAddress(), listener.getLocalPort()), 300);
      } catch (SocketTimeoutException e) {
        return;
      }
    }
  }
}
