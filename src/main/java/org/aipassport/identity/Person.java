package org.aipassport.identity;

import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.Table;
import java.time.Instant;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Collectors;
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

  @Column(name = "created_at")
  private long createdAt;

  @Column(name = "disabled_at")
  private @Nullable Long disabledAt;

  protected Person() {} // for JPA

  Person(
      UserId id,
      AccountId account,
      String username,
      String passwordHash,
      Set<Role> roles,
      Instant now) {
    this.id = id.value();
    this.accountId = account.value();
    this.username = username;
    this.usernameKey = key(username);
    this.passwordHash = passwordHash;
    this.roles = roles.stream().sorted().map(Role::name).collect(Collectors.joining(","));
    this.createdAt = now.toEpochMilli();
  }

  /** The form in which usernames are compared. */
  static String key(String username) {
    return username.toLowerCase(Locale.ROOT);
  }

  Caller toCaller() {
    return new Caller(new UserId(id), new AccountId(accountId), username, roles());
  }

  private Set<Role> roles() {
    return Arrays.stream(roles.split(",", -1))
        .map(Role::valueOf)
        .collect(Collectors.toCollection(() -> EnumSet.noneOf(Role.class)));
  }
}
