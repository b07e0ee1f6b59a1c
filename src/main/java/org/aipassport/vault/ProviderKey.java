package org.aipassport.vault;

import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.Table;
import java.time.Instant;
import java.util.Optional;
import org.aipassport.values.AccountId;
import org.aipassport.values.Labels;
import org.aipassport.values.ProviderKeyId;
import org.aipassport.values.ProviderName;
import org.aipassport.values.SecretText;
import org.jspecify.annotations.Nullable;

/** A key of somebody's at a provider: everything but the key itself. */
@Entity
@Table(name = "provider_key")
class ProviderKey {
  /** Who brought the key in. */
  enum Source {
    OWNER,
    ENVIRONMENT
  }

  @Id private String id = "";

  @Column(name = "account_id")
  private String accountId = "";

  private String provider = "";
  private String label = "";
  private String labels = "";

  @Column(name = "origin_of_key")
  private String source = "";

  @Column(name = "last_four")
  private String lastFour = "";

  @Column(name = "current_version")
  private int currentVersion;

  @Column(name = "created_at")
  private long createdAt;

  @Column(name = "replaced_at")
  private @Nullable Long replacedAt;

  @Column(name = "deleted_at")
  private @Nullable Long deletedAt;

  protected ProviderKey() {} // for JPA

  ProviderKey(
      ProviderKeyId id,
      AccountId account,
      ProviderName provider,
      String label,
      Labels labels,
      Source source,
      SecretText key,
      Instant now) {
    this.id = id.value();
    this.accountId = account.value();
    this.provider = provider.value();
    this.label = label;
    this.labels = labels.column();
    this.source = source.name();
    this.lastFour = key.lastFour();
    this.currentVersion = 1;
    this.createdAt = now.toEpochMilli();
  }

  ProviderKeyId id() {
    return new ProviderKeyId(id);
  }

  AccountId account() {
    return new AccountId(accountId);
  }

  ProviderName provider() {
    return new ProviderName(provider);
  }

  int currentVersion() {
    return currentVersion;
  }

  /** A new key takes the place of the old one; the caller holds the row's lock. */
  void replace(SecretText key, Instant now) {
    currentVersion++;
    lastFour = key.lastFour();
    replacedAt = now.toEpochMilli();
  }

  ProviderKeyView view() {
    return new ProviderKeyView(
        id(),
        provider(),
        label,
        Labels.ofColumn(labels),
        lastFour,
        Instant.ofEpochMilli(createdAt),
        Optional.ofNullable(replacedAt).map(Instant::ofEpochMilli));
  }
}
