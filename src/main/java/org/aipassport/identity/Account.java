package org.aipassport.identity;

import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.Table;
import java.time.Instant;
import org.aipassport.values.AccountId;

/** Whose keys, grants and usage rows belong to: a person now, a group later. */
@Entity
@Table(name = "account")
class Account {
  private static final String OF_A_PERSON = "PERSON";

  @Id private String id = "";
  private String kind = OF_A_PERSON;

  @Column(name = "created_at")
  private long createdAt;

  protected Account() {} // for JPA

  Account(AccountId id, Instant now) {
    this.id = id.value();
    this.createdAt = now.toEpochMilli();
  }
}
