package org.aipassport.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.aipassport.support.Arrival;
import org.aipassport.support.FakeProvider;
import org.jboss.arquillian.junit5.container.annotation.ArquillianTest;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What leaves the broker for a call, and what is checked before, in which order. */
@ArquillianTest
class ProxyIT {
  private static final FakeProvider UPSTREAM = TestServer.UPSTREAM;
  private static final String JSON = "Content-Type: application/json";
  private static final String CHAT =
      "{\"model\":\"gpt-fake\",\"messages\":[{\"role\":\"system\",\"content\":\"Be brief.\"},"
          + "{\"role\":\"user\",\"content\":\"Grüße 🦊\"},"
          + "{\"role\":\"assistant\",\"content\":\"Hi\"}],"
          + "\"stop\":[\"END\"],\"top_p\":1e-1,\"temperature\":0.70}";

  /** All that an OpenAI-compatible upstream ever sees of a call, in this order. */
  private static final List<String> OPENAI_HEADERS =
      List.of(
          "Host",
          "User-Agent",
          "Accept-Encoding",
          "Connection",
          "Accept",
          "Content-Type",
          "Authorization",
          "Content-Length");

  @BeforeEach
  void forget() {
    Stream.of("openai", "anthropic", "google").forEach(Broker::keyId);
    UPSTREAM.clear();
  }

  @Test
  void openAiGetsTheChatAsItIs() {
    Answer answer = Http.post(Chat.PROXY, CHAT, TestGrant.of("openai", "gpt-fake").bearer());
    assertThat(answer.status()).as(answer.text()).isEqualTo(200);
    assertThat(answer.json().at("/choices/0/message/role").asText()).isEqualTo("assistant");
    Arrival arrival = only();
    assertThat(arrival.method() + " " + arrival.target()).isEqualTo("POST /v1/chat/completions");
    assertThat(arrival.text()).isEqualTo(CHAT);
    assertThat(names(arrival)).isEqualTo(OPENAI_HEADERS);
    assertThat(arrival.header("accept")).contains("application/json");
    assertThat(arrival.header("authorization")).contains("Bearer " + Broker.key("openai"));
  }

  @Test
  void anthropicGetsMessagesWithTheSystemTextLiftedOut() {
    TestGrant grant = TestGrant.of("anthropic", "claude-fake");
    String chat = CHAT.replace("gpt-fake", "claude-fake");
    Answer answer = Http.post(Chat.PROXY, chat, grant.bearer());
    assertThat(answer.status()).as(answer.text()).isEqualTo(200);
    assertThat(answer.json().get("type").asText()).isEqualTo("message");
    assertThat(answer.header("request-id")).contains("req_fake");
    Arrival arrival = only();
    assertThat(arrival.target()).isEqualTo("/v1/messages");
    assertThat(arrival.text())
        .isEqualTo(
            "{\"model\":\"claude-fake\",\"max_tokens\":1024,\"system\":\"Be brief.\","
                + "\"messages\":[{\"role\":\"user\",\"content\":\"Grüße 🦊\"},"
                + "{\"role\":\"assistant\",\"content\":\"Hi\"}],"
                + "\"temperature\":0.70,\"top_p\":1e-1,\"stop_sequences\":[\"END\"]}");
    assertThat(arrival.header("x-api-key")).contains(Broker.key("anthropic"));
    assertThat(arrival.header("anthropic-version")).contains("2023-06-01");
    assertThat(arrival.header("authorization")).isEmpty();
  }

