package org.aipassport.proxy;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Optional;
import java.util.stream.Collectors;
import org.aipassport.json.JsonTokens;

/**
 * Takes the usage out of a chat's stream that the broker, not the caller, asked for: the chunk that
 * has no choices is left out, in the others the member {@code usage} that is null. All else stays
 * byte for byte.
 */
final class UsageStrip {
  private static final byte[] NAME = {'"', 'u', 's', 'a', 'g', 'e', '"'};

  private final byte[] event;
  private final JsonTokens tokens;
  private int previousEnd;
  private int from = -1;
  private int to;
  private boolean usageIsObject;
  private boolean usageIsNull;
  private boolean choicesAreEmpty;

  private UsageStrip(byte[] event, int from, int to) {
    this.event = event;
    this.tokens = new JsonTokens(event, from, to);
  }

  /** The event without usage; nothing if it was there for that alone. */
  static Optional<byte[]> strip(byte[] event) {
    if (!mentionsUsage(event)) {
      return Optional.of(event);
    }
    ServerEvent read = new ServerEvent(event);
    if (!read.isOneLine()) {
      return Optional.of(event);
    }
    UsageStrip strip = new UsageStrip(event, read.dataFrom(), read.dataTo());
    strip.readMembers();
    if (strip.usageIsObject && strip.choicesAreEmpty) {
      return comments(event);
    }
    return Optional.of(strip.usageIsNull ? strip.withoutMember() : event);
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
        usageIsNull = isNull;
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
    ByteArrayOutputStream left = new ByteArrayOutputStream(event.length);
    left.write(event, 0, from);
    left.write(event, to, event.length - to);
    return left.toByteArray();
  }
}
