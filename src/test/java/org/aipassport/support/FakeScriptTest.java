package org.aipassport.support;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.Socket;
import java.net.SocketException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.FieldSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Each misbehaviour of the fake is what its name says, in the protocol of the path. */
@Timeout(30)
class FakeScriptTest {
  private static final String KEY = "sk-\"test\"-0123456789-abcdefghij";
  private static final ObjectMapper MAPPER = new ObjectMapper();
  private static final List<String> STREAMS =
      List.of(
          "/v1/chat/completions",
          "/v1/fim/completions",
          "/v1/completions",
          "/v1/responses",
          "/v1/messages",
          "/v1/audio/transcriptions",
          "/v1beta/models/MODEL:streamGenerateContent?alt=sse");

  private final FakeProvider provider = FakeProvider.start(0);

  @AfterEach
  void stop() {
    provider.close();
  }

  @ParameterizedTest
  @FieldSource("STREAMS")
  void streamsAreJsonEventByEvent(String path) throws IOException {
    List<JsonNode> events = events(stream(path, "fake-stream-7"));
    assertThat(events.toString()).contains("part 0 ").contains("part 6 ").doesNotContain("part 7");
    assertThat(events(stream(path, "any")).toString()).contains("part 4 ");
  }

  @ParameterizedTest
  @FieldSource("STREAMS")
  void streamWithoutItsEndEndsCleanly(String path) throws IOException {
    List<JsonNode> whole = events(stream(path, "any"));
    List<JsonNode> cut = events(stream(path, "fake-no-final"));
    assertThat(cut).hasSizeLessThan(whole.size());
    assertThat(cut.get(cut.size() - 1).toString()).contains("part 4 ");
    assertThat(stream(path, "fake-no-final")).endsWith("\r\n0\r\n\r\n");
  }

  @ParameterizedTest
  @FieldSource("STREAMS")
  void brokenStreamsBreakAfterTwoPieces(String path) throws IOException {
    for (String model : List.of("fake-drop-midstream", "fake-error-midstream")) {
      assertThat(stream(path, model)).contains("part 1 ").doesNotContain("part 2 ");
    }
    assertThat(stream(path, "fake-error-midstream")).contains("error").endsWith("0\r\n\r\n");
    assertThat(stream(path, "fake-drop-midstream")).doesNotEndWith("\r\n0\r\n\r\n");
    assertThatThrownBy(() -> stream(path, "fake-reset-midstream"))
        .isInstanceOf(SocketException.class);
    assertThatThrownBy(() -> stream(path, "fake-reset")).isInstanceOf(SocketException.class);
  }

  @ParameterizedTest
  @FieldSource("STREAMS")
  void commentsAndUnknownEventsStandBetween(String path) throws IOException {
    String text = stream(path, "fake-comments");
    assertThat(text).contains(": fake comment\n\n").contains("event: fake_unknown\n");
    assertThat(events(text).toString()).contains("part 4 ");
  }

  @Test
  void lineEndsAreWhatTheNameSays() throws IOException {
    String chat = STREAMS.get(0);
    assertThat(unchunked(stream(chat, "fake-cr")))
        .contains("data: [DONE]\r\r")
        .doesNotContain("\n");
    assertThat(unchunked(stream(chat, "fake-crlf"))).endsWith("data: [DONE]\r\n\r\n");
    assertThat(unchunked(stream(chat, "fake-done-newline"))).endsWith("\n\ndata: [DONE]\n");
    assertThat(unchunked(stream(chat, "fake-no-done")))
        .endsWith("\n\n")
        .contains("\"stop\"")
        .doesNotContain("DONE");
  }

  @ParameterizedTest
  @FieldSource("STREAMS")
  void keyComesBackSplitAndEscaped(String path) throws IOException {
    String split = stream(path, "fake-echo-key-split");
    assertThat(split).contains("\"456789-\"");
    String escaped = stream(path, "fake-echo-json-escaped");
    assertThat(escaped).contains("\\u0073\\u006b\\u002d\\u0022").doesNotContain("0123456789");
    assertThat(events(escaped).toString()).contains("0123456789-abcdefghij");
    String parts = unchunked(stream(path, "fake-echo-base-parts-3"));
    assertThat(parts).contains("\"c2s\"").contains("\"tInRlc3Qi");
    String cut = stream(path, "fake-echo-key-cut-20");
    assertThat(cut).contains("-01234567\r\n");
    assertThat(unchunked(cut)).contains("0123456789");
  }

