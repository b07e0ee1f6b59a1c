package org.aipassport.proxy;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import java.util.Optional;
import org.aipassport.support.FakeExchange;
import org.aipassport.support.FakeResponse;
import org.aipassport.values.SecretText;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class AnswerHeadersTest {
  private static final String KEY = "sk-real-key-0001";
  private static final Map<String, String> OURS =
      Map.of("Cache-Control", "no-store", "X-Accel-Buffering", "no");

  private final FakeResponse response = new FakeResponse();

  @ParameterizedTest
  @ValueSource(
      strings = {
        "x-request-id",
        "request-id",
        "retry-after",
        "retry-after-ms",
        "x-should-retry",
        "openai-processing-ms",
        "openai-version"
      })
  void headerOnTheListIsPassedOn(String name) {
    pass(new FakeExchange(200).with(name, "v-1"));
    assertThat(response.header(name)).contains("v-1");
    assertThat(response.headers()).hasSize(3);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "Set-Cookie",
        "Location",
        "Server",
        "Via",
        "Content-Length",
        "Transfer-Encoding",
        "Connection",
        "Content-Encoding",
        "Trailer",
        "Upgrade",
        "Authorization",
        "WWW-Authenticate",
        "x-api-key",
        "Access-Control-Allow-Origin",
        "Content-Security-Policy",
        "Strict-Transport-Security",
        "Clear-Site-Data",
        "openai-organization",
        "openai-project",
        "x-ratelimit-remaining-requests",
        "aipassport-request-id",
        "cf-ray",
        "Cache-Control",
        "X-Accel-Buffering"
      })
  void headerNotOnTheListStaysHere(String name) {
    pass(new FakeExchange(200).with(name, "v-1"));
    assertThat(response.headers()).containsExactlyInAnyOrderEntriesOf(OURS);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"a\r\nSet-Cookie: x=1", "a\nb", "a\rb", "a\tb", "a\u0000", "ä", "a\u007f"})
  void valueThatIsNotSaneStaysHere(String value) {
    pass(new FakeExchange(200).with("x-request-id", value));
    assertThat(response.headers()).containsExactlyInAnyOrderEntriesOf(OURS);
  }

  @Test
  void endlessValueStaysHere() {
    pass(new FakeExchange(200).with("x-request-id", "a".repeat(257)));
    assertThat(response.header("x-request-id")).isEmpty();
    pass(new FakeExchange(200).with("x-request-id", "a".repeat(256)));
    assertThat(response.header("x-request-id")).isPresent();
  }

  @Test
  void keyInAHeaderStaysHere() {
    pass(new FakeExchange(200).with("x-request-id", "Bearer " + KEY).with("request-id", "r"));
    assertThat(response.header("x-request-id")).isEmpty();
    assertThat(response.header("request-id")).contains("r");
  }

  @Test
  void ourOwnRequestIdStaysWhereTheUpstreamHasNone() {
    response.servlet().setHeader("x-request-id", "ours");
    pass(new FakeExchange(200));
    assertThat(response.header("x-request-id")).contains("ours");
  }

  private void pass(FakeExchange exchange) {
    AnswerHeaders.of(exchange, new KeyGuard(Optional.of(new SecretText(KEY))))
        .forEach(response.servlet()::setHeader);
  }
}
