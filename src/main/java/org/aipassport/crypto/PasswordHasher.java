package org.aipassport.crypto;

import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.text.Normalizer;
import java.time.Duration;
import java.util.Arrays;
import java.util.Optional;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.crypto.SecretKeyFactory;
import javax.crypto.spec.PBEKeySpec;
import org.aipassport.problems.Refusal;
import org.aipassport.problems.RefusalException;
import org.aipassport.values.SecretText;

/**
 * Hashes passwords by PBKDF2 with HMAC-SHA-512 (RFC 8018 section 5.2), a third of a second each, so
 * only a few run at once. A password counts in Unicode normal form C: it is the same however a
 * keyboard composes it (RFC 8265 section 4.2). Thread-safe.
 *
 * <p>The stored form is {@code pbkdf2-sha512$rounds$salt$hash}, salt (16 bytes) and hash (64) in
 * base64url.
 */
public final class PasswordHasher {
  private static final int ROUNDS = 210_000;
  private static final int SALT_BYTES = 16;
  private static final int HASH_BYTES = 64;
  private static final Pattern FORM =
      Pattern.compile(
          "pbkdf2-sha512\\$([1-9][0-9]{5,6})\\$([A-Za-z0-9_-]{22})\\$([A-Za-z0-9_-]{86})");
  private static final SecureRandom RANDOM = new SecureRandom();

  private final Semaphore places;
  private final Duration patience;
  private final Derivation derivation;

  /** The slow function; 64 bytes. */
  interface Derivation {
    byte[] derive(char[] password, byte[] salt, int rounds);
  }

  /**
   * Lets {@code atOnce} computations run; the others wait, each at most {@code patience}. Beyond
   * that every method refuses with UNAVAILABLE.
   */
  public PasswordHasher(int atOnce, Duration patience) {
    this(atOnce, patience, PasswordHasher::pbkdf2);
  }

  PasswordHasher(int atOnce, Duration patience, Derivation derivation) {
    if (atOnce < 1) {
      throw new IllegalArgumentException("at least one must run");
    }
    this.places = new Semaphore(atOnce, true);
    this.patience = patience;
    this.derivation = derivation;
  }

  /**
   * Whether a new password is acceptable: 15 characters or more, 1024 bytes or less, not the
   * username, not one character repeated, none of the most common.
   *
   * @throws RefusalException INVALID_FIELD, for the field {@code password}
   */
  public static void check(SecretText password, String username) {
    PasswordRules.check(password.reveal(), username);
  }

  /** The form to store; a fresh salt each time. */
  public String hash(SecretText password) {
    byte[] salt = salt();
    byte[] hash = derive(password, salt, ROUNDS);
    return "pbkdf2-sha512$%d$%s$%s"
        .formatted(ROUNDS, Base64Url.encode(salt), Base64Url.encode(hash));
  }

  /** Whether it is the password; false, after the same work, where no hash is stored. */
  public boolean verify(SecretText password, String stored) {
    Matcher form = FORM.matcher(stored);
    Optional<byte[]> salt = form.matches() ? Base64Url.decode(form.group(2)) : Optional.empty();
    Optional<byte[]> hash = form.matches() ? Base64Url.decode(form.group(3)) : Optional.empty();
    if (salt.isEmpty() || hash.isEmpty()) {
      burn(password);
      return false;
    }
    int rounds = Integer.parseInt(form.group(1));
    return MessageDigest.isEqual(hash.get(), derive(password, salt.get(), rounds));
  }

  /** The work of {@link #verify} where there is no account, so that time does not tell. */
  public void burn(SecretText password) {
    derive(password, salt(), ROUNDS);
  }

  private byte[] derive(SecretText password, byte[] salt, int rounds) {
    char[] characters = Normalizer.normalize(password.reveal(), Normalizer.Form.NFC).toCharArray();
    takePlace();
    try {
      return derivation.derive(characters, salt, rounds);
    } finally {
      places.release();
      Arrays.fill(characters, '\0');
    }
  }

  private void takePlace() {
    try {
      if (places.tryAcquire(patience.toNanos(), TimeUnit.NANOSECONDS)) {
        return;
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    throw new RefusalException(Refusal.UNAVAILABLE, "Too many sign-ins at once; try again.");
  }

  private static byte[] pbkdf2(char[] password, byte[] salt, int rounds) {
    PBEKeySpec spec = new PBEKeySpec(password, salt, rounds, HASH_BYTES * Byte.SIZE);
    try {
      return SecretKeyFactory.getInstance("PBKDF2WithHmacSHA512").generateSecret(spec).getEncoded();
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("PBKDF2 cannot be computed", e);
    } finally {
      spec.clearPassword();
    }
  }

  private static byte[] salt() {
    byte[] salt = new byte[SALT_BYTES];
    RANDOM.nextBytes(salt);
    return salt;
  }
}
