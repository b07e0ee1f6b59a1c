package org.aipassport.grants;

import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.EnumType;
import jakarta.persistence.Enumerated;
import jakarta.persistence.Id;
import jakarta.persistence.Table;
import java.time.Instant;
import java.util.Optional;
import java.util.OptionalLong;
import org.aipassport.apps.AppAddress;
import org.aipassport.crypto.OpaqueSecrets;
import org.aipassport.identity.Caller;
import org.aipassport.values.AccountId;
import org.aipassport.values.GrantId;
import org.aipassport.values.GrantRequestId;
import org.aipassport.values.Labels;
import org.aipassport.values.NanoUsd;
import org.aipassport.values.ProviderKeyId;
import org.aipassport.values.SecretText;
import org.aipassport.values.UserId;
import org.aipassport.values.WebOrigin;
import org.jspecify.annotations.Nullable;

/**
 * What a person lets one app do. Its states and its counters are raced for: they change only by
 * conditional UPDATE ({@link GrantStates}, {@link Allowance}), never through this object.
 */
@Entity
@Table(name = "access_grant")
class Grant {
  /** What a client id of an unregistered app begins with. */
  static final String UNREGISTERED = "req:";

  /** What a client id of a tool of the owner's own begins with. */
  static final String TOOL = "tool:";

  @Id private String id = "";

  @Column(name = "request_id")
  private String requestId = "";

  @Column(name = "client_id")
  private String clientId = "";

  @Column(name = "account_id")
  private @Nullable String accountId;

  @Column(name = "owner_id")
  private @Nullable String ownerId;

  @Column(name = "owner_name")
  private @Nullable String ownerName;

  private String labels = "";

  @Column(name = "app_name")
  private String appName = "";

  @Column(name = "app_url")
  private String appUrl = "";

  @Column(name = "app_origin")
  private @Nullable String appOrigin;

  @Column(name = "app_host")
  private @Nullable String appHost;

  private String reason = "";
  private String provider = "";

  @Column(name = "key_id")
  private @Nullable String keyId;

  private String scope = "";

  @Column(name = "scope_digest")
  private String scopeDigest = "";

  @Enumerated(EnumType.STRING)
  private GrantStatus status = GrantStatus.PENDING;

  @Column(name = "claim_digest")
  private byte[] claimDigest = {};

  @Column(name = "created_at")
  private long createdAt;

  @Column(name = "expires_at")
  private long expiresAt;

  @Column(name = "approved_at")
  private @Nullable Long approvedAt;

  @Column(name = "ended_at")
  private @Nullable Long endedAt;

  private @Nullable String notes;

  @Column(name = "max_requests")
  private @Nullable Long maxRequests;

  @Column(name = "usage_count")
  private long usageCount;

  @Column(name = "budget_nanos")
  private @Nullable Long budgetNanos;

  @Column(name = "spent_nanos")
  private long spentNanos;

  @Column(name = "reserved_nanos")
  private long reservedNanos;

  @Column(name = "last_used_at")
  private @Nullable Long lastUsedAt;

  private long version;

  protected Grant() {} // for JPA

  /** A pending grant; {@code owner} is the person whom the app named, if there is such a one. */
  Grant(
      GrantId id,
      GrantRequestId request,
      String clientId,
      GrantAsk ask,
      Optional<UserId> owner,
      SecretText claimToken,
      Instant now,
      Instant pendingUntil) {
    this.id = id.value();
    this.requestId = request.value();
    this.clientId = clientId;
    this.ownerId = owner.map(UserId::value).orElse(null);
    this.ownerName = ask.ownerKey().orElse(null);
    this.appName = ask.appName();
    this.appUrl = ask.appUrl();
    this.appOrigin = WebOrigin.ofUrl(ask.appUrl()).map(WebOrigin::value).orElse(null);
    String host = AppAddress.hostOf(ask.appUrl());
    this.appHost = host.isEmpty() ? null : host;
    this.reason = ask.reason();
    this.provider = ask.scope().provider().value();
    this.scope = ask.scope().column();
    this.scopeDigest = ask.scope().digest();
    this.claimDigest = OpaqueSecrets.digest(claimToken);
    this.createdAt = now.toEpochMilli();
    this.expiresAt = pendingUntil.toEpochMilli();
    this.maxRequests = orNull(ask.scope().maxRequests());
    this.budgetNanos = ask.scope().maxBudget().map(NanoUsd::nanos).orElse(null);
  }

  /**
   * A grant in force for a tool of the owner's own. It has no page, hence no address, and no app
   * that could prove anything: nobody holds its claim token.
   */
  Grant(
      GrantId id,
      GrantRequestId request,
      ToolAsk ask,
      Caller owner,
      Optional<ProviderKeyId> key,
      Instant now) {
    this.id = id.value();
    this.requestId = request.value();
    this.clientId = TOOL + id.value();
    this.accountId = owner.account().value();
    this.ownerId = owner.id().value();
    this.appName = ask.name();
    this.provider = ask.scope().provider().value();
    this.keyId = key.map(ProviderKeyId::value).orElse(null);
    this.scope = ask.scope().column();
    this.scopeDigest = ask.scope().digest();
    this.status = GrantStatus.APPROVED;
    this.claimDigest = OpaqueSecrets.digest(OpaqueSecrets.next(GrantRequests.CLAIM_PREFIX));
    this.createdAt = now.toEpochMilli();
    this.approvedAt = now.toEpochMilli();
    this.expiresAt = now.plus(ask.lifetime()).toEpochMilli();
    this.notes = ask.notes().orElse(null);
    this.maxRequests = orNull(ask.scope().maxRequests());
    this.budgetNanos = ask.scope().maxBudget().map(NanoUsd::nanos).orElse(null);
  }

  private static @Nullable Long orNull(OptionalLong value) {
    return value.isPresent() ? value.getAsLong() : null;
  }

  GrantView view(Instant now) {
    return new GrantView(
        new GrantId(id),
        new GrantRequestId(requestId),
        clientId,
        Optional.ofNullable(accountId).map(AccountId::new),
        Optional.ofNullable(keyId).map(ProviderKeyId::new),
        Labels.ofColumn(labels),
        appName,
        appUrl,
        reason,
        GrantScope.ofColumn(scope),
        statusAt(now),
        Instant.ofEpochMilli(createdAt),
        Instant.ofEpochMilli(expiresAt),
        Optional.ofNullable(approvedAt).map(Instant::ofEpochMilli),
        Optional.ofNullable(endedAt).map(Instant::ofEpochMilli),
        Optional.ofNullable(notes),
        maxRequests == null ? OptionalLong.empty() : OptionalLong.of(maxRequests),
        usageCount,
        new GrantMoney(
            Optional.ofNullable(budgetNanos).map(NanoUsd::new),
            new NanoUsd(spentNanos),
            new NanoUsd(reservedNanos)),
        Optional.ofNullable(lastUsedAt).map(Instant::ofEpochMilli),
        version);
  }

  /** The state that the clock makes of the stored one. */
  private GrantStatus statusAt(Instant now) {
    boolean canExpire = status == GrantStatus.PENDING || status == GrantStatus.APPROVED;
    return canExpire && now.toEpochMilli() >= expiresAt ? GrantStatus.EXPIRED : status;
  }
}
