package org.aipassport.proxy;

import java.nio.charset.StandardCharsets;
import java.util.Optional;
import org.aipassport.values.SecretText;

/** Looks whether an upstream sends the provider key back; then nothing of it reaches the caller. */
final class KeyGuard {
  private final byte[] key;

  KeyGuard(Optional<SecretText> key) {
    this.key = key.map(k -> k.reveal().getBytes(StandardCharsets.UTF_8)).orElse(new byte[0]);
  }

  boolean finds(String text) {
    return finds(text.getBytes(StandardCharsets.UTF_8));
  }

  boolean finds(byte[] bytes) {
    if (key.length == 0) {
      return false;
    }
    for (int start = 0; start <= bytes.length - key.length; start++) {
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
