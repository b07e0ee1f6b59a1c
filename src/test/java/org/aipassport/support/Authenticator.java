package org.aipassport.support;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.security.GeneralSecurityException;
import java.time.Instant;
import java.util.Locale;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/** An authenticator app: RFC 6238 by itself, without the broker's code. */
public final class Authenticator {
  private static final String ALPHABET = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";
  private static final int PERIOD = 30;

  private final byte[] secret;

  /** One that was given a secret in base32. */
  public Authenticator(String base32) {
    this.secret = decode(base32);
  }

  /** The secret as it is. */
  public byte[] secret() {
    return secret.clone();
  }

  /** The six digits that it shows at that time. */
  public String code(Instant at) {
    try {
      Mac mac = Mac.getInstance("HmacSHA1");
      mac.init(new SecretKeySpec(secret, "HmacSHA1"));
      byte[] hash =
          mac.doFinal(ByteBuffer.allocate(8).putLong(at.getEpochSecond() / PERIOD).array());
      int number = ByteBuffer.wrap(hash).getInt(hash[hash.length - 1] & 0xf) & 0x7fffffff;
      return String.format(Locale.ROOT, "%06d", number % 1_000_000);
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
  }

  private static byte[] decode(String secret) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    int bits = 0;
    int value = 0;
    for (char letter : secret.replaceAll("[\\s=]", "").toUpperCase(Locale.ROOT).toCharArray()) {
      value = value << 5 | ALPHABET.indexOf(letter);
      bits += 5;
      if (bits >= 8) {
        bits -= 8;
        out.write(value >> bits & 0xff);
      }
    }
    return out.toByteArray();
  }
}
