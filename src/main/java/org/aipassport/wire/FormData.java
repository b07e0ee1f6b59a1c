package org.aipassport.wire;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/** What Content-Disposition says about a part of a form (RFC 7578 section 4.2). */
record FormData(String name, Optional<String> filename) {
  private static final int LONGEST_NAME = 256;
  private static final String EXTENDED = "utf-8''";

  /**
   * Reads it.
   *
   * @param number of the part, for whoever is told
   * @throws org.aipassport.problems.RefusalException MALFORMED
   */
  static FormData parse(int number, String disposition) {
    try {
      return parse(Parameterized.parse(disposition));
    } catch (IllegalArgumentException e) {
      throw PartHeaders.malformed(number, "has a wrong Content-Disposition: " + e.getMessage());
    }
  }

  private static FormData parse(Parameterized disposition) {
    if (!disposition.value().equalsIgnoreCase("form-data")) {
      throw new IllegalArgumentException("it is not form-data");
    }
    Map<String, String> parameters = disposition.parameters();
    String name = unescaped(parameters.getOrDefault("name", ""));
    if (name.isEmpty() || name.length() > LONGEST_NAME) {
      throw new IllegalArgumentException("the name is missing, empty or very long");
    }
    Optional<String> filename =
        Optional.ofNullable(parameters.get("filename")).map(FormData::unescaped);
    Optional<String> extended =
        Optional.ofNullable(parameters.get("filename*")).map(FormData::decoded);
    if (extended.isPresent() && !extended.equals(filename)) {
      throw new IllegalArgumentException("filename* is not for forms and not what filename says");
    }
    return new FormData(name, filename);
  }

  /**
   * Some write a quotation mark as {@code \"} and a backslash as two, browsers write a backslash as
   * itself: before anything but a quotation mark it means different things to different readers.
   */
  private static String unescaped(String raw) {
    String text = raw.replace("\\\"", "\"");
    if (text.indexOf('\\') >= 0) {
      throw new IllegalArgumentException("a backslash in a name is ambiguous");
    }
    return text;
  }

  /** RFC 8187 section 3.2.1, UTF-8 only and without a language. */
  private static String decoded(String value) {
    if (!value.toLowerCase(Locale.ROOT).startsWith(EXTENDED)) {
      throw new IllegalArgumentException("filename* is not UTF-8");
    }
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    for (int i = EXTENDED.length(); i < value.length(); i++) {
      if (value.charAt(i) == '%') {
        bytes.write(digit(value, i + 1) * 16 + digit(value, i + 2));
        i += 2;
      } else {
        bytes.write(value.charAt(i));
      }
    }
    try {
      return StandardCharsets.UTF_8
          .newDecoder()
          .decode(ByteBuffer.wrap(bytes.toByteArray()))
          .toString();
    } catch (CharacterCodingException e) {
      throw new IllegalArgumentException("filename* is not UTF-8", e);
    }
  }

  private static int digit(String value, int at) {
    int digit = at < value.length() ? Character.digit(value.charAt(at), 16) : -1;
    if (digit < 0) {
      throw new IllegalArgumentException("filename* has a % without two digits");
    }
    return digit;
  }
}
