package org.aipassport.tokens;

import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.Table;
import java.time.Instant;
import org.aipassport.crypto.Es256Key;
import org.aipassport.crypto.VerificationKey;
import org.jspecify.annotations.Nullable;

/** A key that signs tokens, or did: its private half sealed, its public half as a JWK. */
@Entity
@Table(name = "signing_key")
class SigningKey {
  /** What a key is good for. */
  enum State {
    /** Signs, and verifies. */
    ACTIVE,
    /** Verifies what it signed before. */
    RETIRING
  }

  private static final short THE_ONE = 1;

  @Id private String kid = "";
  private String state = "";

  @Column(name = "active_slot")
  private @Nullable Short activeSlot;

  @Column(name = "public_jwk")
  private String publicJwk = "";

  private byte[] sealed = {};

  @Column(name = "created_at")
  private long createdAt;

  protected SigningKey() {} // for JPA

  /** A key that signs from now on. */
  SigningKey(Es256Key key, byte[] sealed, Instant now) {
    this.kid = key.kid();
    this.state = State.ACTIVE.name();
    this.activeSlot = THE_ONE;
    this.publicJwk = key.publicJwk();
    this.sealed = sealed.clone();
    this.createdAt = now.toEpochMilli();
  }

  boolean isActive() {
    return state.equals(State.ACTIVE.name());
  }

  String kid() {
    return kid;
  }

  String publicJwk() {
    return publicJwk;
  }

  VerificationKey verificationKey() {
    return VerificationKey.fromPublicJwk(publicJwk);
  }

  byte[] sealed() {
    return sealed.clone();
  }
}
