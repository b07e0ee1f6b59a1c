package org.aipassport.crypto;

import java.util.Base64;
import java.util.Optional;

/** Base64url without padding (RFC 4648 section 5), read in its one canonical form only. */
final class Base64Url {
  private static final Base64.Encoder ENCODER = Base64.getUrlEncoder().withoutPadding();
  private static final Base64.Decoder DECODER = Base64.getUrlDecoder();

  private Base64Url() {}

  static String encode(byte[] bytes) {
    return ENCODER.encodeToString(bytes);
  }

  /** Empty for padding, foreign characters, and unused bits that are set. */
  static Optional<byte[]> decode(String text) {
    try {
      byte[] bytes = DECODER.decode(text);
      return encode(bytes).equals(text) ? Optional.of(bytes) : Optional.empty();
    } catch (IllegalArgumentException e) {
      return Optional.empty();
    }
  }

  /** Whether every character belongs to the alphabet; says nothing about the length. */
  static boolean isAlphabet(String text) {
    return text.chars().allMatch(Base64Url::isLetter);
  }

  private static boolean isLetter(int c) {
    return (c >= 'A' && c <= 'Z')
        || (c >= 'a' && c <= 'z')
        || (c >= '0' && c <= '9')
        || c == '-'
        || c == '_';
  }
}
