package org.aipassport.providers;

import java.util.Map;
import org.aipassport.json.JsonBoolean;
import org.aipassport.json.JsonNull;
import org.aipassport.json.JsonObject;
import org.aipassport.json.JsonString;
import org.aipassport.json.JsonValue;
import org.aipassport.problems.RefusalException;

/** How a caller says that it wants its answer piece by piece. */
public sealed interface StreamChoice {
  /** What it gets. */
  Wanted of(JsonObject body, Map<String, String> query);

  /** The form of the answer that was asked for. */
  enum Wanted {
    WHOLE,
    EVENTS,
    JSON_STREAM
  }

  /** It cannot. */
  record Never() implements StreamChoice {
    @Override
    public Wanted of(JsonObject body, Map<String, String> query) {
      return Wanted.WHOLE;
    }
  }

  /** By a member that is true. */
  record ByFlag(String member) implements StreamChoice {
    @Override
    public Wanted of(JsonObject body, Map<String, String> query) {
      JsonValue value = body.get(member);
      if (value == null || value == JsonNull.NULL) {
        return Wanted.WHOLE;
      }
      if (value instanceof JsonBoolean flag) {
        return flag.value() ? Wanted.EVENTS : Wanted.WHOLE;
      }
      throw RefusalException.ofField(member, "must be true or false");
    }
  }

  /** By a field of a form, where everything is text. */
  record ByFormFlag(String field) implements StreamChoice {
    @Override
    public Wanted of(JsonObject body, Map<String, String> query) {
      JsonValue value = body.get(field);
      if (value == null) {
        return Wanted.WHOLE;
      }
      return switch (value instanceof JsonString text ? text.value() : "") {
        case "true" -> Wanted.EVENTS;
        case "false" -> Wanted.WHOLE;
        default -> throw RefusalException.ofField(field, "must be true or false");
      };
    }
  }

  /** By a member with a certain text. */
  record ByText(String member, String text) implements StreamChoice {
    @Override
    public Wanted of(JsonObject body, Map<String, String> query) {
      return new JsonString(text).equals(body.get(member)) ? Wanted.EVENTS : Wanted.WHOLE;
    }
  }

  /** Always, as events if a parameter of the URL says so. */
  record Always(String parameter, String text) implements StreamChoice {
    @Override
    public Wanted of(JsonObject body, Map<String, String> query) {
      return text.equals(query.get(parameter)) ? Wanted.EVENTS : Wanted.JSON_STREAM;
    }
  }
}
