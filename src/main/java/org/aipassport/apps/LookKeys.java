package org.aipassport.apps;

import com.ibm.icu.text.Normalizer2;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * What words look like. Two words that share a key look alike: by the skeletons of UTS 39, which
 * are case-sensitive and so are taken of both cases, and by digits in the place of letters.
 */
final class LookKeys {
  private static final Pattern SEPARATORS = Pattern.compile("[^\\p{L}\\p{M}\\p{N}]+");
  private static final Pattern BORDERS =
      Pattern.compile("(?<=\\p{Ll})(?=\\p{Lu})|(?<=\\p{Lu})(?=\\p{Lu}\\p{Ll})");
  private static final Pattern MARKS = Pattern.compile("\\p{M}+");
  private static final int MOST_JOINED = 8;
  private static final String DIGITS = "034578";
  private static final String LETTERS = "oeastb";

  private LookKeys() {}

  /** What stands between the separators of a text. */
  static List<String> pieces(String text) {
    return SEPARATORS.splitAsStream(text).filter(piece -> !piece.isEmpty()).toList();
  }

  /** The words of a text, also those that only capitals divide. */
  static List<String> words(String text) {
    return pieces(text).stream().flatMap(BORDERS::splitAsStream).toList();
  }

  /** Every run of up to eight neighbours, written as one word. */
  static List<String> runs(List<String> words) {
    List<String> runs = new ArrayList<>();
    for (int from = 0; from < words.size(); from++) {
      StringBuilder run = new StringBuilder();
      for (int to = from; to < Math.min(words.size(), from + MOST_JOINED); to++) {
        runs.add(run.append(words.get(to)).toString());
      }
    }
    return runs;
  }

  /** The keys of a word as it is written. */
  static Set<String> of(String word) {
    String plain = word.replace('I', 'l').replace('|', 'l').replace('1', 'l');
    return Set.copyOf(
        List.of(
            letters(Scripts.skeleton(letters(lower(plain)))),
            letters(lower(Scripts.skeleton(plain)))));
  }

  /** As {@link #of}, without the marks upon its letters. */
  static Set<String> withoutMarks(String word) {
    String bare = MARKS.matcher(Normalizer2.getNFDInstance().normalize(word)).replaceAll("");
    return bare.isEmpty() ? Set.of() : of(bare);
  }

  static String lower(String text) {
    return text.toLowerCase(Locale.ROOT);
  }

  private static String letters(String text) {
    String letters = text;
    for (int i = 0; i < DIGITS.length(); i++) {
      letters = letters.replace(DIGITS.charAt(i), LETTERS.charAt(i));
    }
    return letters;
  }
}
