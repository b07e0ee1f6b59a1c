package org.aipassport.outbound;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.URI;
import java.util.List;
import org.aipassport.config.Egress;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A request that could be read in two ways cannot be made. */
class UpstreamValuesTest {
  private static final UpstreamTarget TARGET =
      new UpstreamTarget(
          URI.create("https://api.openai.com"), false, Upstream.PATIENT, Egress.DIRECT);

  @ParameterizedTest
  @ValueSource(strings = {"a\r\nx: y", "a\nb", "a\rb", "a\0b", "a\tb", "caf\u00e9", "\u007f"})
  void headerValueWithAControlOrForeignCharacterIsRefused(String value) {
    assertThatThrownBy(() -> new Header("x-test", value))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageNotContaining(value);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "a b", "a:b", "a\r\nb", "a\0", "\u00e9"})
  void headerNameThatIsNoTokenIsRefused(String name) {
    assertThatThrownBy(() -> new Header(name, "v")).isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void headerDoesNotPrintItsValue() {
    assertThat(new Header("authorization", "Bearer secret").toString())
        .isEqualTo("authorization: [hidden]");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "https://api.openai.com/",
        "https://api.openai.com/v1",
        "https://api.openai.com?x",
        "https://api.openai.com#x",
        "https://user@api.openai.com",
        "https://user:secret@api.openai.com",
        "https://api.openai.com:0",
        "https://api.openai.com:65536",
        "https://api.openai.com:",
        "ftp://api.openai.com",
        "file:///etc/passwd",
        "//api.openai.com",
        "https:api.openai.com",
        "https://127.1",
        "https://1.2.3.04",
        "https://0x7f000001"
      })
  void whatIsNoPlainOriginIsRefusedWithoutBeingRepeated(String origin) {
    assertThatThrownBy(
            () -> new UpstreamTarget(URI.create(origin), true, Upstream.PATIENT, Egress.DIRECT))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageNotContaining("secret");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "https://api.openai.com",
        "HTTPS://API.openai.com:8443",
        "http://localhost:11434",
        "http://10.0.0.1",
        "http://[::1]:8080",
        "https://0x.example"
      })
  void plainOriginIsTaken(String origin) {
    URI uri = URI.create(origin);
    assertThat(new UpstreamTarget(uri, true, Upstream.PATIENT, Egress.DIRECT).origin())
        .isEqualTo(uri);
  }

  @Test
  void hostFieldLeavesTheStandardPortOut() {
    assertThat(TARGET.hostField()).isEqualTo("api.openai.com");
    URI standard = URI.create("https://a.example:443");
    assertThat(new UpstreamTarget(standard, false, Upstream.PATIENT, Egress.DIRECT).hostField())
        .isEqualTo("a.example");
    URI other = URI.create("http://a.example:443");
    assertThat(new UpstreamTarget(other, false, Upstream.PATIENT, Egress.DIRECT).hostField())
        .isEqualTo("a.example:443");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "v1",
        "//evil.example/v1",
        "/a b",
        "/a\r\nb",
        "/a#b",
        "/a\\b",
        "/a%zz",
        "/a%2",
        "/{x}",
        "/\u00e9",
        "https://evil.example/"
      })
  void pathThatIsNotEncodedOrNamesAHostIsRefused(String path) {
    assertThatThrownBy(() -> request("GET", path, List.of(), ""))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "Host",
        "content-length",
        "Transfer-Encoding",
        "connection",
        "Accept-Encoding",
        "expect",
        "upgrade",
        "te",
        "trailer",
        "keep-alive",
        "proxy-connection",
        "proxy-authorization"
      })
  void headerThatFramesTheMessageIsRefused(String name) {
    assertThatThrownBy(() -> request("POST", "/", List.of(new Header(name, "x")), "{}"))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void otherMethodsAndAGetWithABodyAreRefused() {
    assertThatThrownBy(() -> request("PUT", "/", List.of(), ""))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> request("get", "/", List.of(), ""))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> request("GET", "/", List.of(), "{}"))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void requestDoesNotPrintItsPathHeadersOrBody() {
    UpstreamRequest request =
        request("POST", "/secret", List.of(new Header("x-api-key", "secret")), "secret");
    assertThat(request.toString()).doesNotContain("secret");
  }

  private static UpstreamRequest request(
      String method, String path, List<Header> headers, String body) {
    return new UpstreamRequest(
        TARGET, method, path, headers, body.getBytes(java.nio.charset.StandardCharsets.UTF_8));
  }
}