  @Test
  void escapedKeyComesWithoutAStreamToo() throws IOException {
    assertThat(send("/v1/chat/completions", "{\"model\":\"fake-echo-json-escaped\"}"))
        .contains("{\"role\":\"assistant\",\"content\":\"\\u0073\\u006b");
  }

  @Test
  void keyComesBackAnywhereInAnAnswer() throws IOException {
    String chat = "/v1/chat/completions";
    String hex = "736b2d227465737422";
    assertThat(stream(chat, "fake-echo-key-body-4")).contains("\"content\":\"sk-\\\"test");
    assertThat(stream(chat, "fake-echo-hex-error-4"))
        .startsWith("HTTP/1.1 400")
        .contains("\"message\":\"" + hex);
    assertThat(stream(chat, "fake-echo-hex-header-4")).contains("\r\nx-request-id: " + hex);
    assertThat(stream("/v1/audio/speech", "fake-echo-percent-type-4"))
        .contains("Content-Type: audio/mpeg; fake=%73%6B%2D%22");
  }

  @Test
  void everyByteComesAloneWhenDripping() throws IOException {
    String drip = stream("/v1/chat/completions", "fake-drip-0");
    assertThat(drip).contains("part 4");
    Instant begin = Instant.now();
    assertThat(send("/v1/embeddings", "{\"model\":\"fake-drip-2\",\"input\":\"x\"}"))
        .contains("embedding");
    assertThat(Duration.between(begin, Instant.now())).isGreaterThan(Duration.ofMillis(300));
    assertThat(stream("/v1/completions", "fake-drip-1")).contains("\r\n1\r\n\"\r\n1\r\n");
  }

  @ParameterizedTest
  @ValueSource(strings = {"true", "false"})
  void silenceIsInTheMiddle(String streams) throws IOException {
    String body = "{\"model\":\"fake-silence-1\",\"stream\":" + streams + "}";
    Instant begin = Instant.now();
    String answer = send("/v1/chat/completions", body);
    assertThat(Duration.between(begin, Instant.now())).isGreaterThan(Duration.ofSeconds(1));
    assertThat(unchunked(answer)).contains("\"finish_reason\":\"stop\"");
  }

  @Test
  void informationComesBeforeTheAnswerAndTrailersBehind() throws IOException {
    assertThat(send("/v1/embeddings", "{\"model\":\"fake-1xx\",\"input\":\"x\"}"))
        .startsWith("HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 103 Early Hints\r\n")
        .contains("\r\n\r\nHTTP/1.1 200 Fake");
    assertThat(send("/v1/embeddings", "{\"model\":\"fake-trailers\",\"input\":\"x\"}"))
        .contains("Trailer: x-fake-trailer\r\n")
        .endsWith("\r\n0\r\nx-fake-trailer: fake\r\nset-cookie: fake=1\r\n\r\n");
  }

  @Test
  void brokenJsonIsSaidToBeJson() throws IOException {
    String answer = send("/v1/chat/completions", "{\"model\":\"fake-notjson\"}");
    assertThat(answer).contains("HTTP/1.1 200").contains("Content-Type: application/json\r\n");
    assertThatThrownBy(() -> MAPPER.readTree(answer.substring(answer.indexOf("\r\n\r\n"))))
        .isInstanceOf(JsonProcessingException.class);
  }

  @Test
  void lineWithoutEndComesFast() throws IOException {
    try (Socket socket = open("/v1/messages", body("fake-endless-line"))) {
      assertThat(socket.getInputStream().readNBytes(4 << 20)).hasSize(4 << 20);
    }
  }

