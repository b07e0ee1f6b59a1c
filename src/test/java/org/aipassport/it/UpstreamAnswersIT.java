package org.aipassport.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.aipassport.support.FakeProvider;
import org.jboss.arquillian.junit5.container.annotation.ArquillianTest;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What an upstream answers, and what of it the caller gets. */
@ArquillianTest
class UpstreamAnswersIT {
  private static final FakeProvider UPSTREAM = TestServer.UPSTREAM;

  @BeforeEach
  void forget() {
    List.of("openai", "hasty").forEach(Broker::keyId);
    UPSTREAM.clear();
    TestServer.ELSEWHERE.clear();
  }

  @ParameterizedTest
  @ValueSource(ints = {301, 302, 303, 307, 308})
  void redirectIsNotFollowed(int status) {
    Answer answer = call("openai", "fake-redirect-" + status);
    assertThat(answer.status()).isEqualTo(502);
    assertThat(answer.header("location")).isEmpty();
    assertThat(UPSTREAM.arrivals()).hasSize(1);
    assertThat(TestServer.ELSEWHERE.connections()).isZero();
  }

  @ParameterizedTest
  @ValueSource(ints = {401, 403})
  void refusalOfOurKeyIsNotTheCallersFault(int status) {
    Answer answer = call("openai", "fake-status-" + status);
    assertThat(answer.status()).isEqualTo(502);
    assertThat(answer.header("www-authenticate")).isEmpty();
    assertThat(answer.text()).doesNotContain("Incorrect API key").doesNotContain("canary");
  }

  @ParameterizedTest
  @ValueSource(ints = {400, 404, 409, 422, 429})
  void errorOfTheCallersIsKeptAsTheProviderSaidIt(int status) {
    Answer answer = call("openai", "fake-status-" + status);
    assertThat(answer.status()).isEqualTo(status);
    assertThat(answer.json().at("/error/message").asText()).isEqualTo("fake " + status);
    assertThat(answer.header("retry-after").isPresent()).isEqualTo(status == 429);
    assertThat(answer.header("x-request-id")).contains("req_fake");
  }

  @ParameterizedTest
  @CsvSource({"500,502", "503,503", "504,504"})
  void faultOfTheProviderIsToldAsOne(int status, int told) {
    Answer answer = call("openai", "fake-status-" + status);
    assertThat(answer.status()).isEqualTo(told);
    assertThat(answer.header("x-should-retry")).contains("true");
    assertThat(UPSTREAM.arrivals()).as("nothing is retried").hasSize(1);
  }

  @Test
  void silentProviderIs504() {
    TestGrant grant = TestGrant.of("hasty", "fake-hang");
    assertThat(Chat.proxy(grant, "fake-hang").status()).isEqualTo(504);
    assertThat(grant.used()).isEqualTo(1);
    assertThat(grant.reserved()).isZero();
    assertThat(UPSTREAM.arrivals()).hasSize(1);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "fake-drop",
        "fake-short",
        "fake-junk",
        "fake-wrongtype",
        "fake-gzip",
        "fake-header-32",
        "fake-headers-250"
      })
  void unfitAnswerIs502(String model) {
    Answer answer = call("openai", model);
    assertThat(answer.status()).isEqualTo(502);
    assertThat(answer.json().at("/error/message").asText()).isNotBlank();
    assertThat(UPSTREAM.arrivals()).as("nothing is retried").hasSize(1);
  }

  @Test
  void answerThatWasNotAskedForReachesNobody() {
    TestGrant grant = TestGrant.of("openai", "fake-two-answers", "gpt-fake");
    Chat.dropIn(grant, "fake-two-answers");
    for (int i = 0; i < 3; i++) {
      Answer next = Chat.dropIn(grant, "gpt-fake");
      assertThat(next.status()).isEqualTo(200);
      assertThat(next.text()).doesNotContain("unasked");
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"/v1/chat/completions", "/proxy/chat"})
  void keyThatIsSentBackDoesNotReachTheCaller(String path) {
    TestGrant grant = TestGrant.of("openai", "fake-echo");
    Answer answer = Http.post(path, Chat.body("fake-echo"), grant.bearer());
    assertThat(answer.status()).isEqualTo(502);
    assertThat(answer.toString()).doesNotContain(Broker.key("openai")).doesNotContain("canary");
    assertThat(UPSTREAM.arrivals().get(0).head()).contains(Broker.key("openai"));
  }

  @Test
  void onlyKnownHeadersPass() {
    Answer answer = call("openai", "fake-noisy-headers");
    assertThat(answer.status()).isEqualTo(200);
    assertThat(answer.headers().keySet())
        .isSubsetOf(
            "aipassport-request-id",
            "cache-control",
            "connection",
            "content-length",
            "content-security-policy",
            "content-type",
            "cross-origin-opener-policy",
            "cross-origin-resource-policy",
            "date",
            "openai-processing-ms",
            "openai-version",
            "referrer-policy",
            "vary",
            "x-accel-buffering",
            "x-content-type-options",
            "x-frame-options",
            "x-request-id");
    assertThat(answer.header("openai-version")).contains("2020-10-01");
    assertThat(answer.toString()).doesNotContain("cloudflare").doesNotContain("org-of-the-owner");
  }

  @Test
  void everyAnswerOfTheProxyHasItsIds() {
    Answer refused = Http.post(Chat.DROP_IN, Chat.body("gpt-fake"), Http.bearer("eyJ.no.no"));
    assertThat(refused.header("aipassport-request-id")).isPresent();
    assertThat(refused.header("x-request-id")).isEqualTo(refused.header("aipassport-request-id"));
    Answer chat = call("openai", "gpt-fake");
    assertThat(chat.header("aipassport-request-id")).isPresent();
    assertThat(chat.header("x-request-id")).contains("req_fake");
  }

  private static Answer call(String provider, String model) {
    return Chat.dropIn(TestGrant.of(provider, model), model);
  }
}