  @Test
  void googleGetsContentsInItsOwnForm() {
    TestGrant grant = TestGrant.of("google", "gemini-fake");
    String chat =
        CHAT.replace("gpt-fake", "gemini-fake").replace("\"stop\"", "\"max_tokens\":7,\"stop\"");
    Answer answer = Http.post(Chat.PROXY, chat, grant.bearer());
    assertThat(answer.status()).as(answer.text()).isEqualTo(200);
    assertThat(answer.json().has("candidates")).isTrue();
    Arrival arrival = only();
    assertThat(arrival.target()).isEqualTo("/v1beta/models/gemini-fake:generateContent");
    assertThat(arrival.text())
        .isEqualTo(
            "{\"contents\":[{\"role\":\"user\",\"parts\":[{\"text\":\"Grüße 🦊\"}]},"
                + "{\"role\":\"model\",\"parts\":[{\"text\":\"Hi\"}]}],"
                + "\"systemInstruction\":{\"parts\":[{\"text\":\"Be brief.\"}]},"
                + "\"generationConfig\":{\"maxOutputTokens\":7,\"temperature\":0.70,"
                + "\"topP\":1e-1,\"stopSequences\":[\"END\"]}}");
    assertThat(arrival.header("x-goog-api-key")).contains(Broker.key("google"));
    assertThat(arrival.header("authorization")).isEmpty();
  }

  @Test
  void ollamaGetsNoKeyAtAll() {
    assertThat(Chat.proxy(TestGrant.of("ollama", "llama-fake"), "llama-fake").status())
        .isEqualTo(200);
    assertThat(names(only())).isEqualTo(without(OPENAI_HEADERS, "Authorization"));
  }

  @Test
  void streamsArriveInTheProvidersOwnForm() {
    assertThat(streamed("openai", "gpt-fake").get(0)).startsWith("data: {\"id\":\"chatcmpl-fake\"");
    assertThat(only().header("accept")).contains("text/event-stream");
    assertThat(streamed("anthropic", "claude-fake").get(0)).startsWith("event: message_start\n");
    assertThat(streamed("google", "gemini-fake").get(0)).startsWith("data: {\"candidates\"");
    assertThat(UPSTREAM.arrivals().get(2).target())
        .isEqualTo("/v1beta/models/gemini-fake:streamGenerateContent?alt=sse");
  }

  @Test
  void equalBodiesLeaveEqualAndNothingIsTidiedUp() {
    TestGrant grant = TestGrant.of("openai", "gpt-fake");
    String body =
        "{\"zeta\":[1.50,1E+2,-0.0,12345678901234567],\"model\":\"gpt-fake\",\"alpha\":{\"b\":1,"
            + "\"a\":\"\u00e9\u2028🦊\"},\"messages\":[{\"role\":\"user\",\"content\":\"x\"}]}";
    assertThat(Http.post(Chat.DROP_IN, body, grant.bearer()).status()).isEqualTo(200);
    assertThat(Http.post(Chat.DROP_IN, body, grant.bearer()).status()).isEqualTo(200);
    assertThat(UPSTREAM.arrivals().get(0).body()).isEqualTo(UPSTREAM.arrivals().get(1).body());
    assertThat(UPSTREAM.arrivals().get(0).text()).isEqualTo(body);
  }

  @Test
  void callersHeadersAreNotForwarded() {
    TestGrant grant = TestGrant.of("openai", "gpt-fake");
    Answer answer =
        RawHttp.post(
            Chat.DROP_IN,
            Chat.body("gpt-fake"),
            JSON,
            "Authorization: Bearer " + grant.token(),
            "X-API-Key: " + grant.token(),
            "x-goog-api-key: " + grant.token(),
            "api-key: smuggled",
            "X-Api-Key-2: smuggled",
            "x_api_key: smuggled",
            "Connection: close, Authorization, Content-Length, x-api-key",
            "Accept: text/html",
            "Accept-Encoding: gzip, br",
            "User-Agent: smuggled",
            "Cookie: smuggled=1",
            "OpenAI-Organization: org-smuggled",
            "OpenAI-Project: proj-smuggled",
            "OpenAI-Beta: smuggled",
            "anthropic-version: smuggled",
            "X-Original-URL: /smuggled",
            "X-Remote-User: smuggled",
            "X-HTTP-Method-Override: DELETE",
            "TE: trailers",
            "Proxy-Authorization: Basic smuggled",
            "traceparent: 00-smuggled");
    assertThat(answer.status()).as(answer.text()).isEqualTo(200);
    Arrival arrival = only();
    assertThat(names(arrival)).isEqualTo(OPENAI_HEADERS);
    assertThat(arrival.head()).doesNotContain("smuggled").doesNotContain(grant.token());
    assertThat(arrival.header("accept")).contains("application/json");
    assertThat(arrival.header("accept-encoding")).contains("identity");
    assertThat(arrival.header("connection")).contains("keep-alive");
    assertThat(arrival.header("authorization")).contains("Bearer " + Broker.key("openai"));
  }

