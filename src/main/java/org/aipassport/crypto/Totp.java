package org.aipassport.crypto;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.time.Instant;
import java.util.OptionalLong;
import java.util.regex.Pattern;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * Time-based one-time passwords as every authenticator app makes them: RFC 6238 with HMAC-SHA-1,
 * six digits and steps of 30 seconds from 1970 on.
 */
public final class Totp {
  /** How many digits a code has. */
  public static final int DIGITS = 6;

  /** Seconds in which a code stays the same. */
  public static final int PERIOD = 30;

  private static final int SECRET_BYTES = 20; // RFC 4226 section 4, R6
  private static final Pattern FORM = Pattern.compile("[0-9]{" + DIGITS + "}");
  private static final SecureRandom RANDOM = new SecureRandom();

  private Totp() {}

  /** A fresh shared secret, which the caller zeroes. */
  public static byte[] secret() {
    byte[] secret = new byte[SECRET_BYTES];
    RANDOM.nextBytes(secret);
    return secret;
  }

  /** Whether {@code text} is six ASCII digits. */
  public static boolean hasForm(String text) {
    return FORM.matcher(text).matches();
  }

  /**
   * The step of the code, if it belongs to this step or one of its neighbours (section 5.2) and to
   * none up to {@code last}. Compares in constant time, with all three.
   */
  public static OptionalLong match(byte[] secret, String code, Instant now, long last) {
    byte[] given = code.getBytes(StandardCharsets.UTF_8);
    long current = Math.floorDiv(now.getEpochSecond(), PERIOD);
    OptionalLong found = OptionalLong.empty();
    for (long step = current - 1; step <= current + 1; step++) {
      byte[] expected = code(secret, step, DIGITS).getBytes(StandardCharsets.UTF_8);
      boolean same = MessageDigest.isEqual(expected, given);
      if (same && step > last && found.isEmpty()) {
        found = OptionalLong.of(step);
      }
    }
    return found;
  }

  /** HOTP of that counter (RFC 4226 section 5.3). */
  static String code(byte[] secret, long step, int digits) {
    byte[] mac = hmac(secret, ByteBuffer.allocate(Long.BYTES).putLong(step).array());
    int offset = mac[mac.length - 1] & 0x0f;
    int number = ByteBuffer.wrap(mac).getInt(offset) & 0x7fff_ffff;
    String all = "0".repeat(digits) + number;
    return all.substring(all.length() - digits);
  }

  private static byte[] hmac(byte[] key, byte[] message) {
    try {
      Mac mac = Mac.getInstance("HmacSHA1");
      mac.init(new SecretKeySpec(key, "RAW"));
      return mac.doFinal(message);
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("every Java runtime has HMAC-SHA-1", e);
    }
  }
}
