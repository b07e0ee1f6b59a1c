package org.aipassport.identity;

import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.Table;
import java.time.Instant;
import org.aipassport.values.UserId;
import org.jspecify.annotations.Nullable;

/** The secret that a person shares with their authenticator app. */
@Entity
@Table(name = "second_factor")
class SecondFactor {
  @Id
  @Column(name = "person_id")
  private String personId = "";

  @Column(name = "kek_id")
  private String kekId = "";

  private byte[] sealed = {};

  @Column(name = "created_at")
  private long createdAt;

  @Column(name = "confirmed_at")
  private @Nullable Long confirmedAt;

  @Column(name = "last_step")
  private long lastStep;

  protected SecondFactor() {} // for JPA

  SecondFactor(UserId person, String kekId, byte[] sealed, Instant now) {
    this.personId = person.value();
    this.kekId = kekId;
    this.sealed = sealed.clone();
    this.createdAt = now.toEpochMilli();
  }

  byte[] sealed() {
    return sealed.clone();
  }

  boolean isConfirmed() {
    return confirmedAt != null;
  }

  /** Up to which step codes have been used. */
  long lastStep() {
    return lastStep;
  }
}
