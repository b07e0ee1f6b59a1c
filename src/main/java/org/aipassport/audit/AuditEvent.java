package org.aipassport.audit;

import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.Table;
import java.time.Instant;
import java.util.TreeMap;
import org.aipassport.crypto.Sha256;
import org.aipassport.json.Json;
import org.aipassport.json.JsonNull;
import org.aipassport.json.JsonObject;
import org.aipassport.json.JsonString;
import org.aipassport.values.Ids;
import org.jspecify.annotations.Nullable;

/**
 * One line of the audit log. The canonical bytes are the record; the other columns repeat parts of
 * them for searching. Form of the bytes: a JSON object in UTF-8 without white space, members {@code
 * v} (1), {@code id}, {@code at} (ISO 8601, UTC, milliseconds), {@code type}, {@code actor}, {@code
 * account} (or null), {@code subject}, {@code details} (strings, in the order of their names).
 */
@Entity
@Table(name = "audit_event")
class AuditEvent {
  private static final byte[] LEAF = {0};

  @Id private String id = "";

  @Column(name = "recorded_at")
  private long recordedAt;

  private String type = "";
  private String actor = "";

  @Column(name = "account_id")
  private @Nullable String accountId;

  private String subject = "";
  private byte[] canonical = {};

  @Column(name = "leaf_hash")
  private byte[] leafHash = {};

  protected AuditEvent() {} // for JPA

  AuditEvent(AuditFact fact, Instant now) {
    this.id = Ids.next();
    this.recordedAt = now.toEpochMilli();
    this.type = fact.type();
    this.actor = fact.actor();
    this.accountId = fact.account().map(a -> a.value()).orElse(null);
    this.subject = fact.subject();
    this.canonical = canonicalBytes(fact);
    this.leafHash = leafHash(canonical);
  }

  /** SHA-256(0x00 || canonical bytes): RFC 6962 section 2.1. */
  static byte[] leafHash(byte[] canonical) {
    return Sha256.of(LEAF, canonical);
  }

  private byte[] canonicalBytes(AuditFact fact) {
    JsonObject.Builder details = JsonObject.builder();
    new TreeMap<>(fact.details()).forEach(details::put);
    return Json.write(
        JsonObject.builder()
            .put("v", 1)
            .put("id", id)
            .put("at", Instant.ofEpochMilli(recordedAt).toString())
            .put("type", type)
            .put("actor", actor)
            .put("account", accountId == null ? JsonNull.NULL : new JsonString(accountId))
            .put("subject", subject)
            .put("details", details.build())
            .build());
  }
}
