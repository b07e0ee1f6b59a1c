package org.aipassport.apps;

import com.ibm.icu.lang.UCharacter;
import com.ibm.icu.text.Normalizer2;
import org.aipassport.problems.RefusalException;

/** What an app calls itself. It proves nothing; what it must not do is to look like another. */
public final class AppName {
  /** Code points of the normalised name. */
  public static final int LONGEST = 40;

  private static final int LONGEST_WRITTEN = 400;
  private static final Normalizer2 NFKC = Normalizer2.getNFKCInstance();

  private AppName() {}

  /**
   * The name in NFKC, with single blanks: 1 to 40 code points, of one script (UTS 39 highly
   * restrictive) and letters in use today, at least one letter or digit, on one line, nothing
   * invisible. Variation selectors of emoji are dropped.
   *
   * @throws RefusalException INVALID_FIELD of {@code field}
   */
  public static String read(String field, String written) {
    if (written.length() > LONGEST_WRITTEN) {
      throw tooLong(field);
    }
    ShownText.refuseLines(field, written);
    String name =
        NFKC.normalize(written.replaceAll("[\ufe0e\ufe0f]", ""))
            .replaceAll("\\p{Zs}+", " ")
            .strip();
    ShownText.require(field, name);
    if (name.codePointCount(0, name.length()) > LONGEST) {
      throw tooLong(field);
    }
    if (name.codePoints().noneMatch(UCharacter::isLetterOrDigit)) {
      throw RefusalException.ofField(field, "must hold a letter or a digit");
    }
    refuseMixtures(field, name);
    return name;
  }

  private static void refuseMixtures(String field, String name) {
    if (!Scripts.isOneScript(name)) {
      throw RefusalException.ofField(field, "mixes letters of different scripts");
    }
    if (!Scripts.isOfToday(name)) {
      throw RefusalException.ofField(field, "holds letters that are not in use today");
    }
    if (Scripts.playsTricks(name)) {
      throw RefusalException.ofField(
          field, "mixes digits of different scripts, or holds the same mark twice");
    }
  }

  private static RefusalException tooLong(String field) {
    return RefusalException.ofField(field, "must have at most " + LONGEST + " characters");
  }
}
