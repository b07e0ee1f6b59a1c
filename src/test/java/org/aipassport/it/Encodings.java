package org.aipassport.it;

import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;

/** The forms in which a secret can hide in a text. */
final class Encodings {
  private static final int GROUP = 3;

  private Encodings() {}

  /** Hex in both cases, URL encoding, and base64 in both alphabets wherever a group begins. */
  static List<String> of(byte[] secret) {
    List<String> forms = new ArrayList<>();
    forms.add(HexFormat.of().formatHex(secret));
    forms.add(HexFormat.of().withUpperCase().formatHex(secret));
    forms.add(
        URLEncoder.encode(
            new String(secret, StandardCharsets.ISO_8859_1), StandardCharsets.ISO_8859_1));
    for (int offset = 0; offset < GROUP; offset++) {
      byte[] whole = wholeGroups(secret, offset);
      forms.add(Base64.getEncoder().encodeToString(whole));
      forms.add(Base64.getUrlEncoder().encodeToString(whole));
    }
    return forms;
  }

  /** What lies in whole groups if the secret begins {@code offset} bytes before one. */
  private static byte[] wholeGroups(byte[] secret, int offset) {
    int length = (secret.length - offset) / GROUP * GROUP;
    return Arrays.copyOfRange(secret, offset, offset + length);
  }
}
