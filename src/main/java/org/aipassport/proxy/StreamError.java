package org.aipassport.proxy;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import org.aipassport.json.Json;
import org.aipassport.json.JsonNull;
import org.aipassport.json.JsonObject;
import org.aipassport.json.JsonString;
import org.aipassport.json.JsonValue;
import org.aipassport.problems.RefusalException;
import org.aipassport.providers.EventDialect;
import org.aipassport.wire.ErrorShape;

/**
 * The event that tells a caller, in the middle of a stream, that no more will come. The connection
 * cannot tell it: servers end every answer cleanly.
 */
final class StreamError {
  private static final byte[] END = {'\n', '\n'};

  private StreamError() {}

  /**
   * The event for an error of ours.
   *
   * @param number the event's own, where a dialect numbers its events
   */
  static byte[] event(EventDialect dialect, RefusalException refusal, long number) {
    return switch (dialect) {
      case CHAT, OPENAI_TYPED -> bytes("", ErrorShape.OPENAI.bytes(refusal));
      case RESPONSES -> named(Json.write(ofResponses(refusal, number)));
      case ANTHROPIC -> named(ErrorShape.ANTHROPIC.bytes(refusal));
      case GOOGLE -> bytes("", ErrorShape.GOOGLE.bytes(refusal));
    };
  }

  /** The event for an error that the upstream answered instead of a stream. */
  static byte[] event(EventDialect dialect, JsonObject body, int status, long number) {
    return switch (dialect) {
      case CHAT, OPENAI_TYPED, GOOGLE -> bytes("", Json.write(body));
      case ANTHROPIC -> named(Json.write(body));
      case RESPONSES -> {
        JsonObject error = body.get("error") instanceof JsonObject inner ? inner : body;
        JsonValue message = error.get("message");
        JsonValue told =
            message instanceof JsonString
                ? message
                : new JsonString("The provider answered with status " + status + ".");
        yield named(Json.write(numbered(codeOf(error), told, number).build()));
      }
    };
  }

  private static JsonValue codeOf(JsonObject error) {
    JsonValue code = error.get("code") instanceof JsonString text ? text : error.get("type");
    return code instanceof JsonString ? code : JsonNull.NULL;
  }

  private static JsonObject ofResponses(RefusalException refusal, long number) {
    JsonString code = new JsonString(refusal.reason().name().toLowerCase(Locale.ROOT));
    JsonObject.Builder error = numbered(code, new JsonString(refusal.detail()), number);
    if (!refusal.facts().isEmpty()) {
      error.put("details", ErrorShape.facts(refusal));
    }
    return error.build();
  }

  private static JsonObject.Builder numbered(JsonValue code, JsonValue message, long number) {
    return JsonObject.builder()
        .put("type", "error")
        .put("code", code)
        .put("message", message)
        .put("param", JsonNull.NULL)
        .put("sequence_number", number);
  }

  private static byte[] named(byte[] data) {
    return bytes("event: error\n", data);
  }

  private static byte[] bytes(String name, byte[] data) {
    ByteArrayOutputStream event = new ByteArrayOutputStream();
    event.writeBytes((name + "data: ").getBytes(StandardCharsets.US_ASCII));
    event.writeBytes(data);
    event.writeBytes(END);
    return event.toByteArray();
  }
}
