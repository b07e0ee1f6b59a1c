package org.aipassport.proxy;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/** Where name and data stand in the bytes of one server-sent event (WHATWG HTML section 9.2.6). */
final class ServerEvent {
  private static final byte[] EVENT = "event".getBytes(StandardCharsets.US_ASCII);
  private static final byte[] DATA = "data".getBytes(StandardCharsets.US_ASCII);

  private final byte[] bytes;
  private int nameFrom;
  private int nameTo;
  private int dataFrom;
  private int dataTo;
  private int dataLines;

  ServerEvent(byte[] bytes) {
    this.bytes = bytes;
    int from = 0;
    for (int at = 0; at < bytes.length; at++) {
      if (isLineEnd(bytes[at])) {
        line(from, at);
        from = at + 1;
      }
    }
    line(from, bytes.length);
  }

  private void line(int from, int to) {
    if (isField(EVENT, from, to)) {
      nameFrom = valueFrom(EVENT, from, to);
      nameTo = to;
    } else if (isField(DATA, from, to)) {
      dataLines++;
      dataFrom = dataLines == 1 ? valueFrom(DATA, from, to) : dataFrom;
      dataTo = to;
    }
  }

  private boolean isField(byte[] name, int from, int to) {
    int end = from + name.length;
    return end <= to
        && Arrays.equals(bytes, from, end, name, 0, name.length)
        && (end == to || bytes[end] == ':');
  }

  private int valueFrom(byte[] name, int from, int to) {
    int at = Math.min(to, from + name.length + 1);
    return at < to && bytes[at] == ' ' ? at + 1 : at;
  }

  private static boolean isLineEnd(byte one) {
    return one == '\n' || one == '\r';
  }

  /** The event's name; empty if it has none. */
  String name() {
    return new String(bytes, nameFrom, nameTo - nameFrom, StandardCharsets.UTF_8);
  }

  boolean hasData() {
    return dataLines > 0;
  }

  /** Whether all of the data is in one line: from {@link #dataFrom()} to {@link #dataTo()}. */
  boolean isOneLine() {
    return dataLines == 1;
  }

  int dataFrom() {
    return dataFrom;
  }

  int dataTo() {
    return dataTo;
  }

  /** The data; its lines with a line feed between them. */
  byte[] data() {
    if (dataLines <= 1) {
      return Arrays.copyOfRange(bytes, dataFrom, dataTo);
    }
    StringBuilder joined = new StringBuilder();
    for (String line : new String(bytes, StandardCharsets.ISO_8859_1).split("\r\n|[\r\n]")) {
      if (line.equals("data") || line.startsWith("data:")) {
        String value = line.substring(Math.min(line.length(), DATA.length + 1));
        joined
            .append(joined.isEmpty() ? "" : "\n")
            .append(value.startsWith(" ") ? value.substring(1) : value);
      }
    }
    return joined.toString().getBytes(StandardCharsets.ISO_8859_1);
  }

  /** The event with other data, whose lines stand where its first one was. */
  byte[] withData(byte[] data) {
    StringBuilder event = new StringBuilder();
    boolean written = false;
    String end = "\n";
    for (String line :
        new String(bytes, StandardCharsets.ISO_8859_1).split("(?<=\r\n|\n|\r(?!\n))")) {
      String text = line.stripTrailing();
      end = line.endsWith("\r\n") ? "\r\n" : line.endsWith("\r") ? "\r" : "\n";
      if (!text.equals("data") && !line.startsWith("data:")) {
        event.append(line);
      } else if (!written) {
        written = true;
        for (String one : new String(data, StandardCharsets.ISO_8859_1).split("\n", -1)) {
          event.append("data: ").append(one).append(end);
        }
      }
    }
    return event.toString().getBytes(StandardCharsets.ISO_8859_1);
  }

  /** Whether the data is these ASCII characters. */
  boolean isData(String text) {
    return dataLines == 1 && dataTo - dataFrom == text.length() && beginsWith(text);
  }

  /** Whether the data begins with these ASCII characters. */
  boolean beginsWith(String text) {
    if (dataTo - dataFrom < text.length()) {
      return false;
    }
    for (int i = 0; i < text.length(); i++) {
      if (bytes[dataFrom + i] != text.charAt(i)) {
        return false;
      }
    }
    return true;
  }
}
