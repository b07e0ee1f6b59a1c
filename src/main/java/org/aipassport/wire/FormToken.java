package org.aipassport.wire;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import org.aipassport.crypto.HmacSha256;
import org.aipassport.values.SecretText;

/**
 * The hidden field that proves that a form was made by this broker for this browser, for that form
 * and that thing: an HMAC under the secret of the browser's cookie, 43 characters. A page of
 * another site can send the cookie along, but cannot compute this.
 */
public final class FormToken {
  /** The field's name. */
  public static final String FIELD = "csrf";

  private static final String PURPOSE = "aipassport/form/v1\n";

  private FormToken() {}

  /**
   * The token of one form.
   *
   * @param form the page that the form is on
   * @param thing the id of what it is about; empty if there is none
   */
  public static String of(SecretText cookie, String form, String thing) {
    return HmacSha256.of(cookie, PURPOSE + form + "\n" + thing);
  }

  /** Whether {@code given} is that token. */
  public static boolean matches(String given, SecretText cookie, String form, String thing) {
    return MessageDigest.isEqual(
        given.getBytes(StandardCharsets.UTF_8),
        of(cookie, form, thing).getBytes(StandardCharsets.UTF_8));
  }
}
