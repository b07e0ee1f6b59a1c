package org.aipassport.crypto;

import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import org.aipassport.values.SecretText;

/** Secrets of 256 bits that mean nothing but themselves; a prefix tells their kind. */
public final class OpaqueSecrets {
  private static final int BYTES = 32;
  private static final int CHARACTERS = 43;
  private static final SecureRandom RANDOM = new SecureRandom();

  private OpaqueSecrets() {}

  /** {@code prefix} and 43 characters of base64url. */
  public static SecretText next(String prefix) {
    byte[] bytes = new byte[BYTES];
    RANDOM.nextBytes(bytes);
    return new SecretText(prefix + Base64Url.encode(bytes));
  }

  /** Whether {@code text} is {@code prefix} and 43 base64url characters, and nothing else. */
  public static boolean hasForm(String text, String prefix) {
    return text.length() == prefix.length() + CHARACTERS
        && text.startsWith(prefix)
        && Base64Url.isAlphabet(text.substring(prefix.length()));
  }

  /**
   * What the database keeps instead of the secret: SHA-256 of its UTF-8, 32 bytes. One round is
   * enough because nobody can try 2^256 of them.
   */
  public static byte[] digest(SecretText secret) {
    return Sha256.of(secret.reveal().getBytes(StandardCharsets.UTF_8));
  }
}
