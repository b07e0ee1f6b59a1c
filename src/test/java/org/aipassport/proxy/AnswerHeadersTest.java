package org.aipassport.proxy;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import java.util.Optional;
import org.aipassport.providers.GivenProviders;
import org.aipassport.providers.Provider;
import org.aipassport.support.FakeExchange;
import org.aipassport.support.FakeResponse;
import org.aipassport.values.SecretText;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class AnswerHeadersTest {
  private static final String KEY = "sk-real-key-0001";
  private static final Map<String, String> OURS =
      Map.of("Cache-Control", "no-store", "X-Accel-Buffering", "no");

  private final FakeResponse response = new FakeResponse();

  @ParameterizedTest
  @CsvSource({
    "openai, x-request-id",
    "openai, openai-processing-ms",
    "openai, openai-version",
    "openai, retry-after",
    "openai, retry-after-ms",
    "openai, x-should-retry",
    "vllm, x-request-id",
    "anthropic, request-id",
    "anthropic, retry-after",
    "google, retry-after",
    "azure-openai, apim-request-id",
    "azure-openai, x-ms-request-id",
    "azure-openai, x-request-id",
    "bedrock, x-amzn-requestid",
    "bedrock, retry-after"
  })
  void headerOfTheProvidersTableIsPassedOn(String type, String name) {
    pass(type, new FakeExchange(200).with(name, "v-1"));
    assertThat(response.header(name)).contains("v-1");
    assertThat(response.headers()).hasSize(3);
  }

  @Test
  void headerOfAnotherProvidersTableStaysHere() {
    pass("openai", new FakeExchange(200).with("apim-request-id", "v-1"));
    assertThat(response.headers()).containsExactlyInAnyOrderEntriesOf(OURS);
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
    pass(new FakeExchange(200).with("x-request-id", "Bearer " + KEY).with("openai-version", "r"));
    assertThat(response.header("x-request-id")).isEmpty();
    assertThat(response.header("openai-version")).contains("r");
  }

  @Test
  void ourOwnRequestIdStaysWhereTheUpstreamHasNone() {
    response.servlet().setHeader("x-request-id", "ours");
    pass(new FakeExchange(200));
    assertThat(response.header("x-request-id")).contains("ours");
  }

  private void pass(FakeExchange exchange) {
    pass("openai", exchange);
  }

  private void pass(String type, FakeExchange exchange) {
    Provider provider =
        GivenProviders.of(
            "p",
            Map.of(
                "aipassport.providers", "p",
                "aipassport.provider.p.type", type,
                "aipassport.provider.p.base-url", "https://p.example"));
    AnswerHeaders.of(
            exchange, provider.answerHeaders(), new KeyGuard(Optional.of(new SecretText(KEY))))
        .forEach(response.servlet()::setHeader);
  }
}
