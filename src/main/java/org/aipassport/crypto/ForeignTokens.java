package org.aipassport.crypto;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.JWSVerifier;
import com.nimbusds.jose.crypto.ECDSAVerifier;
import com.nimbusds.jose.crypto.RSASSAVerifier;
import com.nimbusds.jose.jwk.Curve;
import com.nimbusds.jose.jwk.ECKey;
import com.nimbusds.jose.jwk.JWK;
import com.nimbusds.jose.jwk.RSAKey;
import com.nimbusds.jose.util.Base64URL;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.text.ParseException;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.aipassport.problems.Refusal;
import org.aipassport.problems.RefusalException;

/**
 * Tokens that others signed, in the compact form (RFC 7515 section 3.1): only the signature is
 * checked here, the claims are the caller's to check.
 *
 * <p>The algorithm must be one of a fixed list of asymmetric ones and fit the key's type and curve,
 * so neither {@code none} nor a MAC under a public key passes (RFC 8725 sections 3.1 and 3.2). Keys
 * come from the given set alone: {@code jwk}, {@code jku}, {@code x5c} and {@code x5u} of a header
 * are not looked at. A header with {@code crit} is refused, whatever it lists.
 */
public final class ForeignTokens {
  private static final int MOST_CHARACTERS = 32 * 1024;
  private static final int MOST_HEADER_CHARACTERS = 8 * 1024;
  private static final Pattern FORM =
      Pattern.compile("([A-Za-z0-9_-]++)\\.([A-Za-z0-9_-]++)\\.([A-Za-z0-9_-]++)");
  private static final Set<JWSAlgorithm> RSA =
      Set.of(
          JWSAlgorithm.RS256,
          JWSAlgorithm.RS384,
          JWSAlgorithm.RS512,
          JWSAlgorithm.PS256,
          JWSAlgorithm.PS384,
          JWSAlgorithm.PS512);
  private static final Map<JWSAlgorithm, Curve> EC =
      Map.of(
          JWSAlgorithm.ES256, Curve.P_256,
          JWSAlgorithm.ES384, Curve.P_384,
          JWSAlgorithm.ES512, Curve.P_521);

  private ForeignTokens() {}

  /**
   * What a token with a good signature says.
   *
   * @param typ the header's media type in lower case without {@code application/}; empty if it has
   *     none
   * @param alg one of RS, PS or ES with 256, 384 or 512
   * @param claims the payload as it was signed: JSON if the signer made no mistake
   */
  @SuppressWarnings("ArrayRecordComponent") // compared by nobody
  public record Verified(String typ, String alg, byte[] claims) {
    /**
     * Whether {@code hash} is the half hash of {@code text} that OpenID Connect Core section
     * 3.1.3.6 calls {@code at_hash}.
     */
    public boolean halfHashIs(String hash, String text) {
      byte[] whole = hashOf(text.getBytes(StandardCharsets.US_ASCII));
      String expected = Base64Url.encode(Arrays.copyOf(whole, whole.length / 2));
      return MessageDigest.isEqual(
          expected.getBytes(StandardCharsets.US_ASCII), hash.getBytes(StandardCharsets.UTF_8));
    }

    private byte[] hashOf(byte[] bytes) {
      try {
        return MessageDigest.getInstance("SHA-" + alg.substring(2)).digest(bytes);
      } catch (NoSuchAlgorithmException e) {
        throw new IllegalStateException("every Java runtime has the SHA-2 family", e);
      }
    }
  }

  /** Whether it is three parts of base64url and not too long; says nothing about the signature. */
  public static boolean looksLikeToken(String text) {
    return text.length() <= MOST_CHARACTERS && FORM.matcher(text).matches();
  }

  /**
   * What a token says before anybody knows who signed it: only to find out whose keys to ask, it is
   * not to be believed.
   */
  public static Optional<byte[]> unverifiedClaims(String token) {
    Matcher parts = FORM.matcher(token);
    return token.length() <= MOST_CHARACTERS && parts.matches()
        ? Base64Url.decode(parts.group(2))
        : Optional.empty();
  }

