package org.aipassport.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Stream;
import org.aipassport.problems.Refusal;
import org.aipassport.support.FakeRequest;
import org.aipassport.support.Refused;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class PathCheckTest {
  private static final List<String> GUARDED = List.of("/api/provider-keys", "/v1/chat/completions");

  /** What a server may take for a slash, a dot, nothing, or the end of the path. */
  private static final List<String> TRICKS =
      List.of(
          "%2f",
          "%2F",
          "%252f",
          "%255c",
          "%5c",
          "%5C",
          "\\",
          "//",
          "///",
          "/./",
          "/../",
          "/.;/",
          "/..;/",
          "/%2e/",
          "/%2E/",
          "/%2e%2e/",
          "/.%2e/",
          "/%2e./",
          "/%252e%252e/",
          "/;/",
          "/;a=b/",
          ";/",
          ";a/",
          ";jsessionid=1/",
          "%3b/",
          "%3B/",
          "/%00/",
          "%00/",
          "/%0d%0a/",
          "%0a/",
          "%0d/",
          "/%20/",
          "%09/",
          "/%c0%af/",
          "%c0%af",
          "%c1%9c",
          "%e0%80%af",
          "/%c0%ae%c0%ae/",
          "%u002f",
          "%%32%66",
          "%",
          "%2",
          "%zz",
          "\u0000/",
          "\r\n/",
          "\n/",
          "\t/",
          " /",
          "/\u2024/",
          "\u2215",
          "\u00e9/",
          "/%e2%80%ae/",
          "?/",
          "#/",
          "/|/",
          "/\"/",
          "/</",
          "/`/",
          "/^/",
          "/{/");

  static Stream<String> encodings() {
    Set<String> paths = new LinkedHashSet<>();
    for (String path : GUARDED) {
      for (String trick : TRICKS) {
        for (int slash = 0; slash >= 0; slash = path.indexOf('/', slash + 1)) {
          paths.add(path.substring(0, slash) + trick + path.substring(slash + 1));
        }
      }
      for (int i = 1; i < path.length(); i++) { // any character of it, encoded
        String encoded = "%" + Integer.toHexString(path.charAt(i));
        paths.add(path.substring(0, i) + encoded + path.substring(i + 1));
        paths.add(path.substring(0, i) + encoded.toUpperCase(Locale.ROOT) + path.substring(i + 1));
      }
      for (String tail : List.of(";", ";a", "//", "/.", "/..", "/%2e", "%00", "%20", "%0a", "\\")) {
        paths.add(path + tail);
      }
      paths.add(path.substring(1));
      paths.add("http://localhost" + path);
    }
    return paths.stream();
  }

  @Test
  void corpusIsLarge() {
    assertThat(encodings().count()).isGreaterThan(200);
  }

  @ParameterizedTest
  @MethodSource("encodings")
  void secondSpellingOfAPathIsRefused(String path) {
    malformed(path);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "/",
        "/grants",
        "/grants/AZaz09_-AZaz09_-AZaz09/approve",
        "/grants/self",
        "/tokens/eyJhbGciOiJFUzI1NiJ9.eyJ9.c2ln_-/inspect",
        "/.well-known/jwks.json",
        "/api/provider-keys",
        "/api/provider-keys/",
        "/v1/chat/completions",
        "/v1/models/gpt-4.1",
        "/v1/models/meta%2Fllama",
        "/v1/models/meta%2fllama%3A8b%40x",
        "/v1/models/meta/llama:8b",
        "/v1/models/ft:gpt-4o:org::id",
        "/v1beta/models/gemini-2.5-pro:generateContent",
        "/health/ready",
        "/a...b/..c/d.."
      })
  void ordinaryPathsPass(String path) {
    assertThatCode(() -> PathCheck.check(FakeRequest.get(path).servlet()))
        .doesNotThrowAnyException();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "/v1/models/x%2f..%2f..%2f..%2fmetrics",
        "/v1/models/..%2f..%2fapi%2fprovider-keys",
        "/v1/models/%2e%2e%2fmetrics",
        "/v1/models/..",
        "/v1/models/a%2f.%2fb",
        "/v1/models/a%2f%2fb",
        "/v1/models/a/%2fb",
        "/v1/models/%2f",
        "/v1/models/a%5cb",
        "/v1/models/a;b",
        "/v1/models/a%00",
        "/v1/models/a%252fb",
        "/V1/models/a%2fb",
        "/v1/models%2fa"
      })
  void modelNameCannotLeadElsewhere(String path) {
    malformed(path);
  }

  @Test
  void slashMayBeEncodedOnlyInAModelsName() {
    malformed("/grants/a%2Fb");
    malformed("/v1/chat%2Fcompletions");
    malformed("/tokens/a%3Ab/inspect");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "/metrics",
        "/metrics/",
        "/metrics/base",
        "/openapi",
        "/openapi/x",
        "/application.wadl",
        "/api/application.wadl",
        "/api/application.wadl/xsd0.xsd"
      })
  void whatServersAnswerThemselvesIsNotFound(String path) {
    Refused.as(Refusal.NOT_FOUND, () -> PathCheck.check(FakeRequest.get(path).servlet()));
  }

  @Test
  void whatServersAnswerThemselvesIsFoundBehindTheContextPathToo() {
    Refused.as(
        Refusal.NOT_FOUND,
        () -> PathCheck.check(FakeRequest.get("/aip/metrics").below("/aip").servlet()));
  }

  @ParameterizedTest
  @ValueSource(strings = {"/%6detrics", "/metric%73", "/%68ealth/live", "/application%2ewadl"})
  void encodingDoesNotReachWhatServersAnswerThemselves(String path) {
    malformed(path);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"TRACE", "OPTIONS", "CONNECT", "PATCH", "PROPFIND", "FOO", "get", "", "GET "})
  void otherMethodsAreRefused(String method) {
    Refused.as(
        Refusal.METHOD_NOT_ALLOWED, () -> PathCheck.check(FakeRequest.of(method, "/").servlet()));
  }

  @ParameterizedTest
  @ValueSource(strings = {"/v1/models", "/v1beta/models/m:generateContent", "/proxy/chat"})
  void pagesMayAskWhereTheyMayCall(String path) {
    PathCheck.check(FakeRequest.of("OPTIONS", path).servlet());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "/",
        "/v1x",
        "/v1beta1/models",
        "/proxyx",
        "/grants",
        "/tokens",
        "/api/v1/",
        "/ui/consent",
        "/oauth2/token",
        "/health",
        "/.well-known/jwks.json"
      })
  void pagesAskNowhereElse(String path) {
    Refused.as(
        Refusal.METHOD_NOT_ALLOWED,
        () -> PathCheck.check(FakeRequest.of("OPTIONS", path).servlet()));
  }

  @Test
  void optionsOfEverythingIsRefused() {
    Refused.as(
        Refusal.MALFORMED,
        () -> PathCheck.check(FakeRequest.of("OPTIONS", "*").below("/aip").servlet()));
  }

  @Test
  void endlessPathIsReadInOneGo() {
    malformed("/a".repeat(100_000) + ";");
  }

  private static void malformed(String path) {
    Refused.as(Refusal.MALFORMED, () -> PathCheck.check(FakeRequest.get(path).servlet()));
  }
}
