package org.aipassport.identity;

import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.Table;
import java.time.Instant;
import java.util.Optional;
import org.aipassport.crypto.OpaqueSecrets;
import org.aipassport.values.SecretText;
import org.aipassport.values.UserId;
import org.jspecify.annotations.Nullable;

/** A personal access token; the database keeps only its digest. */
@Entity
@Table(name = "personal_token")
class PersonalToken {
  @Id private String id = "";

  @Column(name = "person_id")
  private String personId = "";

  private byte[] digest = {};
  private String label = "";

  @Column(name = "created_at")
  private long createdAt;

  @Column(name = "expires_at")
  private @Nullable Long expiresAt;

  @Column(name = "revoked_at")
  private @Nullable Long revokedAt;

  protected PersonalToken() {} // for JPA

  PersonalToken(
      String id,
      UserId person,
      SecretText secret,
      String label,
      Instant now,
      Optional<Instant> expiresAt) {
    this.id = id;
    this.personId = person.value();
    this.digest = OpaqueSecrets.digest(secret);
    this.label = label;
    this.createdAt = now.toEpochMilli();
    this.expiresAt = expiresAt.map(Instant::toEpochMilli).orElse(null);
  }

  PersonalTokenView view() {
    return new PersonalTokenView(
        id,
        label,
        Instant.ofEpochMilli(createdAt),
        Optional.ofNullable(expiresAt).map(Instant::ofEpochMilli));
  }
}
