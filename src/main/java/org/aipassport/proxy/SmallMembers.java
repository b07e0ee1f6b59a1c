package org.aipassport.proxy;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import org.aipassport.json.JsonTokens;

/**
 * The small members of a large object. What an answer says was used stands beside what it is about,
 * which may be pictures or a million numbers, and need not be read for it.
 */
final class SmallMembers {
  private static final int SMALL = 64 * 1024;

  private SmallMembers() {}

  /**
   * The object without its larger members, each of the others as it stands there.
   *
   * @param json a JSON document
   */
  static byte[] of(byte[] json) {
    if (json.length <= SMALL) {
      return json;
    }
    JsonTokens tokens = new JsonTokens(json, 0, json.length);
    ByteArrayOutputStream small = new ByteArrayOutputStream();
    small.write('{');
    if (tokens.next() == '{') {
      boolean first = true;
      for (int name = tokens.next(); name == JsonTokens.STRING; name = tokens.next()) {
        int from = tokens.start() - 1;
        int colon = tokens.next();
        int kind = tokens.next();
        tokens.skip(kind);
        int to = kind == JsonTokens.STRING ? tokens.end() + 1 : tokens.end();
        if (colon == ':' && to - from <= SMALL) {
          small.writeBytes((first ? "" : ",").getBytes(StandardCharsets.US_ASCII));
          small.write(json, from, to - from);
          first = false;
        }
        if (tokens.next() != ',') {
          break;
        }
      }
    }
    small.write('}');
    return small.toByteArray();
  }
}
