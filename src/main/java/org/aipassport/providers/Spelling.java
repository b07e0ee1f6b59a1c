package org.aipassport.providers;

import java.util.Locale;

/** How an upstream reads the names of members. */
enum Spelling {
  /** As they are written; twins by letter case are suspicious. */
  EXACT,
  /** As protocol buffers do: {@code fileData} and {@code file_data} are the same member. */
  PROTO;

  /** Equal for names that some reader could take for one another. */
  String folded(String name) {
    String plain = this == PROTO && name.indexOf('_') >= 0 ? name.replace("_", "") : name;
    return isLowerAscii(plain) ? plain : foldedCase(plain);
  }

  /** Whether {@code written} is an accepted way to write {@code name}. */
  boolean accepts(String name, String written) {
    return written.equals(name) || (this == PROTO && written.equals(snakeCase(name)));
  }

  private static boolean isLowerAscii(String name) {
    for (int i = 0; i < name.length(); i++) {
      char c = name.charAt(i);
      if (c >= 128 || (c >= 'A' && c <= 'Z')) {
        return false;
      }
    }
    return true;
  }

  /** Upper case first: the long s is a lower-case letter, which some readers take for an s. */
  private static String foldedCase(String name) {
    return name.toUpperCase(Locale.ROOT).toLowerCase(Locale.ROOT);
  }

  private static String snakeCase(String name) {
    StringBuilder out = new StringBuilder();
    for (char c : name.toCharArray()) {
      if (c >= 'A' && c <= 'Z') {
        out.append('_').append((char) (c + 32));
      } else {
        out.append(c);
      }
    }
    return out.toString();
  }
}
