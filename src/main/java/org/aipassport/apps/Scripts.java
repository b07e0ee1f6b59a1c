package org.aipassport.apps;

import com.ibm.icu.lang.UCharacter;
import com.ibm.icu.text.SpoofChecker;
import com.ibm.icu.text.SpoofChecker.RestrictionLevel;

/** The rules of UTS 39 for text that must not be taken for other text. */
final class Scripts {
  private static final SpoofChecker ONE_SCRIPT = checker(SpoofChecker.RESTRICTION_LEVEL);
  private static final SpoofChecker NO_TRICKS =
      checker(SpoofChecker.INVISIBLE | SpoofChecker.MIXED_NUMBERS | SpoofChecker.HIDDEN_OVERLAY);
  private static final SpoofChecker LOOKS = checker(SpoofChecker.CONFUSABLE);

  private Scripts() {}

  private static SpoofChecker checker(int checks) {
    return new SpoofChecker.Builder()
        .setChecks(checks)
        .setRestrictionLevel(RestrictionLevel.HIGHLY_RESTRICTIVE)
        .build();
  }

  /** Whether it is of one script, or Latin with Han and its companions (section 5.2). */
  static boolean isOneScript(String text) {
    return !ONE_SCRIPT.failsChecks(text);
  }

  /** Whether it repeats marks, mixes number systems, or hides a mark in a letter (section 5). */
  static boolean playsTricks(String text) {
    return NO_TRICKS.failsChecks(text);
  }

  /** Whether every letter and mark is one that identifiers of today use (section 3.1). */
  static boolean isOfToday(String text) {
    return text.codePoints()
        .filter(c -> UCharacter.isLetter(c) || ShownText.isMark(c))
        .allMatch(SpoofChecker.RECOMMENDED::contains);
  }

  /** What looks alike has the same (section 4): for comparison only, never to be shown. */
  static String skeleton(String text) {
    return LOOKS.getSkeleton(text);
  }
}
