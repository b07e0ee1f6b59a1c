package org.aipassport.apps;

import com.ibm.icu.lang.UCharacter;
import com.ibm.icu.lang.UCharacterEnums.ECharacterCategory;
import com.ibm.icu.lang.UProperty;
import org.aipassport.problems.RefusalException;

/**
 * Text of others that people are shown as quotation: what cannot be seen, reverses what stands
 * around it, or covers it, is refused. Markup is not: it is shown as the text that it is.
 */
public final class ShownText {
  private static final int MOST_MARKS_IN_A_ROW = 3;
  private static final int EMOJI_STYLE = 0xfe0f;

  private ShownText() {}

  /**
   * That text, if nothing in it disguises anything. Line feeds and tabs are allowed.
   *
   * @throws RefusalException INVALID_FIELD of {@code field}
   */
  public static String require(String field, String text) {
    int marks = 0;
    for (int c : text.codePoints().toArray()) {
      if (c != '\n' && c != '\t' && c != EMOJI_STYLE && isUnseen(c)) {
        throw RefusalException.ofField(field, "holds control or invisible characters");
      }
      marks = isMark(c) ? marks + 1 : 0;
      if (marks > MOST_MARKS_IN_A_ROW) {
        throw RefusalException.ofField(field, "holds too many marks upon one letter");
      }
    }
    return text;
  }

  /**
   * As {@link #require}, on a single line.
   *
   * @throws RefusalException INVALID_FIELD of {@code field}
   */
  static String requireLine(String field, String text) {
    refuseLines(field, text);
    return require(field, text);
  }

  static void refuseLines(String field, String text) {
    if (text.codePoints().anyMatch(c -> c == '\n' || c == '\t')) {
      throw RefusalException.ofField(field, "must be a single line");
    }
  }

  /** That text on one line, without what {@link #require} refuses; blanks stand alone. */
  static String strip(String text) {
    StringBuilder left = new StringBuilder();
    int marks = 0;
    for (int c : text.replaceAll("[\\p{Z}\n\t]+", " ").codePoints().toArray()) {
      if (!isUnseen(c)) {
        marks = isMark(c) ? marks + 1 : 0;
        if (marks <= MOST_MARKS_IN_A_ROW) {
          left.appendCodePoint(c);
        }
      }
    }
    return left.toString().replaceAll(" +", " ").strip();
  }

  static boolean isUnseen(int c) {
    return switch (UCharacter.getType(c)) {
      case ECharacterCategory.CONTROL,
          ECharacterCategory.FORMAT,
          ECharacterCategory.SURROGATE,
          ECharacterCategory.PRIVATE_USE,
          ECharacterCategory.UNASSIGNED,
          ECharacterCategory.LINE_SEPARATOR,
          ECharacterCategory.PARAGRAPH_SEPARATOR ->
          true;
      default -> UCharacter.hasBinaryProperty(c, UProperty.DEFAULT_IGNORABLE_CODE_POINT);
    };
  }

  static boolean isMark(int c) {
    int type = UCharacter.getType(c);
    return type == ECharacterCategory.NON_SPACING_MARK || type == ECharacterCategory.ENCLOSING_MARK;
  }
}
