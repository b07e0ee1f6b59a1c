package org.aipassport.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.jboss.arquillian.junit5.container.annotation.ArquillianTest;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Framing, hosts and ways that the broker refuses before it looks at what is asked. */
@ArquillianTest
class StrictnessIT {
  private static final String JSON = "Content-Type: application/json";

  @BeforeEach
  void forget() {
    Broker.keyId("openai");
    Surface.DROP_IN.credentials();
    TestServer.UPSTREAM.clear();
  }

  @ParameterizedTest
  @EnumSource
  void wrongContentTypeIs415(Surface surface) {
    for (String type :
        new String[] {"text/plain", "application/x-www-form-urlencoded", "application/jsonp"}) {
      Answer answer =
          Http.send(
              "POST",
              surface.path(),
              surface.good().getBytes(StandardCharsets.UTF_8),
              with(surface.credentials(), "Content-Type", type));
      assertThat(answer.status()).as(type + answer).isEqualTo(415);
      assertThat(surface.detail(answer)).isNotBlank();
    }
    assertThat(TestServer.UPSTREAM.arrivals()).isEmpty();
  }

  @ParameterizedTest
  @EnumSource
  void compressedBodyIs415(Surface surface) {
    Answer answer =
        Http.post(
            surface.path(),
            surface.good(),
            with(surface.credentials(), "Content-Encoding", "gzip"));
    assertThat(answer.status()).isEqualTo(415);
    assertThat(surface.detail(answer)).isNotBlank();
  }

  @ParameterizedTest
  @EnumSource
  void bodyOverTheLimitIs413(Surface surface) {
    int size = TestServer.MOST_BODY_BYTES;
    Answer answer = surface.post(surface.with("\"x\":\"" + "a".repeat(size) + "\""));
    assertThat(answer.status()).isEqualTo(413);
    assertThat(surface.detail(answer)).isNotBlank();
    assertThat(TestServer.UPSTREAM.arrivals()).isEmpty();
  }

  @Test
  void bodyUnderTheLimitIsServed() {
    String text = "a".repeat(TestServer.MOST_BODY_BYTES - 200);
    String body = Chat.body("gpt-fake").replace("hello", text);
    assertThat(Surface.DROP_IN.post(body).status()).isEqualTo(200);
    assertThat(TestServer.UPSTREAM.arrivals().get(0).text()).isEqualTo(body);
  }

  @Test
  void chunkedBodyIsServedAndCounted() {
    String[] token = Surface.DROP_IN.credentials();
    String body = Chat.body("gpt-fake");
    String chunk = Integer.toHexString(body.length()) + "\r\n" + body + "\r\n0\r\n\r\n";
    Answer answer =
        RawHttp.send(
            "POST",
            Chat.DROP_IN,
            RawHttp.host(),
            chunk,
            JSON,
            token[0] + ": " + token[1],
            "Transfer-Encoding: chunked");
    assertThat(answer.status()).as(answer.text()).isEqualTo(200);
    assertThat(TestServer.UPSTREAM.arrivals().get(0).text()).isEqualTo(body);
  }

  @Test
  void chunkedBodyWithALengthIsMalformed() {
    Answer answer =
        RawHttp.send(
            "POST",
            Chat.DROP_IN,
            RawHttp.host(),
            "0\r\n\r\n",
            JSON,
            "Transfer-Encoding: chunked",
            "Content-Length: 5");
    assertThat(answer.status()).isEqualTo(400);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"evil.example", "localhost", "localhost:1", "127.0.0.1.evil.example", "[::1]"})
  void anotherHostIs421(String host) {
    for (String path : new String[] {"/health", "/v1/models", "/grants", "/api/provider-keys"}) {
      Answer answer = RawHttp.send("GET", path, host, "");
      assertThat(answer.status()).as(path + " " + answer).isEqualTo(421);
      Plain.check(answer);
    }
  }

  @Test
  void requestForNoHostGetsNothing() {
    Answer answer = RawHttp.send("GET", "/", "", "");
    assertThat(answer.text()).isEmpty(); // the server ends it before it reaches us
  }

  @Test
  void otherNamesOfLoopbackAreOurs() {
    int port = TestServer.BROKER_PORT;
    for (String host : new String[] {"localhost:" + port, "127.0.0.1:" + port, "[::1]:" + port}) {
      assertThat(RawHttp.send("GET", "/health", host, "").status()).as(host).isEqualTo(200);
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "X-Forwarded-For: 127.0.0.1",
        "x-forwarded-for: 203.0.113.7",
        "X-Forwarded-Proto: https",
        "X-Forwarded-Host: localhost",
        "X-Forwarded-Prefix: /x",
        "X_Forwarded_For: 127.0.0.1",
        "Forwarded: for=127.0.0.1;proto=https",
        "X-Real-IP: 127.0.0.1",
        "Via: 1.1 somewhere"
      })
  void forwardedRequestIsRefusedWhileNoEdgeIsDeclared(String header) {
    assertThat(RawHttp.get("/health", header).status()).isEqualTo(403);
    Answer answer = RawHttp.get("/v1/models", header);
    assertThat(answer.status()).isEqualTo(403);
    assertThat(answer.members()).containsExactly("error");
  }

  private static String[] with(String[] headers, String name, String value) {
    String[] all = Arrays.copyOf(headers, headers.length + 2);
    all[headers.length] = name;
    all[headers.length + 1] = value;
    return all;
  }
}
