package org.aipassport.providers;

import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.aipassport.json.JsonBoolean;
import org.aipassport.json.JsonNull;
import org.aipassport.json.JsonObject;
import org.aipassport.json.JsonValue;
import org.aipassport.problems.RefusalException;

/**
 * What an upstream answers to an operation.
 *
 * @param kinds the forms in which it may answer
 * @param dialect how its events tell errors
 * @param ends what a whole stream ends with
 * @param includeUsage whether a stream tells its usage only if it is asked to, as OpenAI's chat
 * @param usage where the answer tells what was used
 */
public record AnswerTable(
    Set<AnswerKind> kinds,
    EventDialect dialect,
    StreamEnds ends,
    boolean includeUsage,
    Usage usage) {
  private static final String OPTIONS = "stream_options";
  private static final String INCLUDE_USAGE = "include_usage";

  /**
   * Members by member: in a JSON answer, in the events of a stream, and in its first event.
   *
   * @param form how it is told there; without, nothing can be read
   */
  public record Usage(
      List<String> json, List<String> events, List<String> first, Optional<UsageForm> form) {
    /** Reads it. */
    public UsageReader reader() {
      return new UsageReader(this);
    }
  }

  /** Whether the caller of a stream did not ask for the usage that the broker asks for. */
  boolean stripsUsage(JsonObject asked, boolean streamed) {
    return includeUsage && streamed && options(asked).get(INCLUDE_USAGE) != JsonBoolean.TRUE;
  }

  /** The body with the broker's own wish for usage. */
  JsonObject withUsage(JsonObject body, boolean streamed) {
    return stripsUsage(body, streamed)
        ? body.with(OPTIONS, options(body).with(INCLUDE_USAGE, JsonBoolean.TRUE))
        : body;
  }

  private static JsonObject options(JsonObject body) {
    JsonValue options = body.get(OPTIONS);
    if (options == null || options == JsonNull.NULL) {
      return JsonObject.EMPTY;
    }
    if (options instanceof JsonObject object) {
      return object;
    }
    throw RefusalException.ofField(OPTIONS, "must be an object");
  }
}
