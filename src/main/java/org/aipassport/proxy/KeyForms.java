package org.aipassport.proxy;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;

/**
 * The forms in which a key may be sent back, but for escapes, which the search reads: as it is, in
 * base64 of either alphabet at every alignment, in hexadecimal, in UTF-16.
 */
final class KeyForms {
  /** Shorter ones occur in ordinary answers. */
  static final int SHORTEST = 8;

  private static final int ALIGNMENTS = 3;
  private static final int BITS_OF_DIGIT = 6;

  private KeyForms() {}

  /** None for a key of fewer than 8 characters, which owners make up for upstreams without keys. */
  static List<byte[]> of(byte[] key) {
    List<byte[]> forms = new ArrayList<>();
    if (key.length < SHORTEST) {
      return forms;
    }
    forms.add(key);
    for (int before = 0; before < ALIGNMENTS; before++) {
      String plain = base64(Base64.getEncoder(), key, before);
      String url = base64(Base64.getUrlEncoder(), key, before);
      add(forms, plain);
      if (!url.equals(plain)) {
        add(forms, url);
      }
    }
    add(forms, HexFormat.of().formatHex(key));
    add(forms, HexFormat.of().withUpperCase().formatHex(key));
    forms.add(wide(key));
    return forms;
  }

  /** The digits that the key alone decides, if so many bytes stand before it. */
  private static String base64(Base64.Encoder encoder, byte[] key, int before) {
    byte[] moved = new byte[before + key.length];
    System.arraycopy(key, 0, moved, before, key.length);
    String digits = encoder.withoutPadding().encodeToString(moved);
    int first = (before * Byte.SIZE + BITS_OF_DIGIT - 1) / BITS_OF_DIGIT;
    return digits.substring(first, moved.length * Byte.SIZE / BITS_OF_DIGIT);
  }

  private static byte[] wide(byte[] key) {
    byte[] wide = new byte[2 * key.length - 1]; // the zero before or behind is another character's
    for (int i = 0; i < key.length; i++) {
      wide[2 * i] = key[i];
    }
    return wide;
  }

  private static void add(List<byte[]> forms, String text) {
    if (text.length() >= SHORTEST) {
      forms.add(text.getBytes(StandardCharsets.US_ASCII));
    }
  }
}
