package org.aipassport.json;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.core.util.JsonRecyclerPools;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharsetDecoder;
import java.nio.charset.CoderResult;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;

/** Whether bytes are a JSON text, found out without keeping any of it. */
final class WellFormed {
  private static final int DEEPEST = 1_000;
  private static final int PART = 4 * 1024;

  private static final JsonFactory LIBRARY =
      JsonFactory.builder()
          .disable(JsonFactory.Feature.CANONICALIZE_FIELD_NAMES)
          .disable(JsonFactory.Feature.INTERN_FIELD_NAMES)
          .recyclerPool(JsonRecyclerPools.nonRecyclingPool())
          .disable(StreamReadFeature.INCLUDE_SOURCE_IN_LOCATION)
          .streamReadConstraints(
              StreamReadConstraints.builder()
                  .maxNestingDepth(DEEPEST)
                  .maxTokenCount(-1)
                  .maxNumberLength(Integer.MAX_VALUE)
                  .maxNameLength(Integer.MAX_VALUE)
                  .maxStringLength(Integer.MAX_VALUE)
                  .maxDocumentLength(-1)
                  .build())
          .build();

  private WellFormed() {}

  static boolean isDocument(byte[] bytes, int from, int to) {
    return isPlainUtf8(bytes, from, to) && isOneValue(bytes, from, to);
  }

  /** UTF-8 without what makes the library take it for another encoding. */
  private static boolean isPlainUtf8(byte[] bytes, int from, int to) {
    if (from < to && (bytes[from] < 0 || bytes[from] == 0)) {
      return false; // no JSON text begins with a byte order mark or a zero
    }
    if (from + 1 < to && bytes[from + 1] == 0) {
      return false;
    }
    CharsetDecoder decoder =
        StandardCharsets.UTF_8
            .newDecoder()
            .onMalformedInput(CodingErrorAction.REPORT)
            .onUnmappableCharacter(CodingErrorAction.REPORT);
    ByteBuffer in = ByteBuffer.wrap(bytes, from, to - from);
    CharBuffer part = CharBuffer.allocate(PART);
    CoderResult result = decoder.decode(in, part, true);
    while (result.isOverflow()) {
      part.clear();
      result = decoder.decode(in, part, true);
    }
    return result.isUnderflow();
  }

  private static boolean isOneValue(byte[] bytes, int from, int to) {
    try (JsonParser tokens = LIBRARY.createParser(bytes, from, to - from)) {
      if (tokens.nextToken() == null) {
        return false;
      }
      tokens.skipChildren();
      return tokens.nextToken() == null;
    } catch (IOException | RuntimeException e) {
      return false;
    }
  }
}
