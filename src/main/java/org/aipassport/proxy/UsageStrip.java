package org.aipassport.proxy;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Optional;
import java.util.stream.Collectors;
import org.aipassport.json.JsonTokens;

/**
 * Takes the usage out of a chat's stream that the broker, not the caller, asked for: the chunk that
 * has no choices is left out, in the others the member {@code usage}, whatever it is. All else
 * stays byte for byte, but that several lines of data become as many as are left.
 */
final class UsageStrip {
  private static final byte[] NAME = {'"', 'u', 's', 'a', 'g', 'e', '"'};

  private final byte[] data;
  private final JsonTokens tokens;
  private int previousEnd;
  private int from = -1;
  private int to;
  private boolean usageIsObject;
  private boolean choicesAreEmpty;

  private UsageStrip(byte[] data, int from, int to) {
    this.data = data;
    this.tokens = new JsonTokens(data, from, to);
  }

  /** The event without usage; nothing if it was there for that alone. */
  static Optional<byte[]> strip(byte[] event) {
    if (!mentionsUsage(event)) {
      return Optional.of(event);
    }
    ServerEvent read = new ServerEvent(event);
    boolean isOneLine = read.isOneLine();
    byte[] data = isOneLine ? event : read.data();
    UsageStrip strip =
        isOneLine
            ? new UsageStrip(data, read.dataFrom(), read.dataTo())
            : new UsageStrip(data, 0, data.length);
    strip.readMembers();
    if (strip.usageIsObject && strip.choicesAreEmpty) {
      return comments(event);
    }
    if (strip.from < 0) {
      return Optional.of(event);
    }
    return Optional.of(isOneLine ? strip.withoutMember() : read.withData(strip.withoutMember()));
  }

  /** What else stands in the event; nothing where that is nothing. */
  private static Optional<byte[]> comments(byte[] event) {
    String comments =
        new String(event, StandardCharsets.ISO_8859_1)
            .lines()
            .filter(line -> line.startsWith(":"))
            .map(line -> line + "\n")
            .collect(Collectors.joining());
    return comments.isEmpty()
        ? Optional.empty()
        : Optional.of((comments + "\n").getBytes(StandardCharsets.ISO_8859_1));
  }

  private static boolean mentionsUsage(byte[] event) {
    for (int at = 0; at + NAME.length <= event.length; at++) {
      if (event[at] == '"' && event[at + 1] == 'u' && isName(event, at)) {
        return true;
      }
    }
    return false;
  }

  private static boolean isName(byte[] event, int at) {
    return Arrays.equals(event, at, at + NAME.length, NAME, 0, NAME.length);
  }

  /** Reads the outermost object's members; a comma goes with the member that follows it. */
  private void readMembers() {
    if (tokens.next() != '{') {
      return;
    }
    boolean first = true;
    int separator = tokens.end();
    while (tokens.next() == JsonTokens.STRING) {
      boolean isUsage = tokens.is("usage");
      boolean isChoices = tokens.is("choices");
      if (tokens.next() != ':') {
        return;
      }
      int kind = tokens.next();
      boolean isNull = kind == JsonTokens.SCALAR && tokens.is("null");
      boolean isEmpty = skip(kind);
      int end = previousEnd;
      int after = tokens.next();
      if (isChoices) {
        choicesAreEmpty = isNull || (kind == '[' && isEmpty);
      } else if (isUsage) {
        usageIsObject = kind == '{';
        from = separator;
        to = first && after == ',' ? tokens.end() : end;
      }
      if (after != ',') {
        return;
      }
      separator = tokens.start();
      first = false;
    }
  }

  /** Moves behind a value; whether it was an empty object or array. */
  private boolean skip(int kind) {
    previousEnd = kind == JsonTokens.STRING ? tokens.end() + 1 : tokens.end();
    if (kind != '{' && kind != '[') {
      return false;
    }
    boolean empty = true;
    for (int depth = 1; depth > 0; ) {
      int token = tokens.next();
      if (token == JsonTokens.END) {
        return false;
      }
      depth += token == '{' || token == '[' ? 1 : token == '}' || token == ']' ? -1 : 0;
      empty = empty && depth == 0;
    }
    previousEnd = tokens.end();
    return empty;
  }

  private byte[] withoutMember() {
    ByteArrayOutputStream left = new ByteArrayOutputStream(data.length);
    left.write(data, 0, from);
    left.write(data, to, data.length - to);
    return left.toByteArray();
  }
}
