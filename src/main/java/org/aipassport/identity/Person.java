package org.aipassport.identity;

import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.Table;
import java.time.Instant;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import org.aipassport.values.AccountId;
import org.aipassport.values.UserId;
import org.jspecify.annotations.Nullable;

/** Somebody who signs in. Usernames are unique without regard to letter case. */
@Entity
@Table(name = "person")
class Person {
  @Id private String id = "";

  @Column(name = "account_id")
  private String accountId = "";

  private String username = "";

  @Column(name = "username_key")
  private String usernameKey = "";

  @Column(name = "password_hash")
  private String passwordHash = "";

  private String roles = "";

  @Column(name = "display_name")
  private @Nullable String displayName;

  @Column(name = "created_at")
  private long createdAt;

  @Column(name = "signed_in_at")
  private @Nullable Long signedInAt;

  @Column(name = "disabled_at")
  private @Nullable Long disabledAt;

  protected Person() {} // for JPA

  Person(
      UserId id,
      AccountId account,
      String username,
      Optional<String> displayName,
      String passwordHash,
      Set<Role> roles,
      Instant now) {
    this.id = id.value();
    this.accountId = account.value();
    this.username = username;
    this.usernameKey = key(username);
    this.displayName = displayName.orElse(null);
    this.passwordHash = passwordHash;
    this.roles = Role.column(roles);
    this.createdAt = now.toEpochMilli();
  }

  /** The form in which usernames are compared. */
  static String key(String username) {
    return username.toLowerCase(Locale.ROOT);
  }

  Caller toCaller() {
    return new Caller(
        new UserId(id),
        new AccountId(accountId),
        username,
        Optional.ofNullable(displayName),
        Role.ofColumn(roles));
  }

  UserId id() {
    return new UserId(id);
  }

  /** As {@link org.aipassport.crypto.PasswordHasher} wrote it; empty: no password here. */
  String passwordHash() {
    return passwordHash;
  }

  boolean isEnabled() {
    return disabledAt == null;
  }

  Instant createdAt() {
    return Instant.ofEpochMilli(createdAt);
  }

  /** When a session of theirs began last. */
  Optional<Instant> signedInAt() {
    return Optional.ofNullable(signedInAt).map(Instant::ofEpochMilli);
  }

  Optional<Instant> disabledAt() {
    return Optional.ofNullable(disabledAt).map(Instant::ofEpochMilli);
  }
}
