package org.aipassport.it;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;

/**
 * Each form of a call, whole and, where it can be, as a stream: how it is asked for, and how its
 * errors look.
 */
enum OddCall {
  CHAT("openai", Chat.DROP_IN),
  RESPONSES("openai", "/v1/responses"),
  MESSAGES("anthropic", "/v1/messages"),
  GOOGLE_EVENTS("google", "/v1beta/models/"),
  GOOGLE_ARRAY("google", "/v1beta/models/"),
  PROXY_OPENAI("openai", Chat.PROXY),
  PROXY_ANTHROPIC("anthropic", Chat.PROXY),
  PROXY_GOOGLE("google", Chat.PROXY),
  COMPLETIONS("openai", "/v1/completions"),
  EMBEDDINGS("openai", "/v1/embeddings"),
  MODERATIONS("openai", "/v1/moderations"),
  IMAGES("openai", "/v1/images/generations"),
  SPEECH("openai", "/v1/audio/speech"),
  TRANSCRIPTION("openai", "/v1/audio/transcriptions");

  /** Those that are chats. */
  static final List<OddCall> CHATS = List.copyOf(EnumSet.range(CHAT, PROXY_GOOGLE));

  private static final String BOUNDARY = "odd-call";

  private static final String JSON = "application/json";

  private final String type;
  private final String path;

  OddCall(String type, String path) {
    this.type = type;
    this.path = path;
  }

  /** The provider that nobody has patience with. */
  String provider() {
    return "odd-" + type;
  }

  /** The provider that takes its time. */
  String patientProvider() {
    return type;
  }

  /** The call as it goes over a connection that is closed behind the answer. */
  String request(TestGrant grant, String model, boolean streamed) {
    String body = body(model, streamed, grant.id()); // by which its arrival is known
    return "POST "
        + target(model, streamed)
        + " HTTP/1.1\r\nHost: "
        + RawHttp.host()
        + "\r\nConnection: close\r\nContent-Type: application/json\r\nAuthorization: Bearer "
        + grant.token()
        + "\r\nContent-Length: "
        + body.length()
        + "\r\n\r\n"
        + body;
  }

  boolean isArray() {
    return this == GOOGLE_ARRAY;
  }

  boolean isGoogles() {
    return type.equals("google");
  }

  private boolean isProxy() {
    return path.equals(Chat.PROXY);
  }

  /** Makes the call and reads the answer to its end; {@code says} is the prompt. */
  Answer make(TestGrant grant, String model, boolean streamed, String says) {
    String type = this == TRANSCRIPTION ? "multipart/form-data; boundary=" + BOUNDARY : JSON;
    return Http.send(
        "POST",
        target(model, streamed),
        body(model, streamed, says).getBytes(StandardCharsets.UTF_8),
        "Authorization",
        "Bearer " + grant.token(),
        "Content-Type",
        type);
  }

  /** Whether it can be asked for as a stream. */
  boolean canStream() {
    return this != EMBEDDINGS && this != MODERATIONS;
  }

  /** Whether its whole answer is bytes, which have no end of their own. */
  boolean isBytes() {
    return this == SPEECH;
  }

  /** What is in an ordinary piece of its stream. */
  String piece(int number) {
    return switch (this) {
      case SPEECH -> "speech.audio.delta";
      case IMAGES -> "image_generation.partial_image";
      default -> "part " + number + " ";
    };
  }

  /** What is in its whole answer. */
  String said() {
    return switch (this) {
      case EMBEDDINGS -> "\"embedding\":[";
      case MODERATIONS -> "\"flagged\":";
      case IMAGES -> "\"b64_json\":";
      case TRANSCRIPTION -> "Heard ";
      default -> "You sent ";
    };
  }

  /** Whether the number of its stream's pieces is the script's. */
  boolean hasParts() {
    return this != IMAGES;
  }

  private String target(String model, boolean streamed) {
    if (!isGoogles() || isProxy()) {
      return path;
    }
    String verb = streamed ? ":streamGenerateContent" : ":generateContent";
    return path + model + verb + (streamed && !isArray() ? "?alt=sse" : "");
  }

