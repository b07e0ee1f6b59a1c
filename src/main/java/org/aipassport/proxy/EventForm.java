package org.aipassport.proxy;

import java.nio.charset.StandardCharsets;
import org.aipassport.json.Json;
import org.aipassport.json.JsonNumber;
import org.aipassport.json.JsonObject;
import org.aipassport.problems.RefusalException;
import org.aipassport.providers.EventDialect;
import org.jspecify.annotations.Nullable;

/** A stream of server-sent events. */
final class EventForm extends StreamForm {
  private static final byte[] COMMENT = ": keep-alive\n\n".getBytes(StandardCharsets.US_ASCII);

  private final EventDialect dialect;
  private byte @Nullable [] last;

  EventForm(EventDialect dialect) {
    this.dialect = dialect;
  }

  @Override
  String contentType() {
    return "text/event-stream";
  }

  @Override
  byte[] signOfLife() {
    return COMMENT;
  }

  @Override
  byte[] note(String line) {
    return (": " + line + "\n\n").getBytes(StandardCharsets.UTF_8);
  }

  @Override
  byte[] error(RefusalException refusal) {
    return StreamError.event(dialect, refusal, nextNumber());
  }

  @Override
  byte[] error(JsonObject body, int status) {
    return StreamError.event(dialect, body, status, nextNumber());
  }

  @Override
  void sending(byte[] piece) {
    if (dialect == EventDialect.RESPONSES) {
      last = piece;
    }
  }

  /** Responses number their events; read only when it is needed. */
  private long nextNumber() {
    if (last == null) {
      return 0;
    }
    try {
      JsonObject data = Json.parseObject(new ServerEvent(last).data());
      return data.get("sequence_number") instanceof JsonNumber number
          ? number.exactLong().orElse(-1) + 1
          : 0;
    } catch (RefusalException e) {
      return 0;
    }
  }
}
