package org.aipassport.crypto;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.crypto.ECDSASigner;
import com.nimbusds.jose.jwk.Curve;
import com.nimbusds.jose.jwk.ECKey;
import com.nimbusds.jose.jwk.gen.ECKeyGenerator;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;

/** A private key on P-256 that signs tokens by ES256 (RFC 7518 section 3.4). Thread-safe. */
public final class Es256Key {
  private static final JWSHeader ALGORITHM = new JWSHeader(JWSAlgorithm.ES256);

  private final ECKey key;
  private final VerificationKey verificationKey;

  private Es256Key(ECKey key) {
    this.key = key;
    this.verificationKey = new VerificationKey(key.toPublicJWK());
  }

  /** A fresh key. */
  public static Es256Key generate() {
    try {
      return new Es256Key(new ECKeyGenerator(Curve.P_256).generate());
    } catch (JOSEException e) {
      throw new IllegalStateException("no key on P-256 can be made", e);
    }
  }

  /**
   * Reads a private JWK (RFC 7517); a {@code kid} in it is not looked at.
   *
   * @throws IllegalArgumentException for anything but a private key on P-256 for signatures whose
   *     public half belongs to it; the message holds no content
   */
  public static Es256Key fromPrivateJwk(String json) {
    Es256Key key = new Es256Key(Jwks.privateKey(json));
    if (!key.isInRange() || !key.verifiesItself()) {
      throw Jwks.refused("its public half does not belong to its private key");
    }
    return key;
  }

  /** RFC 7638 thumbprint, SHA-256, 43 characters of base64url. */
  public String kid() {
    return verificationKey.kid();
  }

  /** The public half as JSON, with {@code kid}, {@code use} and {@code alg}. */
  public String publicJwk() {
    return jwk("");
  }

  /** The whole key as JSON in UTF-8: to be sealed, then zeroed, by the caller. */
  public byte[] privateJwk() {
    return jwk("\"d\":\"" + key.getD() + "\",").getBytes(StandardCharsets.UTF_8);
  }

  /** The public half. */
  public VerificationKey verificationKey() {
    return verificationKey;
  }

  /** The signature in base64url: r and s of 32 bytes each. */
  String sign(byte[] input) {
    try {
      return new ECDSASigner(key).sign(ALGORITHM, input).toString();
    } catch (JOSEException e) {
      throw new IllegalStateException("cannot sign", e);
    }
  }

  private boolean isInRange() {
    BigInteger d = key.getD().decodeToBigInteger();
    return d.signum() > 0 && d.compareTo(Curve.P_256.toECParameterSpec().getOrder()) < 0;
  }

  private boolean verifiesItself() {
    byte[] probe = "aipassport/key-probe/v1".getBytes(StandardCharsets.US_ASCII);
    return verificationKey.verifies(probe, sign(probe));
  }

  private String jwk(String secretMember) {
    return "{\"kty\":\"EC\",\"crv\":\"P-256\",\"x\":\"%s\",\"y\":\"%s\",%s"
            .formatted(key.getX(), key.getY(), secretMember)
        + "\"kid\":\"%s\",\"use\":\"sig\",\"alg\":\"ES256\"}".formatted(kid());
  }

  @Override
  public String toString() {
    return "Es256Key[" + kid() + "]";
  }
}
