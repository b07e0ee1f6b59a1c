package org.aipassport.proxy;

import java.nio.charset.StandardCharsets;
import org.aipassport.json.Json;
import org.aipassport.json.JsonObject;
import org.aipassport.problems.RefusalException;
import org.aipassport.providers.Protocol;
import org.aipassport.wire.ErrorShape;
import org.aipassport.wire.StatusCodes;

/**
 * The event that tells a caller, in the middle of a stream, that no more will come. The connection
 * cannot tell it: servers end every answer cleanly.
 */
final class StreamError {
  private StreamError() {}

  static byte[] event(Protocol protocol, RefusalException refusal) {
    int status = StatusCodes.of(refusal.reason());
    String text =
        switch (protocol) {
          case OPENAI ->
              "data: " + new String(ErrorShape.OPENAI.bytes(refusal), StandardCharsets.UTF_8);
          case ANTHROPIC -> "event: error\ndata: " + Json.text(anthropic(refusal));
          case GOOGLE -> "data: " + Json.text(google(status, refusal));
        };
    return (text + "\n\n").getBytes(StandardCharsets.UTF_8);
  }

  private static JsonObject anthropic(RefusalException refusal) {
    JsonObject error =
        JsonObject.builder().put("type", "api_error").put("message", refusal.detail()).build();
    return JsonObject.builder().put("type", "error").put("error", error).build();
  }

  private static String googleStatus(int status) {
    return switch (status) {
      case 401 -> "UNAUTHENTICATED";
      case 500 -> "INTERNAL";
      case 504 -> "DEADLINE_EXCEEDED";
      default -> "UNAVAILABLE";
    };
  }

  private static JsonObject google(int status, RefusalException refusal) {
    JsonObject error =
        JsonObject.builder()
            .put("code", status)
            .put("message", refusal.detail())
            .put("status", googleStatus(status))
            .build();
    return JsonObject.builder().put("error", error).build();
  }
}
