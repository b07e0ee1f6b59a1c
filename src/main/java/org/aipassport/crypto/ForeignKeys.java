package org.aipassport.crypto;

import com.nimbusds.jose.jwk.Curve;
import com.nimbusds.jose.jwk.ECKey;
import com.nimbusds.jose.jwk.JWK;
import com.nimbusds.jose.jwk.JWKSet;
import com.nimbusds.jose.jwk.KeyOperation;
import com.nimbusds.jose.jwk.KeyUse;
import com.nimbusds.jose.jwk.RSAKey;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.interfaces.ECPublicKey;
import java.security.interfaces.RSAPublicKey;
import java.security.spec.InvalidKeySpecException;
import java.security.spec.X509EncodedKeySpec;
import java.text.ParseException;
import java.util.Base64;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Public keys of somebody else who signs tokens: RSA of 2048 bits or more, and the curves of RFC
 * 7518 section 3.4. Whatever else a set holds (keys for encryption, secrets, private halves, types
 * that are not known here) verifies nothing. Thread-safe.
 */
public final class ForeignKeys {
  /** A set without a key. */
  public static final ForeignKeys NONE = new ForeignKeys(List.of());

  private static final int MOST_CHARACTERS = 512 * 1024;
  private static final int MOST_KEYS = 100;
  private static final int LEAST_BITS = 2048;
  private static final Pattern PEM =
      Pattern.compile("-----BEGIN PUBLIC KEY-----([A-Za-z0-9+/=\\s]+)-----END PUBLIC KEY-----");

  private final List<JWK> keys;

  private ForeignKeys(List<JWK> keys) {
    this.keys = List.copyOf(keys);
  }

  /**
   * Reads a JWK set (RFC 7517 section 5).
   *
   * @throws IllegalArgumentException if it is none, or has no key that verifies anything; the
   *     message holds no content
   */
  public static ForeignKeys ofJwkSet(String json) {
    requireShort(json);
    try {
      return of(JWKSet.parse(json).getKeys());
    } catch (ParseException | RuntimeException e) {
      throw refused("it is not a set of public JSON Web Keys for signatures");
    }
  }

  /**
   * Reads what MicroProfile JWT lets an operator write down: a public key in PEM form ({@code
   * -----BEGIN PUBLIC KEY-----}), a JWK, or a JWK set.
   *
   * @throws IllegalArgumentException if it is none of them; the message holds no content
   */
  public static ForeignKeys ofText(String text) {
    requireShort(text);
    String stripped = text.strip();
    if (stripped.startsWith("{")) {
      return stripped.contains("\"keys\"") ? ofJwkSet(stripped) : ofJwk(stripped);
    }
    Matcher pem = PEM.matcher(stripped);
    if (!pem.matches()) {
      throw refused("it is no public key in PEM or JWK form");
    }
    return of(List.of(ofDer(pem.group(1))));
  }

  private static JWK ofDer(String base64) {
    try {
      var spec = new X509EncodedKeySpec(Base64.getMimeDecoder().decode(base64));
      return ofSpec(spec);
    } catch (GeneralSecurityException | RuntimeException e) {
      throw refused("it is no public RSA or EC key in PEM form");
    }
  }

  private static JWK ofSpec(X509EncodedKeySpec spec) throws GeneralSecurityException {
    try {
      return new RSAKey.Builder((RSAPublicKey) KeyFactory.getInstance("RSA").generatePublic(spec))
          .build();
    } catch (InvalidKeySpecException e) { // not RSA
      ECPublicKey ec = (ECPublicKey) KeyFactory.getInstance("EC").generatePublic(spec);
      return new ECKey.Builder(Curve.forECParameterSpec(ec.getParams()), ec).build();
    }
  }

  private static ForeignKeys ofJwk(String json) {
    try {
      return of(List.of(JWK.parse(json)));
    } catch (ParseException | RuntimeException e) {
      throw refused("it is no public JSON Web Key for signatures");
    }
  }

  private static ForeignKeys of(List<JWK> found) {
    if (found.size() > MOST_KEYS) {
      throw refused("it has more than " + MOST_KEYS + " keys");
    }
    List<JWK> usable = found.stream().filter(ForeignKeys::verifies).toList();
    if (usable.isEmpty()) {
      throw refused("none of its keys is a public one for signatures");
    }
    return new ForeignKeys(usable);
  }

  List<JWK> keys() {
    return keys;
  }

  private static boolean verifies(JWK key) {
    boolean otherUse = key.getKeyUse() != null && !KeyUse.SIGNATURE.equals(key.getKeyUse());
    boolean otherOperation =
        key.getKeyOperations() != null && !key.getKeyOperations().contains(KeyOperation.VERIFY);
    if (otherUse || otherOperation || key.isPrivate()) {
      return false;
    }
    return key instanceof ECKey || (key instanceof RSAKey rsa && rsa.size() >= LEAST_BITS);
  }

  private static void requireShort(String text) {
    if (text.length() > MOST_CHARACTERS) {
      throw refused("it is too long");
    }
  }

  private static IllegalArgumentException refused(String why) {
    return new IllegalArgumentException("These keys cannot be used: " + why);
  }

  @Override
  public String toString() {
    return "ForeignKeys[" + keys.size() + "]";
  }
}
