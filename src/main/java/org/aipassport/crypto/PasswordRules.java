package org.aipassport.crypto;

import java.text.Normalizer;
import java.util.Locale;
import org.aipassport.problems.RefusalException;

/**
 * What makes a password acceptable where it is the only factor (NIST SP 800-63B-4 section 3.1.1.2):
 * length and not being guessed first; no rules of composition.
 */
final class PasswordRules {
  private static final int LEAST_CHARACTERS = 15;
  private static final int MOST_BYTES = 1024;
  private static final int LEAST_CONTAINED = 4; // shorter names are part of many words

  private PasswordRules() {}

  static void check(String password, String username) {
    int bytes = Utf8.bytes(password).orElseThrow(() -> refused("holds half of a character")).length;
    if (bytes > MOST_BYTES) {
      throw refused("must be at most " + MOST_BYTES + " bytes long");
    }
    if (password.codePointCount(0, password.length()) < LEAST_CHARACTERS) {
      throw refused("must be at least " + LEAST_CHARACTERS + " characters long");
    }
    if (password.codePoints().distinct().count() == 1) {
      throw refused("must not be one character repeated");
    }
    if (isMadeOf(folded(username), folded(password))) {
      throw refused("must not contain the username");
    }
    if (CommonPasswords.ALL.contains(folded(password))) {
      throw refused("is among the most common passwords");
    }
  }

  private static boolean isMadeOf(String username, String password) {
    if (username.isEmpty()) {
      return false;
    }
    boolean contained = username.length() >= LEAST_CONTAINED && password.contains(username);
    return contained || password.replace(username, "").isEmpty();
  }

  private static String folded(String text) {
    return Normalizer.normalize(text, Normalizer.Form.NFC).toLowerCase(Locale.ROOT);
  }

  private static RefusalException refused(String problem) {
    return RefusalException.ofField("password", problem);
  }
}
