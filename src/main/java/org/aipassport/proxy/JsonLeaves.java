package org.aipassport.proxy;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.aipassport.json.JsonTokens;

/**
 * The strings of a JSON text, each with the place where it stands. Members whose name ends with
 * {@code index} are part of the place of what follows them: pieces of several choices take turns.
 */
final class JsonLeaves {
  private static final int DEEPEST = 64;
  private static final int UNICODE_ESCAPE = 6;

  /** A place is told with each string, so that it must not grow with the text. */
  private static final int LONGEST_NAME = 64;

  private static final int LONGEST_INDEXES = 64;

  /** Is told each string. */
  interface Visitor {
    void leaf(String place, byte[] text);
  }

  private final byte[] json;
  private final JsonTokens tokens;
  private final Visitor visitor;

  private JsonLeaves(byte[] json, int from, int to, Visitor visitor) {
    this.json = json;
    this.tokens = new JsonTokens(json, from, to);
    this.visitor = visitor;
  }

  /** Tells {@code visitor} all strings; a text that is no object or array is one itself. */
  static void visit(byte[] json, int from, int to, Visitor visitor) {
    JsonLeaves leaves = new JsonLeaves(json, from, to, visitor);
    int first = leaves.tokens.next();
    if (first == '{' || first == '[') {
      boolean unused = leaves.value(first, "", 0);
    } else {
      visitor.leaf("", Arrays.copyOfRange(json, from, to));
    }
  }

  /** Reads a value; false if there is nothing more to read. */
  private boolean value(int kind, String place, int depth) {
    if (kind == JsonTokens.STRING) {
      visitor.leaf(place, unescaped(tokens.start(), tokens.end()));
      return true;
    }
    if (kind == JsonTokens.SCALAR) {
      return true;
    }
    return depth < DEEPEST
        && (kind == '{' ? object(place, depth) : kind == '[' && array(place, depth));
  }

  private boolean object(String place, int depth) {
    String here = place;
    int token = tokens.next();
    while (token == JsonTokens.STRING) {
      String name = name();
      if (tokens.next() != ':') {
        return false;
      }
      int kind = tokens.next();
      boolean isIndex = kind == JsonTokens.SCALAR && name.endsWith("index");
      if (isIndex && here.length() - place.length() < LONGEST_INDEXES) {
        here += "#" + name();
      }
      if (!value(kind, here + "." + name, depth + 1)) {
        return false;
      }
      token = tokens.next();
      if (token == ',') {
        token = tokens.next();
      }
    }
    return token == '}';
  }

  private boolean array(String place, int depth) {
    int token = tokens.next();
    for (int i = 0; token != ']'; i++) {
      if (!value(token, place + "[" + i, depth + 1)) {
        return false;
      }
      token = tokens.next();
      if (token == ',') {
        token = tokens.next();
      }
    }
    return true;
  }

  private String name() {
    int length = tokens.end() - tokens.start();
    if (length > LONGEST_NAME) {
      return length + "~" + Arrays.hashCode(Arrays.copyOfRange(json, tokens.start(), tokens.end()));
    }
    return new String(json, tokens.start(), length, StandardCharsets.ISO_8859_1);
  }

  /** The string's bytes; an escape that is not ASCII becomes what is in no key. */
  private byte[] unescaped(int from, int to) {
    ByteArrayOutputStream text = new ByteArrayOutputStream(to - from);
    int at = from;
    while (at < to) {
      if (json[at] != '\\' || at + 1 == to) {
        text.write(json[at++]);
      } else if (json[at + 1] == 'u' && at + UNICODE_ESCAPE <= to) {
        text.write(ascii(at + 2));
        at += UNICODE_ESCAPE;
      } else {
        text.write(json[at + 1] == 'u' ? 0xff : json[at + 1]);
        at += 2;
      }
    }
    return text.toByteArray();
  }

  private int ascii(int at) {
    int code = 0;
    for (int i = 0; i < 4; i++) {
      code = code * 16 + Math.max(0, Character.digit(json[at + i], 16));
    }
    return code < 0x80 ? code : 0xff;
  }
}
