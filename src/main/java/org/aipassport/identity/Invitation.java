package org.aipassport.identity;

import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.Table;
import java.time.Duration;
import java.time.Instant;
import java.util.Set;
import org.aipassport.crypto.OpaqueSecrets;
import org.aipassport.values.Ids;
import org.aipassport.values.SecretText;
import org.aipassport.values.UserId;
import org.jspecify.annotations.Nullable;

/** A place for somebody who has no account yet; the database keeps only the link's digest. */
@Entity
@Table(name = "invitation")
class Invitation {
  @Id private String id = "";
  private byte[] digest = {};
  private String roles = "";
  private String label = "";

  @Column(name = "invited_by")
  private String invitedBy = "";

  @Column(name = "created_at")
  private long createdAt;

  @Column(name = "expires_at")
  private long expiresAt;

  @Column(name = "accepted_at")
  private @Nullable Long acceptedAt;

  @Column(name = "accepted_by")
  private @Nullable String acceptedBy;

  @Column(name = "revoked_at")
  private @Nullable Long revokedAt;

  protected Invitation() {} // for JPA

  Invitation(
      SecretText secret, Set<Role> roles, String label, UserId by, Instant now, Duration lifetime) {
    this.id = Ids.next();
    this.digest = OpaqueSecrets.digest(secret);
    this.roles = Role.column(roles);
    this.label = label;
    this.invitedBy = by.value();
    this.createdAt = now.toEpochMilli();
    this.expiresAt = now.plus(lifetime).toEpochMilli();
  }

  InvitationView view() {
    return new InvitationView(
        id,
        label,
        Role.ofColumn(roles),
        new UserId(invitedBy),
        Instant.ofEpochMilli(createdAt),
        Instant.ofEpochMilli(expiresAt));
  }
}