  /**
   * Whether one of the keys may have signed the token, as its header has it: if not, its signer may
   * have taken a new key.
   *
   * @throws RefusalException CREDENTIALS_INVALID if the token is of no form or algorithm that could
   *     pass
   */
  public static boolean mayBeBy(ForeignKeys keys, String token) {
    return candidate(keys, header(parts(token).group(1))).isPresent();
  }

  /**
   * The content of a token that one of the keys signed.
   *
   * @throws RefusalException CREDENTIALS_INVALID for anything else, without saying what
   */
  public static Verified verify(ForeignKeys keys, String token) {
    Matcher parts = parts(token);
    JWSHeader header = header(parts.group(1));
    byte[] claims = canonical(parts.group(2));
    canonical(parts.group(3));
    JWK key = candidate(keys, header).orElseThrow(ForeignTokens::refused);
    byte[] input = token.substring(0, parts.end(2)).getBytes(StandardCharsets.US_ASCII);
    try {
      if (!verifier(key).verify(header, input, new Base64URL(parts.group(3)))) {
        throw refused();
      }
    } catch (JOSEException e) {
      throw refused();
    }
    return new Verified(typ(header), header.getAlgorithm().getName(), claims);
  }

  private static Matcher parts(String token) {
    Matcher parts = FORM.matcher(token);
    if (token.length() > MOST_CHARACTERS || !parts.matches()) {
      throw refused();
    }
    return parts;
  }

  private static JWSHeader header(String encoded) {
    if (encoded.length() > MOST_HEADER_CHARACTERS) {
      throw refused();
    }
    canonical(encoded);
    try {
      JWSHeader header = JWSHeader.parse(new Base64URL(encoded));
      boolean listed = RSA.contains(header.getAlgorithm()) || EC.containsKey(header.getAlgorithm());
      boolean plain = header.getCriticalParams() == null && header.isBase64URLEncodePayload();
      if (listed && plain) {
        return header;
      }
    } catch (ParseException | RuntimeException e) {
      // refused below
    }
    throw refused();
  }

  /** Without a kid the key must be the only one that fits (OpenID Connect Core section 10.1). */
  private static Optional<JWK> candidate(ForeignKeys keys, JWSHeader header) {
    List<JWK> fitting = keys.keys().stream().filter(key -> fits(key, header)).toList();
    String kid = header.getKeyID();
    if (kid == null) {
      return fitting.size() == 1 ? Optional.of(fitting.get(0)) : Optional.empty();
    }
    return fitting.stream()
        .filter(key -> kid.equals(key.getKeyID()) || (key.getKeyID() == null && isAlone(fitting)))
        .findFirst();
  }

  /** A single key that an operator wrote down as PEM has no kid. */
  private static boolean isAlone(List<JWK> fitting) {
    return fitting.size() == 1;
  }

  private static boolean fits(JWK key, JWSHeader header) {
    JWSAlgorithm alg = header.getAlgorithm();
    if (key.getAlgorithm() != null && !key.getAlgorithm().equals(alg)) {
      return false;
    }
    if (key instanceof ECKey ec) {
      return ec.getCurve().equals(EC.get(alg));
    }
    return key instanceof RSAKey && RSA.contains(alg);
  }

  private static JWSVerifier verifier(JWK key) throws JOSEException {
    if (key instanceof ECKey ec) {
      return new ECDSAVerifier(ec);
    }
    return new RSASSAVerifier(key.toRSAKey());
  }

  private static String typ(JWSHeader header) {
    if (header.getType() == null) {
      return "";
    }
    String typ = header.getType().getType().toLowerCase(Locale.ROOT);
    return typ.startsWith("application/") ? typ.substring("application/".length()) : typ;
  }

  private static byte[] canonical(String part) {
    return Base64Url.decode(part).orElseThrow(ForeignTokens::refused);
  }

  private static RefusalException refused() {
    return new RefusalException(Refusal.CREDENTIALS_INVALID, "The token is not valid.");
  }
}
