package org.aipassport.json;

import java.util.OptionalLong;

/**
 * A number, kept as it was written. Only numbers that every reader understands alike exist: at most
 * 32 characters; without fraction and exponent within a signed 64-bit integer; with one of them at
 * most 17 significant digits (zeros that lead or trail do not count) and, as a double, neither
 * infinite nor a zero that was not written as one.
 *
 * @throws IllegalArgumentException if {@code text} is no such number (RFC 8259 section 6)
 */
public record JsonNumber(String text) implements JsonValue {
  static final int LONGEST = 32;
  private static final int LONGEST_EXPONENT = 4;
  private static final int MOST_SIGNIFICANT_DIGITS = 17;
  private static final int ALWAYS_A_LONG = 18;

  public JsonNumber {
    if (text.length() > LONGEST) {
      throw new NotJsonException("a number of more than " + LONGEST + " characters");
    }
    requireExact(text);
  }

  public static JsonNumber of(long value) {
    return new JsonNumber(Long.toString(value));
  }

  /** The value, if it was written as a plain integer: no fraction, no exponent. */
  public OptionalLong exactLong() {
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c == '.' || c == 'e' || c == 'E') {
        return OptionalLong.empty();
      }
    }
    return OptionalLong.of(Long.parseLong(text));
  }

  @Override
  public String toString() {
    return "JsonNumber[" + text.length() + " characters]";
  }

  private static void requireExact(String text) {
    int start = is(text, 0, '-') ? 1 : 0;
    int integerEnd = digits(text, start);
    if (is(text, start, '0') && integerEnd > start + 1) {
      throw new NotJsonException("a number with a leading zero");
    }
    int mantissaEnd = is(text, integerEnd, '.') ? digits(text, integerEnd + 1) : integerEnd;
    int end = mantissaEnd;
    if (is(text, end, 'e') || is(text, end, 'E')) {
      int sign = is(text, end + 1, '+') || is(text, end + 1, '-') ? 1 : 0;
      int exponent = end + 1 + sign;
      end = digits(text, exponent);
      if (end - exponent > LONGEST_EXPONENT) { // of a zero, too: readers differ beyond it
        throw new NotJsonException("a number beyond the range of a double");
      }
    }
    if (end != text.length()) {
      throw notANumber();
    }
    if (end == integerEnd) {
      requireLong(text);
    } else {
      requireDecimal(text, mantissaEnd);
    }
  }

  private static void requireLong(String text) {
    if (text.length() > ALWAYS_A_LONG) {
      try {
        Long.parseLong(text);
      } catch (NumberFormatException e) {
        throw new NotJsonException("an integer outside the signed 64-bit range");
      }
    }
  }

  private static void requireDecimal(String text, int mantissaEnd) {
    int significant = 0;
    int zeros = 0; // those that count only if another digit follows
    for (int i = 0; i < mantissaEnd; i++) {
      char c = text.charAt(i);
      if (c == '0' && significant > 0) {
        zeros++;
      } else if (c >= '1' && c <= '9') {
        significant += zeros + 1;
        zeros = 0;
      }
    }
    if (significant > MOST_SIGNIFICANT_DIGITS) {
      throw new NotJsonException(
          "a number of more than " + MOST_SIGNIFICANT_DIGITS + " significant digits");
    }
    if (significant > 0 && mantissaEnd < text.length()) {
      double value = Double.parseDouble(text);
      if (value == 0 || Double.isInfinite(value)) {
        throw new NotJsonException("a number beyond the range of a double");
      }
    }
  }

  /** The end of the digits that begin at {@code from}; there must be one. */
  private static int digits(String text, int from) {
    int end = from;
    while (end < text.length() && text.charAt(end) >= '0' && text.charAt(end) <= '9') {
      end++;
    }
    if (end == from) {
      throw notANumber();
    }
    return end;
  }

  private static boolean is(String text, int index, char c) {
    return index < text.length() && text.charAt(index) == c;
  }

  private static NotJsonException notANumber() {
    return new NotJsonException("not a number");
  }
}
