package org.aipassport.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.jboss.arquillian.junit5.container.annotation.ArquillianTest;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What the broker refuses before it looks at what is asked. */
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
              surface.good().getBytes(java.nio.charset.StandardCharsets.UTF_8),
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
      strings = {"evil.example", "localhost", "localhost:1", "127.0.0.1.evil.example", "[::1]", ""})
  void anotherHostIs421(String host) {
    for (String path : new String[] {"/health", "/v1/models", "/grants", "/api/provider-keys"}) {
      Answer answer = RawHttp.send("GET", path, host, "");
      assertThat(answer.status()).as(path + " " + answer).isBetween(400, 421);
      assertThat(answer.status()).isIn(400, 421);
      assertThat(answer.text()).doesNotContain("<");
    }
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

  @ParameterizedTest
  @ValueSource(
      strings = {
        "/v1%2fmodels",
        "/v1/..%2fapi%2fprovider-keys",
        "/v1/models;x=y",
        "/;/v1/models",
        "//v1/models",
        "/v1//models",
        "/v1/./models",
        "/v1/%2e%2e/grants",
        "/grants/%00",
        "/grants/x%0d%0aSet-Cookie:%20a=b",
        "/grants/%5c..",
        "/api/../grants",
        "/grants/%252e",
        "/v1/models/a%2f..%2fb%00"
      })
  void ambiguousPathIs400(String target) {
    Answer answer = RawHttp.get(target);
    assertThat(answer.status()).as(answer.toString()).isEqualTo(400);
    assertThat(answer.header("set-cookie")).isEmpty();
    assertThat(answer.text()).doesNotContain("<");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "/metrics",
        "/metrics/base",
        "/openapi",
        "/openapi/",
        "/application.wadl",
        "/api/application.wadl",
        "/application.wadl/xsd0.xsd",
        "/nothing",
        "/ui/x",
        "/ui/",
        "/api",
        "/api/nothing",
        "/grants/x/nothing",
        "/oauth2/token",
        "/WEB-INF/web.xml",
        "/META-INF/MANIFEST.MF",
        "/index.jsp",
        "/favicon.ico",
        "/health/x"
      })
  void pathThatServersTakeOrNobodyHasIs404(String path) {
    Answer answer = Http.get(path, Broker.asOwner());
    assertThat(answer.status()).as(answer.toString()).isEqualTo(404);
    plain(answer);
  }

  @ParameterizedTest
  @CsvSource({
    "TRACE,/health",
    "TRACE,/v1/models",
    "TRACE,/grants",
    "TRACE,/api/provider-keys",
    "OPTIONS,/health",
    "OPTIONS,/v1/models",
    "OPTIONS,/grants",
    "OPTIONS,/api/provider-keys",
    "FOO,/health",
    "FOO,/v1/models",
    "FOO,/grants",
    "FOO,/nothing",
    "PATCH,/grants",
    "CONNECT,/grants",
    "DELETE,/grants",
    "PUT,/health",
    "GET,/setup"
  })
  void methodThatNothingServesIs405(String method, String path) {
    Answer answer = RawHttp.send(method, path, RawHttp.host(), "");
    assertThat(answer.status()).as(answer.toString()).isEqualTo(405);
    plain(answer);
  }

  @Test
  void methodOfAnotherPathIs405() {
    String[] token = Surface.DROP_IN.credentials();
    String line = token[0] + ": " + token[1];
    assertThat(RawHttp.get(Chat.DROP_IN, line).status()).isEqualTo(405);
    assertThat(RawHttp.get(Chat.PROXY, line).status()).isEqualTo(405);
    assertThat(RawHttp.post("/v1/models", "{}", JSON, line).status()).isEqualTo(405);
  }

  @Test
  void everyAnswerCarriesTheSecurityHeaders() {
    List<Answer> answers =
        List.of(
            RawHttp.get("/health"),
            RawHttp.get("/v1/models"),
            RawHttp.get("/grants"),
            RawHttp.get("/api/provider-keys"),
            RawHttp.get("/nothing"),
            RawHttp.get("/v1%2fmodels"),
            RawHttp.send("TRACE", "/grants", RawHttp.host(), ""),
            RawHttp.send("GET", "/health", "evil.example", ""),
            Surface.DROP_IN.post("{"),
            Surface.GRANT_REQUESTS.post("{"),
            Surface.MANAGEMENT.post("{"));
    for (Answer answer : answers) {
      assertThat(answer.header("aipassport-request-id")).as(answer.toString()).isPresent();
      assertThat(answer.header("x-content-type-options")).contains("nosniff");
      assertThat(answer.header("referrer-policy")).contains("no-referrer");
      assertThat(answer.header("cache-control")).contains("no-store");
      assertThat(answer.header("content-security-policy").orElseThrow())
          .contains("default-src 'none'")
          .contains("frame-ancestors 'none'");
      assertThat(answer.header("cross-origin-resource-policy")).contains("same-origin");
      plain(answer);
    }
  }

  @Test
  void chatCarriesTheSecurityHeadersToo() {
    Answer chat = Surface.DROP_IN.post(Surface.DROP_IN.good());
    assertThat(chat.header("x-content-type-options")).contains("nosniff");
    assertThat(chat.header("cache-control")).contains("no-store");
    assertThat(chat.header("content-security-policy")).isPresent();
  }

  /** JSON, and nothing of the server behind it. */
  private static void plain(Answer answer) {
    assertThat(answer.header("content-type").orElse("application/json"))
        .matches("application/(problem\\+)?json");
    assertThat(answer.header("server")).isEmpty();
    assertThat(answer.header("x-powered-by")).isEmpty();
    assertThat(answer.text())
        .doesNotContainIgnoringCase("payara")
        .doesNotContainIgnoringCase("glassfish")
        .doesNotContain("Exception")
        .doesNotContain("at org.")
        .doesNotContain("<");
  }

  private static String[] with(String[] headers, String name, String value) {
    String[] all = java.util.Arrays.copyOf(headers, headers.length + 2);
    all[headers.length] = name;
    all[headers.length + 1] = value;
    return all;
  }
}
