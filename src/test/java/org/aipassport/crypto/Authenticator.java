package org.aipassport.crypto;

import java.io.ByteArrayOutputStream;
import java.time.Instant;

/** What an authenticator app does with the secret that it was given. */
public final class Authenticator {
  private final byte[] secret;

  public Authenticator(String base32) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    int held = 0;
    int bits = 0;
    for (char letter : base32.toCharArray()) {
      held = (held << 5 | "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567".indexOf(letter)) & 0xffff;
      bits += 5;
      if (bits >= 8) {
        bits -= 8;
        bytes.write(held >> bits & 0xff);
      }
    }
    secret = bytes.toByteArray();
  }

  /** The secret as it is. */
  public byte[] secret() {
    return secret.clone();
  }

  /** What it shows then. */
  public String code(Instant now) {
    return Totp.code(secret, Math.floorDiv(now.getEpochSecond(), Totp.PERIOD), Totp.DIGITS);
  }
}
