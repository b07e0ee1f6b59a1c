package org.aipassport.tokens;

import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.Table;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import org.aipassport.crypto.Sha256;
import org.aipassport.values.GrantId;
import org.aipassport.values.TokenId;

/** What the database keeps of an access token: enough to know it, not enough to make it. */
@Entity
@Table(name = "access_token")
class AccessToken {
  @Id private String jti = "";

  @Column(name = "grant_id")
  private String grantId = "";

  private byte[] digest = {};
  private String kid = "";

  @Column(name = "issued_at")
  private long issuedAt;

  @Column(name = "expires_at")
  private long expiresAt;

  protected AccessToken() {} // for JPA

  AccessToken(
      TokenId jti, GrantId grant, String token, String kid, Instant issuedAt, Instant expiresAt) {
    this.jti = jti.value();
    this.grantId = grant.value();
    this.digest = Sha256.of(token.getBytes(StandardCharsets.US_ASCII));
    this.kid = kid;
    this.issuedAt = issuedAt.toEpochMilli();
    this.expiresAt = expiresAt.toEpochMilli();
  }
}
