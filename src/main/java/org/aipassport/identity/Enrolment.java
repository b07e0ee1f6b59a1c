package org.aipassport.identity;

import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import org.aipassport.crypto.Base32;
import org.aipassport.crypto.Sha256;
import org.aipassport.crypto.Totp;
import org.aipassport.values.SecretText;

/**
 * What an authenticator app needs; shown until it is confirmed, never afterwards.
 *
 * @param uri {@code otpauth://totp/...}, which apps read from a picture
 * @param handle known only to whom the secret was shown, see {@link SecondFactors#begun}
 */
public record Enrolment(SecretText secretBase32, SecretText uri, SecretText handle) {
  private static final String ISSUER = "AIPassport";
  private static final String HANDLE = "aipassport/enrolment/v1\n";

  static Enrolment of(Caller caller, byte[] secret) {
    String base32 = Base32.encode(secret);
    byte[] purpose = (HANDLE + caller.id()).getBytes(StandardCharsets.UTF_8);
    return new Enrolment(
        new SecretText(base32),
        new SecretText(uri(caller, base32)),
        new SecretText(Sha256.base64Url(purpose, secret)));
  }

  /** As authenticator apps read it (the key URI format of Google Authenticator). */
  private static String uri(Caller caller, String secret) {
    return "otpauth://totp/%s:%s?secret=%s&issuer=%s&algorithm=SHA1&digits=%d&period=%d"
        .formatted(ISSUER, escaped(caller.username()), secret, ISSUER, Totp.DIGITS, Totp.PERIOD);
  }

  private static String escaped(String text) {
    return URLEncoder.encode(text, StandardCharsets.UTF_8).replace("+", "%20");
  }
}
