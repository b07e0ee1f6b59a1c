package org.aipassport.crypto;

import java.security.GeneralSecurityException;
import java.time.Duration;
import java.util.Collections;
import java.util.Map;
import java.util.WeakHashMap;
import java.util.concurrent.atomic.AtomicLong;
import javax.crypto.SecretKeyFactory;
import javax.crypto.spec.PBEKeySpec;

/** Password hashers of the product's form that take no time, and tell how often they hashed. */
public final class QuickHashes {
  private static final Map<PasswordHasher, AtomicLong> COUNTS =
      Collections.synchronizedMap(new WeakHashMap<>());

  private QuickHashes() {}

  /** One of them; two at once, as in the product. */
  public static PasswordHasher hasher() {
    AtomicLong count = new AtomicLong();
    PasswordHasher hasher =
        new PasswordHasher(
            2,
            Duration.ofMinutes(2),
            (password, salt, rounds) -> {
              count.incrementAndGet();
              return oneRound(password, salt);
            });
    COUNTS.put(hasher, count);
    return hasher;
  }

  /** How many hashes it has computed. */
  public static long count(PasswordHasher hasher) {
    return COUNTS.get(hasher).get();
  }

  private static byte[] oneRound(char[] password, byte[] salt) {
    try {
      return SecretKeyFactory.getInstance("PBKDF2WithHmacSHA512")
          .generateSecret(new PBEKeySpec(password, salt, 1, 512))
          .getEncoded();
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
  }
}
