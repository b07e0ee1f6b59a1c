package org.aipassport.values;

import java.security.SecureRandom;
import java.util.Base64;
import java.util.regex.Pattern;

/** Makes and checks ids: 128 bits of {@link SecureRandom} as 22 characters of base64url. */
public final class Ids {
  private static final int BYTES = 16;
  private static final Pattern FORM = Pattern.compile("[A-Za-z0-9_-]{22}");
  private static final SecureRandom RANDOM = new SecureRandom();
  private static final Base64.Encoder ENCODER = Base64.getUrlEncoder().withoutPadding();

  private Ids() {}

  /** A fresh id that nobody can guess. */
  public static String next() {
    byte[] bytes = new byte[BYTES];
    RANDOM.nextBytes(bytes);
    return ENCODER.encodeToString(bytes);
  }

  /** Whether {@code text} has the form of an id; used by edges before they ask for it. */
  public static boolean isId(String text) {
    return FORM.matcher(text).matches();
  }

  static void check(String value) {
    if (!isId(value)) {
      throw new IllegalArgumentException("not an id");
    }
  }
}
