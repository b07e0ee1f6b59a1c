package org.aipassport.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.jboss.arquillian.junit5.container.annotation.ArquillianTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Paths and methods that nobody serves, and that no page of the server answers them. */
@ArquillianTest
class PathsIT {
  private static final String JSON = "Content-Type: application/json";

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
    Plain.check(answer);
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
        "/api",
        "/api/nothing",
        "/grants/x/nothing",
        "/oauth2/nothing",
        "/WEB-INF/web.xml",
        "/META-INF/MANIFEST.MF",
        "/index.jsp",
        "/favicon.ico",
        "/error",
        "/health/x"
      })
  void pathThatServersTakeOrNobodyHasIs404(String path) {
    Answer answer = Http.get(path, Broker.asOwner());
    assertThat(answer.status()).as(answer.toString()).isEqualTo(404);
    Plain.check(answer);
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
    "DELETE,/grants",
    "PUT,/health",
    "GET,/setup"
  })
  void methodThatNothingServesIs405(String method, String path) {
    Answer answer = RawHttp.send(method, path, RawHttp.host(), "");
    assertThat(answer.status()).as(answer.toString()).isEqualTo(405);
    Plain.check(answer);
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
            RawHttp.send("FOO", "/grants", RawHttp.host(), ""),
            RawHttp.get("/WEB-INF/web.xml"),
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
      Plain.check(answer);
    }
  }

  @Test
  void chatCarriesTheSecurityHeadersToo() {
    Answer chat = Surface.DROP_IN.post(Surface.DROP_IN.good());
    assertThat(chat.header("x-content-type-options")).contains("nosniff");
    assertThat(chat.header("cache-control")).contains("no-store");
    assertThat(chat.header("content-security-policy")).isPresent();
  }
}
