package org.aipassport.crypto;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.jwk.Curve;
import com.nimbusds.jose.jwk.ECKey;
import com.nimbusds.jose.jwk.KeyOperation;
import com.nimbusds.jose.jwk.KeyUse;
import com.nimbusds.jose.util.Base64URL;
import java.text.ParseException;

/** Reads JSON Web Keys (RFC 7517) that are P-256 keys for signatures, and nothing else of them. */
final class Jwks {
  private static final int MOST_CHARACTERS = 8192;
  private static final int COORDINATE_CHARACTERS = 43; // 32 bytes: RFC 7518 section 6.2.1.2

  private Jwks() {}

  /** A key with x, y and d, each of full length; whether they belong together is not yet known. */
  static ECKey privateKey(String json) {
    ECKey key = parse(json, KeyOperation.SIGN);
    if (key.getD() == null) {
      throw refused("it holds no private key");
    }
    if (!isFull(key.getD())) {
      throw refused("its private key does not have 32 bytes");
    }
    return new ECKey.Builder(Curve.P_256, key.getX(), key.getY()).d(key.getD()).build();
  }

  static ECKey publicKey(String json) {
    ECKey key = parse(json, KeyOperation.VERIFY);
    if (key.isPrivate()) {
      throw refused("it is a private key where a public one belongs");
    }
    return new ECKey.Builder(Curve.P_256, key.getX(), key.getY()).build();
  }

  /** RFC 7638, SHA-256. */
  static String thumbprint(ECKey key) {
    try {
      return key.computeThumbprint().toString();
    } catch (JOSEException e) {
      throw new IllegalStateException("no thumbprint", e);
    }
  }

  /** Says what is wrong, never what it read: a fault of the parser may quote it. */
  static IllegalArgumentException refused(String why) {
    return new IllegalArgumentException("This JWK cannot be used: " + why);
  }

  private static ECKey parse(String json, KeyOperation operation) {
    if (json.length() > MOST_CHARACTERS) {
      throw refused("it is too long");
    }
    ECKey key = parseEc(json);
    if (!Curve.P_256.equals(key.getCurve())) {
      throw refused("it is not on the curve P-256");
    }
    if (!isFull(key.getX()) || !isFull(key.getY())) {
      throw refused("its coordinates do not have 32 bytes each");
    }
    if (key.getAlgorithm() != null && !JWSAlgorithm.ES256.equals(key.getAlgorithm())) {
      throw refused("it is for another algorithm than ES256");
    }
    boolean otherUse = key.getKeyUse() != null && !KeyUse.SIGNATURE.equals(key.getKeyUse());
    boolean otherOperation =
        key.getKeyOperations() != null && !key.getKeyOperations().contains(operation);
    if (otherUse || otherOperation) {
      throw refused("it is not for signatures");
    }
    return key;
  }

  private static ECKey parseEc(String json) {
    try {
      return ECKey.parse(json);
    } catch (ParseException | RuntimeException e) {
      throw refused("it is not a JWK of the type EC with a point on its curve");
    }
  }

  private static boolean isFull(Base64URL value) {
    String text = value.toString();
    return text.length() == COORDINATE_CHARACTERS && Base64Url.decode(text).isPresent();
  }
}
