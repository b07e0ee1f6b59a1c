package org.aipassport.crypto;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static java.nio.charset.StandardCharsets.UTF_8;

import com.nimbusds.jose.jwk.ECKey;
import java.security.Signature;

/** Makes tokens with any header and a valid signature, so that only the header can be at fault. */
final class Forge {
  static final String PAYLOAD = "{\"sub\":\"g1\"}";

  private Forge() {}

  static String token(Es256Key key, String header) {
    return token(key, header.getBytes(UTF_8), PAYLOAD);
  }

  static String token(Es256Key key, byte[] header, String payload) {
    return signed(key, Base64Url.encode(header) + "." + Base64Url.encode(payload.getBytes(UTF_8)));
  }

  /** Signs any text, which need not be canonical. */
  static String signed(Es256Key key, String input) {
    return input + "." + Base64Url.encode(signature(key, input, "SHA256withECDSAinP1363Format"));
  }

  static byte[] signature(Es256Key key, String input, String algorithm) {
    try {
      Signature signature = Signature.getInstance(algorithm);
      signature.initSign(ECKey.parse(new String(key.privateJwk(), UTF_8)).toECPrivateKey());
      signature.update(input.getBytes(US_ASCII));
      return signature.sign();
    } catch (Exception e) {
      throw new IllegalStateException(e);
    }
  }
}