  private String body(String model, boolean streamed, String says) {
    String head = "{\"model\":\"" + model + "\"" + (streamed ? ",\"stream\":true" : "");
    String messages = ",\"messages\":[{\"role\":\"user\",\"content\":\"" + says + "\"}]}";
    return switch (this) {
      case RESPONSES -> head + ",\"input\":\"" + says + "\"}";
      case MESSAGES -> head + ",\"max_tokens\":64" + messages;
      case GOOGLE_EVENTS, GOOGLE_ARRAY ->
          "{\"contents\":[{\"parts\":[{\"text\":\"" + says + "\"}]}]}";
      case COMPLETIONS -> head + ",\"prompt\":\"" + says + "\"}";
      case IMAGES -> // a stream of pictures has pieces only if they are asked for
          head + (streamed ? ",\"partial_images\":2" : "") + ",\"prompt\":\"" + says + "\"}";
      case EMBEDDINGS, MODERATIONS -> head + ",\"input\":\"" + says + "\"}";
      case SPEECH ->
          "{\"model\":\"%s\",\"voice\":\"alloy\",\"input\":\"%s\",\"stream_format\":\"%s\"}"
              .formatted(model, says, streamed ? "sse" : "audio");
      case TRANSCRIPTION ->
          part("name=\"model\"", model)
              + (streamed ? part("name=\"stream\"", "true") : "")
              + part("name=\"file\"; filename=\"" + says + "\"", "sound")
              + "--"
              + BOUNDARY
              + "--\r\n";
      default -> head + messages;
    };
  }

  private static String part(String disposition, String content) {
    return "--"
        + BOUNDARY
        + "\r\nContent-Disposition: form-data; "
        + disposition
        + "\r\n\r\n"
        + content
        + "\r\n";
  }

  /** The answer is an error of that status in this form. */
  void assertRefused(Answer answer, int status) {
    assertThat(answer.status()).as(answer.toString()).isEqualTo(status);
    assertThat(answer.header("content-type").orElseThrow()).startsWith("application/json");
    if (isProxy()) {
      assertThat(answer.error()).isNotBlank();
    } else {
      assertThat(answer.json().at("/error/message").asText()).isNotBlank();
    }
    switch (this) {
      case MESSAGES -> assertThat(answer.json().get("type").asText()).isEqualTo("error");
      case GOOGLE_EVENTS, GOOGLE_ARRAY ->
          assertThat(answer.json().at("/error/code").asInt()).isEqualTo(status);
      default -> {}
    }
  }

  /** The stream ends with the form's own error. */
  void assertBroken(Answer answer) {
    assertThat(answer.status()).as(answer.toString()).isEqualTo(200);
    if (isArray()) {
      JsonNode all = answer.json();
      assertThat(all.get(all.size() - 1).at("/error/code").asInt()).isBetween(502, 504);
      return;
    }
    List<String> events = events(answer);
    assertThat(events.get(events.size() - 1)).startsWith(errorEvent());
  }

  private String errorEvent() {
    return switch (type) {
      case "anthropic" -> "event: error\ndata: {\"type\":\"error\",\"error\":{\"type\":";
      case "google" -> "data: {\"error\":{\"code\":50";
      default ->
          this == RESPONSES
              ? "event: error\ndata: {\"type\":\"error\",\"code\":"
              : "data: {\"error\":{\"message\":";
    };
  }

  /** What a whole answer ends with, be it a stream or not, and no other. */
  boolean isComplete(Answer answer) {
    String text = answer.text();
    return switch (type) {
      case "anthropic" ->
          text.contains("\nevent: message_stop\n") || text.contains("\"stop_reason\":\"end_turn\"");
      case "google" -> text.contains("\"finishReason\"");
      default ->
          switch (this) {
            case RESPONSES -> text.contains("\"status\":\"completed\"");
            case EMBEDDINGS, MODERATIONS -> text.contains(said()) && text.endsWith("}");
            case IMAGES ->
                text.contains("image_generation.completed") || text.startsWith("{\"created\"");
            case SPEECH -> text.contains("speech.audio.done") || text.contains(said());
            case TRANSCRIPTION ->
                text.contains("transcript.text.done") || text.startsWith("{\"text\":");
            default ->
                text.contains("\ndata: [DONE]") || text.contains("\"finish_reason\":\"stop\"");
          };
    };
  }

  /** The events without signs of life. */
  static List<String> events(Answer answer) {
    assertThat(answer.text()).endsWith("\n\n");
    return Arrays.stream(answer.text().split("\n\n"))
        .filter(event -> !event.equals(": keep-alive"))
        .toList();
  }
}
