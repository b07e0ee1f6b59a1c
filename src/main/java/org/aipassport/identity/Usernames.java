package org.aipassport.identity;

import java.util.regex.Pattern;
import org.aipassport.problems.RefusalException;

/** What people here are called. */
final class Usernames {
  private static final Pattern FORM = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._@-]{0,63}");

  private Usernames() {}

  static boolean hasForm(String username) {
    return FORM.matcher(username).matches();
  }

  /**
   * Refuses what cannot be one.
   *
   * @throws RefusalException INVALID_FIELD, for the field {@code username}
   */
  static void check(String username) {
    if (!hasForm(username)) {
      throw RefusalException.ofField(
          "username", "must be 1 to 64 of A-Z a-z 0-9 . _ @ - and begin with a letter or digit");
    }
  }
}
