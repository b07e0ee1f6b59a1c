package org.aipassport.proxy;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import org.aipassport.values.SecretText;

/**
 * Looks whether an upstream sends the provider key back, in whatever form of {@link KeyForms}; then
 * nothing of it reaches the caller. One per call.
 */
final class KeyGuard {
  private final List<byte[]> forms;
  private final KeySearch search;

  KeyGuard(Optional<SecretText> key) {
    this.forms =
        key.map(k -> KeyForms.of(k.reveal().getBytes(StandardCharsets.UTF_8))).orElse(List.of());
    this.search = new KeySearch(forms);
  }

  boolean finds(String text) {
    return finds(text.getBytes(StandardCharsets.UTF_8));
  }

  boolean finds(byte[] bytes) {
    return search.finds(bytes, 0, bytes.length);
  }

  /** A search of its own for somebody who looks piece by piece. */
  KeySearch search() {
    return new KeySearch(forms);
  }
}
