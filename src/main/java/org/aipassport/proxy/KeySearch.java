package org.aipassport.proxy;

import java.util.List;

/**
 * Looks for a key's forms in bytes, reading JSON's escapes and percent encoding where they stand.
 * It looks at a byte once unless a form may begin there, and copies nothing. Remembers its last
 * search: for one thread.
 */
final class KeySearch {
  private static final int UNICODE_ESCAPE = 4;
  private static final int PERCENT_ESCAPE = 3;
  private static final int NO = 0;
  private static final int CUT = -1;
  private static final int CUT_BY_STRING_END = -2;

  /**
   * Escaped eight times over; longer runs of backslashes are none, or each would cost its length.
   */
  private static final int MOST_BACKSLASHES = 256;

  private final byte[][] forms;
  private final boolean[] begins = new boolean[256];
  private final boolean backslashBegins;
  private int tailStart;
  private int tailLength;
  private boolean endsString;

  KeySearch(List<byte[]> forms) {
    this.forms = forms.toArray(byte[][]::new);
    forms.forEach(form -> begins[form[0] & 0xff] = true);
    backslashBegins = begins['\\'];
    begins['\\'] = true;
    begins['%'] = true;
  }

  /** Whether the key is in these bytes. */
  boolean finds(byte[] text, int from, int to) {
    tailStart = to;
    tailLength = 0;
    endsString = false;
    if (forms.length == 0) {
      return false;
    }
    for (int at = from; at < to; at++) {
      if (begins[text[at] & 0xff] && !isInsideRun(text, from, at)) {
        for (byte[] form : forms) {
          if (matches(form, text, at, to)) {
            return true;
          }
        }
      }
    }
    return false;
  }

  /** However many backslashes are left of a run, it escapes the same. */
  private boolean isInsideRun(byte[] text, int from, int at) {
    return text[at] == '\\' && at > from && text[at - 1] == '\\' && !backslashBegins;
  }

  /** Where the longest beginning of the key starts that the bytes end with; their end if none. */
  int tailStart() {
    return tailStart;
  }

  /** How many characters of a form that beginning has. */
  int tailLength() {
    return tailLength;
  }

  /** Whether a string or a line in the bytes, no member's name, ends with the key's beginning. */
  boolean endsString() {
    return endsString;
  }

  private boolean matches(byte[] form, byte[] text, int at, int to) {
    int place = at;
    for (int matched = 0; matched < form.length; matched++) {
      int width = place < to ? width(form[matched], text, place, to) : CUT;
      if (width == CUT) {
        tailStart = Math.min(tailStart, at);
        tailLength = Math.max(tailLength, matched);
        return false;
      }
      if (width <= NO) {
        endsString =
            endsString
                || width == CUT_BY_STRING_END
                || (matched > 0 && isStringEnd(text[place]) && !isName(text, place, to));
        return false;
      }
      place += width;
    }
    return true;
  }

  private static boolean isStringEnd(byte one) {
    return one == '"' || one == '\n' || one == '\r';
  }

  private static boolean isName(byte[] text, int at, int to) {
    return text[at] == '"' && at + 1 < to && text[at + 1] == ':';
  }

  /** How many bytes stand for that character here: NO if none do, CUT if their end is missing. */
  private static int width(byte wanted, byte[] text, int at, int to) {
    byte one = text[at];
    int width = NO;
    if (one == '\\') {
      width = escape(wanted, text, at, to);
    } else if (one == '%') {
      width = digits(wanted, text, at + 1, to, PERCENT_ESCAPE - 1, 1);
    }
    return width == NO && one == wanted ? 1 : width;
  }

  /** Several backslashes escape what was escaped before. */
  private static int escape(byte wanted, byte[] text, int at, int to) {
    int letter = at;
    while (letter < to && text[letter] == '\\') {
      if (++letter - at > MOST_BACKSLASHES) {
        return NO;
      }
    }
    if (letter == to) {
      return CUT;
    }
    int before = letter - at + 1;
    if (text[letter] == 'u') {
      return digits(wanted, text, letter + 1, to, UNICODE_ESCAPE, before);
    }
    boolean isWhole = (letter - at) % 2 == 0; // an escaped backslash, and then the string's end
    if (text[letter] == '"' && isWhole) {
      return CUT_BY_STRING_END;
    }
    boolean itself = text[letter] == '/' || text[letter] == '"';
    return itself && text[letter] == wanted ? before : NO;
  }

  private static int digits(byte wanted, byte[] text, int at, int to, int count, int before) {
    int code = 0;
    for (int i = 0; i < count; i++) {
      if (at + i >= to) {
        return CUT;
      }
      int digit = Character.digit(text[at + i], 16);
      if (digit < 0) {
        return isStringEnd(text[at + i]) ? CUT_BY_STRING_END : NO;
      }
      code = code * 16 + digit;
    }
    return code == (wanted & 0xff) ? before + count : NO;
  }
}
