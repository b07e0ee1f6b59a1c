package org.aipassport.proxy;

import java.nio.charset.StandardCharsets;
import java.util.Optional;
import org.aipassport.values.SecretText;

/**
 * Looks whether an upstream sends the provider key back, as it is or with JSON's escapes; then
 * nothing of it reaches the caller. Keys of fewer than 8 characters, which owners make up for
 * upstreams that want none, occur in ordinary answers and are not looked for.
 */
final class KeyGuard {
  private static final int SHORTEST = 8;
  private static final int ESCAPE_LENGTH = 6;

  private final byte[] key;

  KeyGuard(Optional<SecretText> key) {
    this.key =
        key.map(k -> k.reveal().getBytes(StandardCharsets.UTF_8))
            .filter(bytes -> bytes.length >= SHORTEST)
            .orElse(new byte[0]);
  }

  boolean finds(String text) {
    return finds(text.getBytes(StandardCharsets.UTF_8));
  }

  boolean finds(byte[] bytes) {
    if (key.length == 0) {
      return false;
    }
    return occursIn(bytes, bytes.length) || (has(bytes, '\\') && findsEscaped(bytes));
  }

  private boolean findsEscaped(byte[] bytes) {
    byte[] plain = new byte[bytes.length];
    int length = 0;
    for (int i = 0; i < bytes.length; i++) {
      byte one = bytes[i];
      if (one == '\\' && i + 1 < bytes.length) {
        int code = escapedAscii(bytes, i);
        if (code >= 0) {
          one = (byte) code;
          i += ESCAPE_LENGTH - 1;
        } else {
          one = bytes[++i]; // a key holds nothing that JSON writes by another letter
        }
      }
      plain[length++] = one;
    }
    return occursIn(plain, length);
  }

  /** The ASCII character that a six-byte escape stands for, or -1 if there is no such escape. */
  private static int escapedAscii(byte[] bytes, int at) {
    boolean whole = at + ESCAPE_LENGTH <= bytes.length;
    if (!whole || bytes[at + 1] != 'u' || bytes[at + 2] != '0' || bytes[at + 3] != '0') {
      return -1;
    }
    int high = Character.digit(bytes[at + 4], 16);
    int low = Character.digit(bytes[at + 5], 16);
    return high < 0 || low < 0 || high > 7 ? -1 : high * 16 + low;
  }

  private static boolean has(byte[] bytes, char wanted) {
    for (byte one : bytes) {
      if (one == wanted) {
        return true;
      }
    }
    return false;
  }

  private boolean occursIn(byte[] bytes, int length) {
    for (int start = 0; start <= length - key.length; start++) {
      if (bytes[start] == key[0] && matchesAt(bytes, start)) {
        return true;
      }
    }
    return false;
  }

  private boolean matchesAt(byte[] bytes, int start) {
    for (int i = 1; i < key.length; i++) {
      if (bytes[start + i] != key[i]) {
        return false;
      }
    }
    return true;
  }
}
