package org.aipassport.proxy;

import java.nio.charset.StandardCharsets;
import java.util.Locale;
import org.aipassport.json.Json;
import org.aipassport.json.JsonNull;
import org.aipassport.json.JsonObject;
import org.aipassport.json.JsonString;
import org.aipassport.json.JsonValue;
import org.aipassport.problems.Refusal;
import org.aipassport.problems.RefusalException;
import org.aipassport.providers.EventDialect;
import org.aipassport.wire.ErrorShape;
import org.aipassport.wire.StatusCodes;

/**
 * The event that tells a caller, in the middle of a stream, that no more will come. The connection
 * cannot tell it: servers end every answer cleanly.
 */
final class StreamError {
  private StreamError() {}

  /**
   * The event for an error of ours.
   *
   * @param number the event's own, where a dialect numbers its events
   */
  static byte[] event(EventDialect dialect, RefusalException refusal, long number) {
    return switch (dialect) {
      case CHAT, OPENAI_TYPED ->
          bytes("", new String(ErrorShape.OPENAI.bytes(refusal), StandardCharsets.UTF_8));
      case RESPONSES ->
          named(numbered(new JsonString(code(refusal)), new JsonString(refusal.detail()), number));
      case ANTHROPIC -> named(anthropic(refusal));
      case GOOGLE -> bytes("", Json.text(google(refusal)));
    };
  }

  /** The event for an error that the upstream answered instead of a stream. */
  static byte[] event(EventDialect dialect, JsonObject body, int status, long number) {
    return switch (dialect) {
      case CHAT, OPENAI_TYPED, GOOGLE -> bytes("", Json.text(body));
      case ANTHROPIC -> named(body);
      case RESPONSES -> {
        JsonObject error = body.get("error") instanceof JsonObject inner ? inner : body;
        JsonValue message = error.get("message");
        yield named(
            numbered(
                codeOf(error),
                message instanceof JsonString
                    ? message
                    : new JsonString("The provider answered with status " + status + "."),
                number));
      }
    };
  }

  private static JsonValue codeOf(JsonObject error) {
    JsonValue code = error.get("code") instanceof JsonString text ? text : error.get("type");
    return code instanceof JsonString ? code : JsonNull.NULL;
  }

  private static JsonObject numbered(JsonValue code, JsonValue message, long number) {
    return JsonObject.builder()
        .put("type", "error")
        .put("code", code)
        .put("message", message)
        .put("param", JsonNull.NULL)
        .put("sequence_number", number)
        .build();
  }

  private static JsonObject anthropic(RefusalException refusal) {
    JsonObject error =
        JsonObject.builder()
            .put("type", anthropicType(refusal.reason()))
            .put("message", refusal.detail())
            .build();
    return JsonObject.builder().put("type", "error").put("error", error).build();
  }

  private static String anthropicType(Refusal reason) {
    return switch (StatusCodes.of(reason)) {
      case 400 -> "invalid_request_error";
      case 401 -> "authentication_error";
      case 403 -> "permission_error";
      case 404 -> "not_found_error";
      case 413 -> "request_too_large";
      case 429 -> "rate_limit_error";
      case 503 -> "overloaded_error";
      case 504 -> "timeout_error";
      default -> "api_error";
    };
  }

  /** Google's error object. */
  static JsonObject google(RefusalException refusal) {
    int status = StatusCodes.of(refusal.reason());
    JsonObject error =
        JsonObject.builder()
            .put("code", status)
            .put("message", refusal.detail())
            .put("status", googleStatus(status))
            .build();
    return JsonObject.builder().put("error", error).build();
  }

  private static String googleStatus(int status) {
    return switch (status) {
      case 400 -> "INVALID_ARGUMENT";
      case 401 -> "UNAUTHENTICATED";
      case 403 -> "PERMISSION_DENIED";
      case 404 -> "NOT_FOUND";
      case 429 -> "RESOURCE_EXHAUSTED";
      case 500 -> "INTERNAL";
      case 504 -> "DEADLINE_EXCEEDED";
      default -> "UNAVAILABLE";
    };
  }

  private static String code(RefusalException refusal) {
    return refusal.reason().name().toLowerCase(Locale.ROOT);
  }

  private static byte[] named(JsonObject data) {
    return bytes("event: error\n", Json.text(data));
  }

  private static byte[] bytes(String name, String data) {
    return (name + "data: " + data + "\n\n").getBytes(StandardCharsets.UTF_8);
  }
}
