package org.aipassport.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.net.Socket;
import java.net.http.HttpClient;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import org.jboss.arquillian.junit5.container.annotation.ArquillianTest;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Callers that would rather speak HTTP/2 and say so by Upgrade, as java.net.http does unless told
 * otherwise. Over plain HTTP the broker speaks HTTP/1.1 with them.
 */
@ArquillianTest
class UpgradeOffersIT {
  private static final String OFFER =
      "Connection: Upgrade, HTTP2-Settings\r\nUpgrade: h2c\r\n"
          + "HTTP2-Settings: AAEAAEAAAAIAAAAAAAMAAAAAAAQBAAAAAAUAAEAAAAYABgAA\r\n";

  private final HttpClient client =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_2).build();

  private TestGrant grant;

  @BeforeEach
  void forget() {
    grant = TestGrant.of("openai", "gpt-4o");
    TestServer.UPSTREAM.clear();
  }

  @Test
  void everyCallOfSuchAClientIsAnswered() throws Exception {
    for (int i = 0; i < 20; i++) {
      assertThat(post("/v1/chat/completions", Chat.body("gpt-4o"))).isEqualTo(200);
    }
    assertThat(post("/grant-requests", "{}")).isEqualTo(400);
    assertThat(post("/v1/chat/completions", "x".repeat(TestServer.MOST_BODY_BYTES / 2)))
        .isEqualTo(400);
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 30})
  void bodyEndsWhereItsLengthSaysHoweverItComes(int withTheHead) throws IOException {
    String body = Chat.body("gpt-4o");
    try (Socket socket = new Socket("127.0.0.1", TestServer.BROKER_PORT)) {
      socket.setSoTimeout(5_000);
      socket.setTcpNoDelay(true);
      OutputStream out = socket.getOutputStream();
      String head = head("Content-Length: " + body.length());
      out.write((head + body.substring(0, withTheHead)).getBytes(StandardCharsets.UTF_8));
      Wait.shortly();
      out.write((body.substring(withTheHead) + "more").getBytes(StandardCharsets.UTF_8));
      Answer answer = RawHttp.read(new BufferedInputStream(socket.getInputStream()));
      assertThat(answer.status()).isEqualTo(200);
      assertThat(answer.header("connection")).contains("close");
    }
    assertThat(TestServer.UPSTREAM.arrivals()).hasSize(1);
  }

  @Test
  void chunkedBodyBehindSuchAnOfferIsRefusedAtOnce() throws IOException {
    try (Socket socket = new Socket("127.0.0.1", TestServer.BROKER_PORT)) {
      socket.setSoTimeout(5_000);
      socket
          .getOutputStream()
          .write(
              (head("Transfer-Encoding: chunked") + "2\r\n{}\r\n0\r\n\r\n")
                  .getBytes(StandardCharsets.UTF_8));
      Answer answer = RawHttp.read(new BufferedInputStream(socket.getInputStream()));
      assertThat(answer.status()).isEqualTo(400);
      assertThat(answer.text()).contains("Upgrade");
    }
  }

  private int post(String path, String body) throws Exception {
    return client
        .send(
            Http.request("POST", path, body.getBytes(StandardCharsets.UTF_8), grant.bearer()),
            HttpResponse.BodyHandlers.ofString())
        .statusCode();
  }

  private String head(String line) {
    return "POST /v1/chat/completions HTTP/1.1\r\nHost: "
        + RawHttp.host()
        + "\r\nContent-Type: application/json\r\nAuthorization: Bearer "
        + grant.token()
        + "\r\n"
        + OFFER
        + line
        + "\r\n\r\n";
  }
}
