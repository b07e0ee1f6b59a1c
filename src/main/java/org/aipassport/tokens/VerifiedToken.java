package org.aipassport.tokens;

import java.time.Instant;
import java.util.Set;
import org.aipassport.values.GrantId;
import org.aipassport.values.TokenId;
import org.eclipse.microprofile.jwt.JsonWebToken;
import org.jspecify.annotations.Nullable;

/**
 * An access token whose signature, issuer, audience and times were found good; the principal of a
 * proxied call. Whether its grant is in force is not known here.
 */
public final class VerifiedToken implements JsonWebToken {
  private static final Set<String> NAMES =
      Set.of("iss", "aud", "sub", "jti", "iat", "exp", "grant_id", "client_id");

  private final TokenClaims claims;
  private final String kid;
  private final byte[] digest;

  VerifiedToken(TokenClaims claims, String kid, byte[] digest) {
    this.claims = claims;
    this.kid = kid;
    this.digest = digest.clone();
  }

  public GrantId grant() {
    return claims.grant();
  }

  public TokenId id() {
    return claims.id();
  }

  public String clientId() {
    return claims.clientId();
  }

  public String audience() {
    return claims.audience();
  }

  /** The signing key's id: when that key is compromised its calls end. */
  public String kid() {
    return kid;
  }

  /** SHA-256 of the token's text: an ECDSA signature has a second valid form, which is not ours. */
  byte[] digest() {
    return digest.clone();
  }

  public Instant issuedAt() {
    return claims.issuedAt();
  }

  public Instant expiresAt() {
    return claims.expiresAt();
  }

  @Override
  public String getName() {
    return claims.grant().value();
  }

  @Override
  public Set<String> getClaimNames() {
    return NAMES;
  }

  @Override
  @SuppressWarnings("unchecked") // the interface leaves the type to the caller
  public <T> @Nullable T getClaim(String name) {
    return (T)
        switch (name) {
          case "iss" -> claims.issuer();
          case "aud" -> Set.of(claims.audience());
          case "sub", "grant_id" -> claims.grant().value();
          case "jti" -> claims.id().value();
          case "iat" -> claims.issuedAt().getEpochSecond();
          case "exp" -> claims.expiresAt().getEpochSecond();
          case "client_id" -> claims.clientId();
          default -> null;
        };
  }
}
