package org.aipassport.it;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import org.aipassport.support.FakeProvider;
import org.jboss.arquillian.junit5.container.annotation.ArquillianTest;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What a real browser lets a page do with the broker. */
@ArquillianTest
class BrowserPageIT {
  private static final FakeProvider UPSTREAM = TestServer.UPSTREAM;

  @BeforeEach
  void forget() {
    Broker.keyId("openai");
    UPSTREAM.clear();
  }

  @Test
  void pageOfTheAppStreamsAChat() {
    try (Browser browser = new Browser()) {
      JsonNode said = browser.run(call(Chat.streamed("gpt-fake"), granted(browser).token()));
      assertThat(said.path("status").asInt()).as(said.toString()).isEqualTo(200);
      assertThat(said.path("text").asText()).startsWith("data: {").contains("data: [DONE]");
      assertThat(said.path("id").asText()).isNotEmpty();
      assertThat(UPSTREAM.arrivals()).hasSize(1);
    }
  }

  @Test
  void pageOfTheAppReadsWhyItWasRefused() {
    try (Browser browser = new Browser()) {
      granted(browser);
      JsonNode said = browser.run(call(Chat.body("gpt-fake"), "not.a.token"));
      assertThat(said.path("status").asInt()).as(said.toString()).isEqualTo(401);
      assertThat(said.path("text").asText()).contains("credentials_invalid");
      assertThat(said.path("challenge").asText()).contains("invalid_token");
    }
  }

  @Test
  void pageOfAnotherOriginGetsNothingOutOfTheToken() {
    try (Browser app = new Browser();
        Browser other = new Browser()) {
      TestGrant grant = granted(app);
      JsonNode said = other.run(call(Chat.body("gpt-fake"), grant.token()));
      assertThat(said.path("error").asText()).as(said.toString()).contains("TypeError");
      assertThat(UPSTREAM.arrivals()).isEmpty();
      assertThat(grant.used()).isZero();
    }
  }

  private static TestGrant granted(Browser browser) {
    return TestGrant.ask("openai").at(browser.origin() + "/app").models("gpt-fake").approved();
  }

  /** A call as SDKs make it, with one of their own headers. */
  private static String call(String body, String token) {
    return """
    fetch('%s', {
      method: 'POST',
      headers: {
        'authorization': 'Bearer %s',
        'content-type': 'application/json',
        'x-stainless-os': 'Unknown'
      },
      body: '%s'
    }).then(async response => ({
      status: response.status,
      id: response.headers.get('aipassport-request-id'),
      challenge: response.headers.get('www-authenticate'),
      text: await response.text()
    })).catch(e => ({error: String(e)}))"""
        .formatted(Http.BROKER + Chat.DROP_IN, token, body);
  }
}
