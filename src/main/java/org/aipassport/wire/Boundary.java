package org.aipassport.wire;

import java.util.regex.Pattern;

/** What stands between the parts of a form, and how bytes are searched for it. */
final class Boundary {
  /** RFC 2046 section 5.1.1, without the blank that it allows within. */
  private static final Pattern FORM = Pattern.compile("[0-9A-Za-z'()+_,./:=?-]{1,70}");

  private Boundary() {}

  static boolean isOne(String text) {
    return FORM.matcher(text).matches();
  }

  /**
   * Where {@code wanted} begins, at {@code from} or behind it; -1 if nowhere. Takes linear time
   * where its first byte is nowhere else in it.
   */
  static int indexOf(byte[] bytes, byte[] wanted, int from) {
    for (int i = from; i <= bytes.length - wanted.length; i++) {
      if (bytes[i] == wanted[0] && startsWith(bytes, i, wanted)) {
        return i;
      }
    }
    return -1;
  }

  static boolean startsWith(byte[] bytes, int at, byte[] wanted) {
    if (bytes.length - at < wanted.length) {
      return false;
    }
    for (int i = 0; i < wanted.length; i++) {
      if (bytes[at + i] != wanted[i]) {
        return false;
      }
    }
    return true;
  }
}
