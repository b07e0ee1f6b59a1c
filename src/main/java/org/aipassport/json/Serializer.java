package org.aipassport.json;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Map;

/** Writes values as UTF-8: no white space, and only the escapes that RFC 8259 section 7 demands. */
final class Serializer {
  private static final byte[] HEX = ascii("0123456789abcdef");

  private byte[] bytes = new byte[256];
  private int length;

  byte[] bytes() {
    return Arrays.copyOf(bytes, length);
  }

  void value(JsonValue value) {
    if (value instanceof JsonString string) {
      string(string.value());
    } else if (value instanceof JsonNumber number) {
      raw(ascii(number.text()));
    } else if (value instanceof JsonObject object) {
      object(object);
    } else if (value instanceof JsonArray array) {
      array(array);
    } else if (value instanceof JsonBoolean bool) {
      raw(ascii(bool.value() ? "true" : "false"));
    } else {
      raw(ascii("null"));
    }
  }

  private void object(JsonObject object) {
    char separator = '{';
    for (Map.Entry<String, JsonValue> member : object.members().entrySet()) {
      raw(separator);
      string(member.getKey());
      raw(':');
      value(member.getValue());
      separator = ',';
    }
    if (object.members().isEmpty()) {
      raw('{');
    }
    raw('}');
  }

  private void array(JsonArray array) {
    char separator = '[';
    for (JsonValue value : array.values()) {
      raw(separator);
      value(value);
      separator = ',';
    }
    if (array.values().isEmpty()) {
      raw('[');
    }
    raw(']');
  }

  private void string(String text) {
    byte[] utf8 = text.getBytes(StandardCharsets.UTF_8);
    raw('"');
    int written = 0;
    for (int i = 0; i < utf8.length; i++) {
      byte b = utf8[i];
      if (b == '"' || b == '\\' || (b >= 0 && b < ' ')) {
        raw(utf8, written, i);
        escape(b);
        written = i + 1;
      }
    }
    raw(utf8, written, utf8.length);
    raw('"');
  }

  private void escape(byte b) {
    raw('\\');
    switch (b) {
      case '"', '\\' -> raw((char) b);
      case '\b' -> raw('b');
      case '\f' -> raw('f');
      case '\n' -> raw('n');
      case '\r' -> raw('r');
      case '\t' -> raw('t');
      default -> raw(new byte[] {'u', '0', '0', HEX[b >> 4], HEX[b & 0xf]});
    }
  }

  private void raw(char ascii) {
    room(1);
    bytes[length++] = (byte) ascii;
  }

  private void raw(byte[] more) {
    raw(more, 0, more.length);
  }

  private void raw(byte[] source, int from, int to) {
    room(to - from);
    System.arraycopy(source, from, bytes, length, to - from);
    length += to - from;
  }

  private void room(int more) {
    int needed = Math.addExact(length, more);
    if (needed > bytes.length) {
      bytes = Arrays.copyOf(bytes, (int) Math.min(Integer.MAX_VALUE - 8, needed * 2L));
    }
  }

  private static byte[] ascii(String text) {
    return text.getBytes(StandardCharsets.US_ASCII);
  }
}
