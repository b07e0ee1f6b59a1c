package org.aipassport.crypto;

import java.security.SecureRandom;
import java.util.Locale;
import java.util.Optional;

/**
 * Five bits a letter, for what people type: the alphabet of RFC 4648 section 6 for authenticator
 * apps, and Crockford's, without letters that look alike, for codes on paper.
 */
public final class Base32 {
  private static final String STANDARD = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";
  private static final String CROCKFORD = "0123456789ABCDEFGHJKMNPQRSTVWXYZ";
  private static final int GROUPS = 4;
  private static final int LETTERS = 5;
  private static final SecureRandom RANDOM = new SecureRandom();

  private Base32() {}

  /** RFC 4648 without padding. */
  public static String encode(byte[] bytes) {
    StringBuilder out = new StringBuilder();
    int bits = 0;
    int held = 0;
    for (byte b : bytes) {
      held = (held << 8 | (b & 0xff)) & 0xfff;
      bits += 8;
      while (bits >= 5) {
        bits -= 5;
        out.append(STANDARD.charAt(held >> bits & 31));
      }
    }
    if (bits > 0) {
      out.append(STANDARD.charAt(held << (5 - bits) & 31));
    }
    return out.toString();
  }

  /** 100 random bits, as {@code K7QX2-9M4TD-0VZ8C-E1RWH} for instance. */
  public static String code() {
    StringBuilder out = new StringBuilder();
    for (int i = 0; i < GROUPS * LETTERS; i++) {
      if (i > 0 && i % LETTERS == 0) {
        out.append('-');
      }
      out.append(CROCKFORD.charAt(RANDOM.nextInt(CROCKFORD.length())));
    }
    return out.toString();
  }

  /** A code of {@link #code} as people type it: any case, with or without marks, O for 0. */
  public static Optional<String> readCode(String text) {
    if (text.length() > 100) {
      return Optional.empty();
    }
    String letters =
        text.toUpperCase(Locale.ROOT)
            .replaceAll("[-\\s]", "")
            .replace('O', '0')
            .replace('I', '1')
            .replace('L', '1');
    boolean whole =
        letters.length() == GROUPS * LETTERS
            && letters.chars().allMatch(c -> CROCKFORD.indexOf(c) >= 0);
    return whole ? Optional.of(letters) : Optional.empty();
  }
}
