package org.aipassport.json;

import java.nio.charset.StandardCharsets;

/**
 * Walks over the tokens of a JSON text by their places, without copying and without checking: for
 * finding things in what is passed on as it is. Whatever the bytes are, it comes to an end and
 * never leaves its part.
 */
public final class JsonTokens {
  /** The text is over. */
  public static final int END = -1;

  /** A string or a member's name; its place is that of the text between the quotes. */
  public static final int STRING = '"';

  /** A number or a literal. */
  public static final int SCALAR = 'v';

  private final byte[] text;
  private final int limit;
  private int position;
  private int start;
  private int end;

  public JsonTokens(byte[] text, int from, int to) {
    this.text = text;
    this.position = from;
    this.limit = to;
  }

  /** The next token: a structural character itself, {@link #STRING}, {@link #SCALAR} or END. */
  public int next() {
    while (position < limit && text[position] <= ' ' && text[position] >= 0) {
      position++;
    }
    if (position >= limit) {
      return END;
    }
    start = position;
    byte one = text[position++];
    switch (one) {
      case '{', '}', '[', ']', ':', ',' -> {
        end = position;
        return one;
      }
      case '"' -> {
        string();
        return STRING;
      }
      default -> {
        scalar();
        return SCALAR;
      }
    }
  }

  /** Moves to the end of the value that begins with that token, the last one read. */
  public void skip(int kind) {
    int depth = kind == '{' || kind == '[' ? 1 : 0;
    while (depth > 0) {
      int token = next();
      if (token == END) {
        return;
      }
      depth += token == '{' || token == '[' ? 1 : token == '}' || token == ']' ? -1 : 0;
    }
  }

  private void string() {
    start = position;
    while (position < limit && text[position] != '"') {
      position += text[position] == '\\' ? 2 : 1;
    }
    end = Math.min(position, limit);
    position = end + 1;
  }

  private void scalar() {
    while (position < limit && !endsScalar(text[position])) {
      position++;
    }
    end = position;
  }

  private static boolean endsScalar(byte one) {
    return switch (one) {
      case '{', '}', '[', ']', ':', ',', '"', ' ', '\t', '\r', '\n' -> true;
      default -> false;
    };
  }

  /** Where the token begins. */
  public int start() {
    return start;
  }

  /** The place behind the token. */
  public int end() {
    return end;
  }

  /** The token's text, its escapes as they stand there. */
  public String text() {
    return new String(text, start, end - start, StandardCharsets.UTF_8);
  }

  /** Whether the token's text is this ASCII text, without escapes. */
  public boolean is(String ascii) {
    if (end - start != ascii.length()) {
      return false;
    }
    for (int i = 0; i < ascii.length(); i++) {
      if (text[start + i] != ascii.charAt(i)) {
        return false;
      }
    }
    return true;
  }
}
