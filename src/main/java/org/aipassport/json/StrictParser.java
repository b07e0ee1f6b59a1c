package org.aipassport.json;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonLocation;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.core.exc.StreamConstraintsException;
import com.fasterxml.jackson.core.io.JsonEOFException;
import com.fasterxml.jackson.core.util.JsonRecyclerPools;
import java.io.IOException;
import java.nio.CharBuffer;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import org.aipassport.problems.Refusal;
import org.aipassport.problems.RefusalException;

/**
 * One document, read once. The library's messages quote the document, so none of them, and no
 * exception that carries one, gets out.
 */
final class StrictParser {
  private static final int DEEPEST = 64;

  /** A small value costs 30 times its text in memory: without a bound 32 MiB would fill 1 GiB. */
  private static final int MOST_TOKENS = 1_000_000;

  private static final String LIMITS =
      "more than "
          + DEEPEST
          + " levels, "
          + MOST_TOKENS
          + " tokens, or the limit of a name or a number";

  private static final JsonFactory LIBRARY =
      JsonFactory.builder()
          // names are the caller's choice, buffers hold the caller's secrets: keep neither
          .disable(JsonFactory.Feature.CANONICALIZE_FIELD_NAMES)
          .disable(JsonFactory.Feature.INTERN_FIELD_NAMES)
          .recyclerPool(JsonRecyclerPools.nonRecyclingPool())
          .disable(StreamReadFeature.INCLUDE_SOURCE_IN_LOCATION)
          .streamReadConstraints(
              StreamReadConstraints.builder()
                  .maxNestingDepth(DEEPEST)
                  .maxTokenCount(MOST_TOKENS)
                  .maxNumberLength(JsonNumber.LONGEST)
                  .maxNameLength(JsonObject.LONGEST_NAME)
                  .maxStringLength(Integer.MAX_VALUE) // the body's own limit is enough
                  .maxDocumentLength(-1)
                  .build())
          .build();

  private final JsonParser tokens;

  StrictParser(JsonParser tokens) {
    this.tokens = tokens;
  }

  static JsonValue parse(byte[] utf8) {
    try {
      CharBuffer text = StrictUtf8.decode(utf8);
      try (JsonParser tokens = LIBRARY.createParser(text.array(), 0, text.length())) {
        return new StrictParser(tokens).document();
      }
    } catch (NotJsonException e) {
      throw malformed(e.problem());
    } catch (IOException e) {
      throw malformed("cannot be read");
    }
  }

  /**
   * The document's one value.
   *
   * @throws RefusalException MALFORMED, whatever goes wrong
   */
  JsonValue document() {
    try {
      JsonValue value = value(next());
      if (tokens.nextToken() != null) {
        throw new NotJsonException("something after the end");
      }
      return value;
    } catch (NotJsonException e) {
      throw malformed(e.problem() + " at " + place(tokens.currentTokenLocation()));
    } catch (StreamConstraintsException e) {
      throw malformed(LIMITS + " near " + place(tokens.currentLocation()));
    } catch (JsonEOFException e) {
      throw malformed("ends too early");
    } catch (IOException | RuntimeException e) {
      throw malformed("not well-formed near " + place(tokens.currentLocation()));
    }
  }

  private JsonValue value(JsonToken token) throws IOException {
    return switch (token) {
      case START_OBJECT -> object();
      case START_ARRAY -> array();
      case VALUE_STRING -> new JsonString(tokens.getText());
      case VALUE_NUMBER_INT, VALUE_NUMBER_FLOAT -> new JsonNumber(tokens.getText());
      case VALUE_TRUE -> JsonBoolean.TRUE;
      case VALUE_FALSE -> JsonBoolean.FALSE;
      case VALUE_NULL -> JsonNull.NULL;
      default -> throw new NotJsonException("not well-formed");
    };
  }

  private JsonObject object() throws IOException {
    LinkedHashMap<String, JsonValue> members = new LinkedHashMap<>();
    while (next() != JsonToken.END_OBJECT) {
      String name = JsonObject.checkedName(tokens.currentName());
      if (members.containsKey(name)) {
        throw new NotJsonException("member " + Text.shown(name) + " is there twice");
      }
      members.put(name, value(next()));
    }
    return members.isEmpty() ? JsonObject.EMPTY : new JsonObject(members);
  }

  private JsonArray array() throws IOException {
    List<JsonValue> values = new ArrayList<>();
    for (JsonToken token = next(); token != JsonToken.END_ARRAY; token = next()) {
      values.add(value(token));
    }
    return new JsonArray(values);
  }

  private JsonToken next() throws IOException {
    JsonToken token = tokens.nextToken();
    if (token == null) {
      throw new NotJsonException("ends too early");
    }
    return token;
  }

  private static String place(JsonLocation location) {
    return "line " + location.getLineNr() + ", column " + location.getColumnNr();
  }

  private static RefusalException malformed(String problem) {
    return new RefusalException(Refusal.MALFORMED, "JSON: " + problem);
  }
}
