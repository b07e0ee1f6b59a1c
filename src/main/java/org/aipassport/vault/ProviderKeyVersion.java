package org.aipassport.vault;

import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.IdClass;
import jakarta.persistence.Table;
import java.time.Instant;
import org.aipassport.values.ProviderKeyId;

/** One sealed version of a provider key. */
@Entity
@Table(name = "provider_key_version")
@IdClass(ProviderKeyVersion.Key.class)
class ProviderKeyVersion {
  /** The primary key. */
  record Key(String keyId, int version) implements java.io.Serializable {}

  @Id
  @Column(name = "key_id")
  private String keyId = "";

  @Id private int version;

  @Column(name = "kek_id")
  private String kekId = "";

  private byte[] sealed = {};

  @Column(name = "created_at")
  private long createdAt;

  protected ProviderKeyVersion() {} // for JPA

  ProviderKeyVersion(ProviderKeyId key, int version, String kekId, byte[] sealed, Instant now) {
    this.keyId = key.value();
    this.version = version;
    this.kekId = kekId;
    this.sealed = sealed.clone();
    this.createdAt = now.toEpochMilli();
  }
}