  @Test
  void queryIsNotForwarded() {
    TestGrant grant = TestGrant.of("openai", "gpt-fake");
    Http.post(Chat.DROP_IN + "?api-version=1&x=y", Chat.body("gpt-fake"), grant.bearer());
    assertThat(UPSTREAM.arrivals()).allMatch(arrival -> !arrival.target().contains("?"));
  }

  @Test
  void missingAuthorizationIsToldFirst() {
    Answer answer = Http.post(Chat.PROXY, "{not json");
    assertThat(answer.status()).isEqualTo(401);
    assertThat(answer.header("www-authenticate").orElse(""))
        .startsWith("Bearer realm=\"aipassport\", resource_metadata=\"http://")
        .endsWith("/.well-known/oauth-protected-resource\"");
    assertThat(answer.error()).contains("Authorization");
  }

  @Test
  void malformedBodyIsToldBeforeABadToken() {
    Answer answer = Http.post(Chat.PROXY, "{not json", Http.bearer("eyJ.not.atoken"));
    assertThat(answer.status()).isEqualTo(400);
    assertThat(answer.error()).startsWith("Validation");
    Answer good = Http.post(Chat.PROXY, Chat.body("gpt-fake"), Http.bearer("eyJ.not.atoken"));
    assertThat(good.status()).isEqualTo(401);
  }

  @Test
  void tokenIsToldBeforeScope() {
    TestGrant grant = TestGrant.of("openai", "gpt-fake");
    grant.revoke();
    assertThat(Chat.proxy(grant, "not-granted").status()).isEqualTo(401);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "\"n\":2",
        "\"tools\":[]",
        "\"Model\":\"gpt-fake\"",
        "\"user\":\"x\"",
        "\"stream\":\"yes\"",
        "\"max_tokens\":0",
        "\"temperature\":3",
        "\"stop\":[1]",
        "\"top_p\":\"1\""
      })
  void whatTheAgnosticChatDoesNotKnowIsRefused(String member) {
    TestGrant grant = TestGrant.of("openai", "gpt-fake");
    String body = Chat.body("gpt-fake").replace("{\"model\"", "{" + member + ",\"model\"");
    Answer answer = Http.post(Chat.PROXY, body, grant.bearer());
    assertThat(answer.status()).as(answer.text()).isEqualTo(400);
    assertThat(answer.error())
        .startsWith("Validation")
        .contains(member.substring(1, member.indexOf('"', 1)));
    assertThat(UPSTREAM.arrivals()).isEmpty();
    assertThat(grant.used()).isZero();
  }

  @Test
  void pathOfAnotherProtocolNamesTheRightOne() {
    Answer answer = Chat.dropIn(TestGrant.of("anthropic", "claude-fake"), "claude-fake");
    assertThat(answer.status()).isEqualTo(403);
    assertThat(answer.text()).contains("/proxy/chat");
    assertThat(UPSTREAM.arrivals()).isEmpty();
  }

  private static List<String> streamed(String provider, String model) {
    try (EventStream stream = EventStream.open(TestGrant.of(provider, model), model)) {
      assertThat(stream.status()).isEqualTo(200);
      assertThat(stream.header("content-type").orElseThrow()).startsWith("text/event-stream");
      return stream.rest();
    }
  }

  private static Arrival only() {
    assertThat(UPSTREAM.arrivals()).hasSize(1);
    return UPSTREAM.arrivals().get(0);
  }

  private static List<String> names(Arrival arrival) {
    return arrival.headers().stream().map(Arrival.Field::name).toList();
  }

  private static List<String> without(List<String> names, String name) {
    List<String> rest = new ArrayList<>(names);
    rest.remove(name);
    return rest;
  }
}
