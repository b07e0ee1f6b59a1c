package org.aipassport.identity;

import java.text.Normalizer;
import java.util.Optional;
import java.util.function.Function;
import java.util.regex.Pattern;

/** Makes usernames of what an identity provider calls somebody. */
final class ExternalNames {
  private static final Pattern FOREIGN = Pattern.compile("[^A-Za-z0-9._@-]+");
  private static final Pattern START = Pattern.compile("^[^A-Za-z0-9]+");
  private static final Pattern ACCENTS = Pattern.compile("\\p{M}+");
  private static final int LONGEST_STEM = 55;
  private static final int MOST_NUMBERS = 10_000;

  private ExternalNames() {}

  /**
   * A username that nobody has: the one they would like as far as it can be one, with a number
   * behind it if it is taken.
   *
   * @param taken whether somebody has that name
   */
  static String username(Optional<String> wanted, Function<String, Boolean> taken) {
    String stem = stem(wanted.orElse(""));
    String name = stem;
    for (int number = 2; taken.apply(name); number++) {
      if (number > MOST_NUMBERS) {
        throw new IllegalStateException("no username is left");
      }
      name = stem + "-" + number;
    }
    return name;
  }

  private static String stem(String wanted) {
    String cut = wanted.length() > 1_000 ? wanted.substring(0, 1_000) : wanted;
    String plain = ACCENTS.matcher(Normalizer.normalize(cut, Normalizer.Form.NFKD)).replaceAll("");
    String ours = START.matcher(FOREIGN.matcher(plain).replaceAll("-")).replaceAll("");
    String stem = ours.length() > LONGEST_STEM ? ours.substring(0, LONGEST_STEM) : ours;
    return stem.isEmpty() ? "user" : stem;
  }
}
