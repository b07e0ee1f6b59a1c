package org.aipassport.values;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class WebOriginTest {
  @ParameterizedTest
  @CsvSource({
    "https://app.example,               https://app.example",
    "https://app.example/,              https://app.example",
    "https://app.example/a/b?c=d,       https://app.example",
    "HTTPS://App.EXAMPLE/Path,          https://app.example",
    "https://app.example:443/,          https://app.example",
    "https://app.example:0443/,         https://app.example",
    "https://app.example:/,             https://app.example",
    "https://app.example:80/,           https://app.example:80",
    "https://app.example:8443,          https://app.example:8443",
    "http://localhost:80,               http://localhost",
    "http://localhost:443,              http://localhost:443",
    "http://localhost:5173/x,           http://localhost:5173",
    "http://127.0.0.1:5173,             http://127.0.0.1:5173",
    "http://[::1]:5173,                 http://[::1]:5173",
    "https://app.example.,              https://app.example.",
    "https://XN--BCHER-KVA.example,     https://xn--bcher-kva.example",
    "https://app.example?@evil.example, https://app.example"
  })
  void urlHasTheOriginThatItsPageWouldSend(String url, String origin) {
    assertThat(WebOrigin.ofUrl(url)).contains(new WebOrigin(origin));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "app.example",
        "//app.example",
        "mailto:a@app.example",
        "ftp://app.example",
        "file:///etc/passwd",
        "data:text/html,x",
        "https:///path",
        "https://user@app.example",
        "https://app.example:443@evil.example",
        "https://app.example\\@evil.example",
        "https://app.example:65536",
        "https://app.example:0",
        "https://app_one.example",
        "https://bücher.example",
        "https://app.ex%61mple",
        "https://a b.example"
      })
  void otherUrlHasNone(String url) {
    assertThat(WebOrigin.ofUrl(url)).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "https://app.example",
        "https://app.example:8443",
        "http://localhost",
        "http://localhost:5173",
        "http://127.0.0.1",
        "http://[::1]:5173",
        "https://xn--bcher-kva.example"
      })
  void headerIsReadAsBrowsersWriteIt(String text) {
    assertThat(WebOrigin.ofHeader(text).map(WebOrigin::value)).contains(text);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "null",
        "*",
        "https://",
        "https://app.example/",
        "https://app.example:443",
        "http://app.example:80",
        "https://app.example:",
        "https://app.example:08443",
        "https://app.example:65536",
        "https://app.example:99999999999",
        "https://APP.example",
        "HTTPS://app.example",
        "https://user@app.example",
        "https://app.example https://app.example",
        "https://app.example, https://app.example",
        " https://app.example",
        "https://app.example\r\nX: y",
        "https://app.example\n",
        "https://app..example",
        "https://-app.example",
        "https://bücher.example",
        "https://app.example#",
        "https://app.example?",
        "file://",
        "chrome-extension://abcdefghijklmnop"
      })
  void headerInAnyOtherSpellingNamesNoOrigin(String text) {
    assertThat(WebOrigin.ofHeader(text)).isEmpty();
  }

  @Test
  void endlessHeaderNamesNoOrigin() {
    assertThat(WebOrigin.ofHeader("https://" + "a.".repeat(100_000) + "example")).isEmpty();
  }

  @Test
  void valueCannotBeWrong() {
    assertThatIllegalArgumentException().isThrownBy(() -> new WebOrigin("null"));
  }
}
