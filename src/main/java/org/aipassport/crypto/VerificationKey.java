package org.aipassport.crypto;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.crypto.ECDSAVerifier;
import com.nimbusds.jose.jwk.ECKey;
import com.nimbusds.jose.util.Base64URL;

/** A public key on P-256 that verifies ES256 signatures and nothing else. Thread-safe. */
public final class VerificationKey {
  private static final JWSHeader ALGORITHM = new JWSHeader(JWSAlgorithm.ES256);

  private final ECDSAVerifier verifier;
  private final String kid;

  VerificationKey(ECKey publicKey) {
    try {
      this.verifier = new ECDSAVerifier(publicKey);
    } catch (JOSEException e) {
      throw new IllegalStateException("no verifier for a key on P-256", e);
    }
    this.kid = Jwks.thumbprint(publicKey);
  }

  /**
   * Reads a public JWK (RFC 7517); a {@code kid} in it is not looked at.
   *
   * @throws IllegalArgumentException for anything but a public key on P-256 for signatures; the
   *     message holds no content
   */
  public static VerificationKey fromPublicJwk(String json) {
    return new VerificationKey(Jwks.publicKey(json));
  }

  /** RFC 7638 thumbprint, SHA-256, 43 characters of base64url. */
  public String kid() {
    return kid;
  }

  /**
   * Whether {@code signature}, base64url of r and s of 32 bytes each, is one of {@code input}. The
   * library refuses other lengths, and r or s that are zero or out of range.
   */
  boolean verifies(byte[] input, String signature) {
    try {
      return verifier.verify(ALGORITHM, input, new Base64URL(signature));
    } catch (JOSEException e) {
      return false;
    }
  }

  @Override
  public String toString() {
    return "VerificationKey[" + kid + "]";
  }
}
