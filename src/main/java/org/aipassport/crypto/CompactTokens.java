package org.aipassport.crypto;

import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.aipassport.problems.Refusal;
import org.aipassport.problems.RefusalException;

/**
 * Signed tokens in the compact form (RFC 7515 section 3.1), ES256 only.
 *
 * <p>A header is accepted only if it is, byte for byte, the one we would have written for its
 * {@code kid} and the expected {@code typ}. So there is no choice of algorithm, no key or address
 * of a key from outside, no extension, no member twice (RFC 8725 sections 3.1, 3.2, 3.10, 3.11).
 * Who holds a token can make one other valid text of it, since ECDSA knows two values of s: what
 * must be unique is to be taken from the payload.
 */
public final class CompactTokens {
  private static final int MOST_CHARACTERS = 4096;
  private static final Pattern FORM =
      Pattern.compile("([A-Za-z0-9_-]++)\\.([A-Za-z0-9_-]++)\\.([A-Za-z0-9_-]++)");
  private static final Pattern KID = Pattern.compile("\\{\"kid\":\"([A-Za-z0-9_-]{43})\",");
  private static final Pattern TYP = Pattern.compile("[A-Za-z0-9+.-]+");

  private CompactTokens() {}

  /**
   * A token with this payload.
   *
   * @param typ the media type without {@code application/}, {@code at+jwt} for instance
   * @throws IllegalArgumentException if there is no payload, or too much for a token to be accepted
   */
  public static String sign(Es256Key key, String typ, byte[] payload) {
    String input = header(key.kid(), typ) + "." + Base64Url.encode(payload);
    String token = input + "." + key.sign(input.getBytes(StandardCharsets.US_ASCII));
    if (!looksLikeToken(token)) {
      throw new IllegalArgumentException("a payload of " + payload.length + " bytes");
    }
    return token;
  }

  /**
   * The payload of a token that is whole and ours.
   *
   * @param keyByKid asked for kids of the right form only, before the signature is checked
   * @throws RefusalException CREDENTIALS_INVALID for anything else, without saying what
   */
  public static byte[] verify(
      String token, String typ, Function<String, Optional<VerificationKey>> keyByKid) {
    Matcher parts = FORM.matcher(token);
    if (token.length() > MOST_CHARACTERS || !parts.matches()) {
      throw refused();
    }
    String kid = kid(parts.group(1), typ);
    byte[] payload = canonical(parts.group(2));
    canonical(parts.group(3));
    VerificationKey key =
        keyByKid
            .apply(kid)
            .filter(found -> found.kid().equals(kid))
            .orElseThrow(CompactTokens::refused);
    byte[] input = token.substring(0, parts.end(2)).getBytes(StandardCharsets.US_ASCII);
    if (!key.verifies(input, parts.group(3))) {
      throw refused();
    }
    return payload;
  }

  /** Whether it is three parts of base64url and not too long; says nothing about the signature. */
  public static boolean looksLikeToken(String text) {
    return text.length() <= MOST_CHARACTERS && FORM.matcher(text).matches();
  }

  private static String kid(String header, String typ) {
    String json = new String(canonical(header), StandardCharsets.ISO_8859_1);
    Matcher start = KID.matcher(json);
    if (!start.lookingAt() || !header.equals(header(start.group(1), typ))) {
      throw refused();
    }
    return start.group(1);
  }

  private static String header(String kid, String typ) {
    if (!TYP.matcher(typ).matches()) {
      throw new IllegalArgumentException("not a type: " + typ);
    }
    String json = "{\"kid\":\"%s\",\"typ\":\"%s\",\"alg\":\"ES256\"}".formatted(kid, typ);
    return Base64Url.encode(json.getBytes(StandardCharsets.US_ASCII));
  }

  private static byte[] canonical(String part) {
    return Base64Url.decode(part).orElseThrow(CompactTokens::refused);
  }

  private static RefusalException refused() {
    return new RefusalException(Refusal.CREDENTIALS_INVALID, "The token is not valid.");
  }
}
