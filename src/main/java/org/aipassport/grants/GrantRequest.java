package org.aipassport.grants;

import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.Table;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.aipassport.values.GrantRequestId;
import org.jspecify.annotations.Nullable;

/** What an app asked for, as it asked; never changed. */
@Entity
@Table(name = "grant_request")
class GrantRequest {
  @Id private String id = "";

  @Column(name = "app_name")
  private String appName = "";

  @Column(name = "app_url")
  private String appUrl = "";

  private String scope = "";
  private String reason = "";

  @Column(name = "owner_name")
  private @Nullable String ownerName;

  private String address = "";

  @Column(name = "lifetime_seconds")
  private @Nullable Long lifetimeSeconds;

  @Column(name = "created_at")
  private long createdAt;

  protected GrantRequest() {} // for JPA

  /** What an owner asks of themself for a tool of their own. */
  GrantRequest(GrantRequestId id, ToolAsk ask, Instant now) {
    this.id = id.value();
    this.appName = ask.name();
    this.scope = ask.scope().column();
    this.createdAt = now.toEpochMilli();
  }

  GrantRequest(
      GrantRequestId id, GrantAsk ask, Optional<Duration> lifetime, String address, Instant now) {
    this.id = id.value();
    this.appName = ask.appName();
    this.appUrl = ask.appUrl();
    this.scope = ask.scope().column();
    this.reason = ask.reason();
    this.ownerName = ask.ownerKey().orElse(null);
    this.lifetimeSeconds = lifetime.map(Duration::toSeconds).orElse(null);
    this.address = address;
    this.createdAt = now.toEpochMilli();
  }

  /** For how long was asked, if the app said so. */
  Optional<Duration> lifetime() {
    return Optional.ofNullable(lifetimeSeconds).map(Duration::ofSeconds);
  }
}
