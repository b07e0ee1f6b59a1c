package org.aipassport.json;

/** What strings and member names have in common. */
final class Text {
  private static final int MOST_SHOWN = 64;

  private Text() {}

  /** Refuses a surrogate without its partner: no UTF-8 could hold it. */
  static void requireWellFormed(String text) {
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (Character.isSurrogate(c)) {
        boolean pair =
            Character.isHighSurrogate(c)
                && i + 1 < text.length()
                && Character.isLowSurrogate(text.charAt(i + 1));
        if (!pair) {
          throw new NotJsonException("a surrogate without its partner");
        }
        i++;
      }
    }
  }

  /** Whether nothing in it is invisible or can disguise what stands around it. */
  static boolean isReadable(String text) {
    return text.codePoints().noneMatch(Text::disguises);
  }

  private static boolean disguises(int codePoint) {
    return switch (Character.getType(codePoint)) {
      case Character.CONTROL -> codePoint != '\n' && codePoint != '\t';
      case Character.FORMAT,
          Character.SURROGATE,
          Character.PRIVATE_USE,
          Character.UNASSIGNED,
          Character.LINE_SEPARATOR,
          Character.PARAGRAPH_SEPARATOR ->
          true;
      default -> false;
    };
  }

  /** A member name that a caller chose, fit for messages and logs: short, printable ASCII only. */
  static String shown(String name) {
    StringBuilder shown = new StringBuilder();
    for (int i = 0; i < Math.min(name.length(), MOST_SHOWN); i++) {
      char c = name.charAt(i);
      shown.append(c > ' ' && c < 0x7f ? c : '?');
    }
    return name.length() > MOST_SHOWN ? shown.append("...").toString() : shown.toString();
  }
}