  @ParameterizedTest
  @CsvSource({
    "/v1/chat/completions, /error/code, fake_code",
    "/v1/messages, /error/type, fake_code",
    "/v1beta/models/MODEL:generateContent, /error/details/0/reason, fake_code",
  })
  void errorsHaveTheirCodeInTheProtocolsPlace(String path, String pointer, String code)
      throws IOException {
    String answer = stream(path, "fake-status-403-fake_code");
    assertThat(answer).startsWith("HTTP/1.1 403");
    JsonNode error = MAPPER.readTree(answer.substring(answer.indexOf("\r\n\r\n")));
    assertThat(error.at(pointer).asText()).isEqualTo(code);
    assertThat(error.at("/error/message").asText()).isEqualTo("fake 403");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "/v1/chat/completions|command-r|\"stream_options\":{}|400",
        "/v1/chat/completions|command-r|\"n\":1|200",
        "/v1/chat/completions|mistral-small|\"stream_options\":{\"include_usage\":true}|422",
        "/v1/fim/completions|codestral|\"store\":false|422",
        "/openai/v1/responses|gpt-fake|\"input\":\"x\"|200",
      })
  void eachKindOfProviderRefusesWhatItDoesNotKnow(
      String path, String model, String member, int status) throws IOException {
    String body = "{\"model\":\"" + model + "\"," + member + "}";
    assertThat(send(path, body)).startsWith("HTTP/1.1 " + status);
  }

  @Test
  void azureAndBedrockWantExactlyOneKey() throws IOException {
    String both = "POST /openai/v1/models HTTP/1.1\r\nAuthorization: x\r\napi-key: y\r\n\r\n";
    for (String head : List.of(both, "POST /openai/v1/models HTTP/1.1\r\n\r\n")) {
      try (Socket socket = new Socket("127.0.0.1", provider.port())) {
        socket.getOutputStream().write(head.getBytes(StandardCharsets.US_ASCII));
        socket.shutdownOutput();
        assertThat(read(socket)).startsWith("HTTP/1.1 401");
      }
    }
  }

  @Test
  void mistralSaysItsUsageByItself() throws IOException {
    List<JsonNode> events = events(stream("/v1/chat/completions", "mistral-small"));
    JsonNode last = events.get(events.size() - 1);
    assertThat(last.at("/usage/completion_tokens").asInt()).isEqualTo(5);
    assertThat(last.at("/choices/0/finish_reason").asText()).isEqualTo("stop");
  }

  @Test
  void streamOfGooglesWithoutEventsIsAnArray() throws IOException {
    String answer = stream("/v1beta/models/MODEL:streamGenerateContent", "gemini-fake");
    JsonNode array = MAPPER.readTree(unchunked(answer));
    assertThat(array).hasSize(6);
    assertThat(array.at("/5/candidates/0/finishReason").asText()).isEqualTo("STOP");
    String cut = stream("/v1beta/models/MODEL:streamGenerateContent", "fake-no-final");
    assertThat(unchunked(cut)).startsWith("[").doesNotContain("]\n");
  }

  private static String body(String model) {
    return """
    {"model":"%s","stream":true,"messages":[{"role":"user","content":"hello"}]}"""
        .formatted(model);
  }

  private String stream(String path, String model) throws IOException {
    String body = path.contains("MODEL") ? "{\"contents\":[]}" : body(model);
    return send(path.replace("MODEL", model), body);
  }

  private String send(String path, String body) throws IOException {
    try (Socket socket = open(path, body)) {
      return read(socket);
    }
  }

  private Socket open(String path, String body) throws IOException {
    Socket socket = new Socket("127.0.0.1", provider.port());
    String head =
        "POST %s HTTP/1.1\r\nAuthorization: Bearer %s\r\nContent-Length: %d\r\n\r\n%s"
            .formatted(path, KEY, body.length(), body);
    socket.getOutputStream().write(head.getBytes(StandardCharsets.UTF_8));
    socket.shutdownOutput();
    return socket;
  }

  private static String read(Socket socket) throws IOException {
    return new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
  }

  private static List<JsonNode> events(String answer) throws IOException {
    List<JsonNode> events = new ArrayList<>();
    String comment = FakeFraming.LF.comment();
    Stream<String> lines = unchunked(answer).replace(comment, "").lines();
    for (String line : lines.filter(line -> line.startsWith("data: {")).toList()) {
      events.add(MAPPER.readTree(line.substring("data: ".length())));
    }
    return events;
  }

  private static String unchunked(String answer) throws IOException {
    byte[] all = answer.substring(answer.indexOf("\r\n\r\n") + 4).getBytes(StandardCharsets.UTF_8);
    ByteArrayOutputStream body = new ByteArrayOutputStream();
    int at = 0;
    while (at < all.length) {
      int line = at;
      while (all[line] != '\r') {
        line++;
      }
      int size = Integer.parseInt(new String(all, at, line - at, StandardCharsets.US_ASCII), 16);
      body.write(all, line + 2, size);
      at = line + 2 + size + 2;
    }
    return body.toString(StandardCharsets.UTF_8);
  }
}
