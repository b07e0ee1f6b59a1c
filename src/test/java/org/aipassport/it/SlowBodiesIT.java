package org.aipassport.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.jboss.arquillian.junit5.container.annotation.ArquillianTest;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Bodies that come slowly, in pieces, in part or not at all; the server has 200 threads. */
@ArquillianTest
class SlowBodiesIT {
  private static final int MORE_THAN_THREADS = 250;
  private static final String PATH = "/v1/chat/completions";

  private TestGrant grant;

  @BeforeEach
  void forget() {
    grant = TestGrant.of("openai", "gpt-4o");
    TestServer.UPSTREAM.clear();
  }

  @Test
  void manySlowBodiesDoNotStopAnOrdinaryCall() throws IOException {
    List<Caller> slow = new ArrayList<>();
    try {
      String body = chat();
      for (int i = 0; i < MORE_THAN_THREADS; i++) {
        slow.add(caller("Content-Length: " + body.length()).send(body.substring(0, 1)));
      }
      for (int i = 1; i <= 5; i++) {
        for (Caller caller : slow) {
          caller.send(body.substring(i, i + 1));
        }
        long start = System.nanoTime();
        assertThat(Http.post(PATH, body, grant.bearer()).status()).isEqualTo(200);
        assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(3));
        Wait.shortly();
      }
      Caller last = slow.get(MORE_THAN_THREADS - 1);
      assertThat(last.send(body.substring(6)).answer().status()).isEqualTo(200);
    } finally {
      for (Caller caller : slow) {
        caller.close();
      }
    }
  }

  @Test
  void bodyThatDripsForTooLongIsGivenUp() throws Exception {
    try (Caller caller = caller("Content-Length: 1000")) {
      long start = System.nanoTime();
      while (!caller.hears() && System.nanoTime() - start < Duration.ofSeconds(40).toNanos()) {
        caller.send(" ");
        Thread.sleep(200);
      }
      Answer answer = caller.answer();
      assertThat(answer.status()).isEqualTo(408);
      assertThat(answer.header("x-should-retry")).contains("true");
      assertThat(answer.text()).contains("body_timeout");
      assertThat(answer.header("connection")).contains("close");
      assertThat(Duration.ofNanos(System.nanoTime() - start))
          .isBetween(Duration.ofSeconds(9), Duration.ofSeconds(30));
    }
  }

  @Test
  void bodyThatNeverBeginsIsGivenUp() throws IOException {
    try (Caller caller = caller("Content-Length: 1000")) {
      assertThat(caller.answer().status()).isEqualTo(408);
    }
  }

  @Test
  void bodyThatComesInPiecesIsServed() throws IOException {
    String body = chat();
    try (Caller caller = caller("Content-Length: " + body.length())) {
      for (int i = 0; i < body.length(); i += 20) {
        caller.send(body.substring(i, Math.min(body.length(), i + 20)));
        Wait.shortly();
      }
      assertThat(caller.answer().status()).isEqualTo(200);
    }
  }

  @Test
  void chunksThatComeInPiecesAreServed() throws IOException {
    String body = chat();
    try (Caller caller = caller("Transfer-Encoding: chunked")) {
      for (int i = 0; i < body.length(); i += 20) {
        String piece = body.substring(i, Math.min(body.length(), i + 20));
        caller.send(Integer.toHexString(piece.length()) + "\r\n");
        Wait.shortly();
        caller.send(piece + "\r\n");
      }
      Wait.shortly();
      assertThat(caller.send("0\r\n\r\n").answer().status()).isEqualTo(200);
    }
  }

  @Test
  void callerThatAsksWhetherToGoOnIsToldTo() throws IOException {
    String body = chat();
    try (Caller caller = caller("Content-Length: " + body.length(), "Expect: 100-continue")) {
      assertThat(caller.isToldToGoOn()).isTrue();
      assertThat(caller.send(body).answer().status()).isEqualTo(200);
    }
  }

  @Test
  void noBodyIsMalformed() throws IOException {
    try (Caller caller = caller("Content-Length: 0")) {
      assertThat(caller.answer().status()).isEqualTo(400);
    }
    try (Caller caller = caller("Transfer-Encoding: chunked")) {
      assertThat(caller.send("0\r\n\r\n").answer().status()).isEqualTo(400);
    }
    try (Caller caller = caller("X-No-Body: 1")) {
      assertThat(caller.answer().status()).isEqualTo(400);
    }
  }

  @Test
  void bodyThatBreaksOffIsNotServed() throws IOException {
    String body = chat();
    try (Caller caller = caller("Content-Length: " + (body.length() + 1))) {
      caller.send(body).endSending();
      assertThat(caller.restOfConnection()).doesNotContain(" 200 ");
    }
    try (Caller caller = caller("Transfer-Encoding: chunked")) {
      caller.send(Integer.toHexString(body.length()) + "\r\n" + body + "\r\n").endSending();
      assertThat(caller.restOfConnection()).doesNotContain(" 200 ");
    }
    assertThat(TestServer.UPSTREAM.arrivals()).isEmpty();
  }

  @Test
  void chunksThatAreNoneAreNotServed() throws IOException {
    String body = chat();
    String size = Integer.toHexString(body.length());
    for (String bytes : List.of("x\r\n", size + "\r\n" + body + "xx0\r\n\r\n", "-1\r\n")) {
      try (Caller caller = caller("Transfer-Encoding: chunked")) {
        caller.send(bytes).endSending();
        assertThat(caller.restOfConnection()).doesNotContain(" 200 ");
      }
    }
    assertThat(TestServer.UPSTREAM.arrivals()).isEmpty();
  }

  @Test
  void bodyThatIsRefusedUnreadIsNotTakenForTheNextRequest() throws IOException {
    String hidden = "GET /health HTTP/1.1\r\nHost: " + RawHttp.host() + "\r\n\r\n";
    try (Caller caller = caller("Content-Length: " + (TestServer.MOST_BODY_BYTES + 1))) {
      assertThat(caller.send(hidden).answer().status()).isEqualTo(413);
      assertThat(caller.isClosed()).isTrue();
    }
    try (Caller caller = caller("Transfer-Encoding: chunked")) {
      int more = TestServer.MOST_BODY_BYTES + 1;
      caller.send(Integer.toHexString(more) + "\r\n" + " ".repeat(more) + "\r\n");
      assertThat(caller.answer().status()).isEqualTo(413);
    }
  }

  @Test
  void connectionServesTheNextCallHoweverTheBodyWasCut() throws IOException {
    String body = chat();
    String head = head("Content-Length: " + body.length());
    String chunks = Integer.toHexString(body.length()) + "\r\n" + body + "\r\n0\r\n\r\n";
    try (Caller caller = caller("Content-Length: " + body.length())) {
      Wait.shortly();
      assertThat(caller.send(body).answer().status()).isEqualTo(200); // all behind the head
      assertThat(caller.send(head + body).answer().status()).isEqualTo(200); // with it
      for (int cut : new int[] {1, body.length() - 1}) {
        caller.send(head + body.substring(0, cut));
        Wait.shortly();
        assertThat(caller.send(body.substring(cut)).answer().status()).isEqualTo(200);
      }
      caller.send(head("Transfer-Encoding: chunked"));
      Wait.shortly();
      assertThat(caller.send(chunks).answer().status()).isEqualTo(200);
      assertThat(caller.send(head + body).answer().status()).isEqualTo(200);
    }
  }

  private static String chat() {
    return Chat.body("gpt-4o");
  }

  private String head(String... lines) {
    return "POST "
        + PATH
        + " HTTP/1.1\r\nHost: "
        + RawHttp.host()
        + "\r\nContent-Type: application/json\r\nAuthorization: Bearer "
        + grant.token()
        + "\r\n"
        + String.join("\r\n", lines)
        + "\r\n\r\n";
  }

  private Caller caller(String... lines) throws IOException {
    return new Caller(new Socket("127.0.0.1", TestServer.BROKER_PORT)).send(head(lines));
  }

  /** A connection that sends when it likes. */
  private static final class Caller implements AutoCloseable {
    private final Socket socket;
    private final OutputStream out;
    private final InputStream in;

    Caller(Socket socket) throws IOException {
      this.socket = socket;
      socket.setSoTimeout(60_000);
      socket.setTcpNoDelay(true);
      this.out = socket.getOutputStream();
      this.in = new BufferedInputStream(socket.getInputStream());
    }

    Caller send(String text) throws IOException {
      out.write(text.getBytes(StandardCharsets.UTF_8));
      out.flush();
      return this;
    }

    void endSending() throws IOException {
      socket.shutdownOutput();
    }

    boolean hears() throws IOException {
      return in.available() > 0;
    }

    boolean isToldToGoOn() throws IOException {
      String told = "HTTP/1.1 100 Continue\r\n\r\n";
      return told.equals(new String(in.readNBytes(told.length()), StandardCharsets.US_ASCII));
    }

    Answer answer() throws IOException {
      return RawHttp.read(in);
    }

    String restOfConnection() {
      try {
        return new String(in.readAllBytes(), StandardCharsets.UTF_8);
      } catch (IOException e) {
        return "";
      }
    }

    /** Whether nothing comes but the end; the server waits half a minute for what was not read. */
    boolean isClosed() {
      return restOfConnection().isEmpty();
    }

    @Override
    public void close() throws IOException {
      socket.close();
    }
  }
}
