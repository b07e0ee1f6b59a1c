package org.aipassport.grants;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.persistence.EntityManager;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import org.aipassport.identity.Caller;
import org.aipassport.values.ClientId;
import org.aipassport.values.GrantId;
import org.aipassport.values.NanoUsd;
import org.aipassport.values.ProviderKeyId;
import org.aipassport.values.UserId;
import org.jspecify.annotations.Nullable;

/**
 * The state changes of grants, each one conditional UPDATE in the caller's transaction: of two that
 * race, one finds no row. Each tells whether it was the one.
 */
@ApplicationScoped
class GrantStates {
  private static final String DECIDABLE =
      " WHERE id = ? AND status = 'PENDING' AND version = ? AND expires_at > ?"
          + " AND (owner_id = ? OR (owner_id IS NULL AND owner_name IS NULL))";

  /** PostgreSQL takes a null without a type for text, hence the cast. */
  boolean approve(
      EntityManager em,
      GrantView shown,
      Caller owner,
      GrantScope scope,
      Optional<ProviderKeyId> key,
      Instant now,
      Instant until,
      Optional<String> notes) {
    return 1
        == em.createNativeQuery(
                "UPDATE access_grant SET status = 'APPROVED', version = version + 1,"
                    + " owner_id = ? , account_id = ? , key_id = ? , scope = ? , scope_digest = ? ,"
                    + " max_requests = CAST( ? AS BIGINT) , budget_nanos = CAST( ? AS BIGINT) ,"
                    + " approved_at = ? , notes = ? , expires_at = ? "
                    + DECIDABLE)
            .setParameter(1, owner.id().value())
            .setParameter(2, owner.account().value())
            .setParameter(3, key.map(ProviderKeyId::value).orElse(null))
            .setParameter(4, scope.column())
            .setParameter(5, scope.digest())
            .setParameter(6, orNull(scope.maxRequests()))
            .setParameter(7, scope.maxBudget().map(NanoUsd::nanos).orElse(null))
            .setParameter(8, now.toEpochMilli())
            .setParameter(9, notes.orElse(null))
            .setParameter(10, until.toEpochMilli())
            .setParameter(11, shown.id().value())
            .setParameter(12, shown.version())
            .setParameter(13, now.toEpochMilli())
            .setParameter(14, owner.id().value())
            .executeUpdate();
  }

  /** Another scope and another end of a grant in force, unless it was changed meanwhile. */
  boolean amend(
      EntityManager em,
      GrantView shown,
      Caller owner,
      GrantScope scope,
      Instant until,
      Instant now) {
    return 1
        == em.createNativeQuery(
                "UPDATE access_grant SET version = version + 1, scope = ? , scope_digest = ? ,"
                    + " max_requests = CAST( ? AS BIGINT) , budget_nanos = CAST( ? AS BIGINT) ,"
                    + " expires_at = ? WHERE id = ? AND owner_id = ? AND status = 'APPROVED'"
                    + " AND expires_at > ? AND version = ? AND usage_count <= ? ")
            .setParameter(1, scope.column())
            .setParameter(2, scope.digest())
            .setParameter(3, orNull(scope.maxRequests()))
            .setParameter(4, scope.maxBudget().map(NanoUsd::nanos).orElse(null))
            .setParameter(5, until.toEpochMilli())
            .setParameter(6, shown.id().value())
            .setParameter(7, owner.id().value())
            .setParameter(8, now.toEpochMilli())
            .setParameter(9, shown.version())
            .setParameter(10, scope.maxRequests().orElse(Long.MAX_VALUE))
            .executeUpdate();
  }

  boolean deny(EntityManager em, GrantView shown, Caller owner, Instant now) {
    return 1
        == em.createNativeQuery(
                "UPDATE access_grant SET status = 'DENIED', version = version + 1,"
                    + " owner_id = ? , account_id = ? , ended_at = ? "
                    + DECIDABLE)
            .setParameter(1, owner.id().value())
            .setParameter(2, owner.account().value())
            .setParameter(3, now.toEpochMilli())
            .setParameter(4, shown.id().value())
            .setParameter(5, shown.version())
            .setParameter(6, now.toEpochMilli())
            .setParameter(7, owner.id().value())
            .executeUpdate();
  }

  boolean revoke(EntityManager em, GrantId id, Caller owner, Instant now) {
    return 1
        == em.createNativeQuery(
                "UPDATE access_grant SET status = 'REVOKED', version = version + 1, ended_at = ?"
                    + " WHERE id = ? AND owner_id = ? AND status = 'APPROVED' AND expires_at > ? ")
            .setParameter(1, now.toEpochMilli())
            .setParameter(2, id.value())
            .setParameter(3, owner.id().value())
            .setParameter(4, now.toEpochMilli())
            .executeUpdate();
  }

  /** Whoever's it is. */
  boolean revoke(EntityManager em, GrantId id, Instant now) {
    return 1
        == em.createNativeQuery(
                "UPDATE access_grant SET status = 'REVOKED', version = version + 1, ended_at = ?"
                    + " WHERE id = ? AND status = 'APPROVED' AND expires_at > ? ")
            .setParameter(1, now.toEpochMilli())
            .setParameter(2, id.value())
            .setParameter(3, now.toEpochMilli())
            .executeUpdate();
  }

  boolean expire(EntityManager em, GrantId id, Instant now) {
    return 1
        == em.createNativeQuery(
                "UPDATE access_grant SET status = 'EXPIRED', version = version + 1, ended_at = ?"
                    + " WHERE id = ? AND status IN ('PENDING', 'APPROVED') AND expires_at <= ? ")
            .setParameter(1, now.toEpochMilli())
            .setParameter(2, id.value())
            .setParameter(3, now.toEpochMilli())
            .executeUpdate();
  }

  /** Of this and a decision that race, the second finds what the first made of the row. */
  boolean freeze(EntityManager em, GrantId id, Instant now) {
    return 1
        == em.createNativeQuery(
                "UPDATE access_grant SET status = 'FROZEN', version = version + 1, ended_at = ?"
                    + " WHERE id = ? AND status IN ('PENDING', 'APPROVED')")
            .setParameter(1, now.toEpochMilli())
            .setParameter(2, id.value())
            .executeUpdate();
  }

  /** Pending and approved grants whose time has passed, at most {@code most}. */
  List<GrantId> overdue(EntityManager em, Instant now, int most) {
    return ids(
        em.createNativeQuery(
                "SELECT id FROM access_grant WHERE status IN ('PENDING', 'APPROVED')"
                    + " AND expires_at <= ? ")
            .setParameter(1, now.toEpochMilli())
            .setMaxResults(most)
            .getResultList());
  }

  /** Approved grants that use this provider key. */
  List<GrantId> using(EntityManager em, ProviderKeyId key) {
    return ids(
        em.createNativeQuery("SELECT id FROM access_grant WHERE key_id = ? AND status = 'APPROVED'")
            .setParameter(1, key.value())
            .getResultList());
  }

  /** Pending and approved grants of that person, or addressed to them. */
  List<GrantId> openOf(EntityManager em, UserId person) {
    return ids(
        em.createNativeQuery(
                "SELECT id FROM access_grant WHERE owner_id = ?"
                    + " AND status IN ('PENDING', 'APPROVED')")
            .setParameter(1, person.value())
            .getResultList());
  }

  /** Pending and approved grants of apps of that host or one below it. */
  List<GrantId> openAt(EntityManager em, String host) {
    return ids(
        em.createNativeQuery(
                "SELECT id FROM access_grant WHERE (app_host = ? OR app_host LIKE ? )"
                    + " AND status IN ('PENDING', 'APPROVED')")
            .setParameter(1, host)
            .setParameter(2, "%." + host)
            .getResultList());
  }

  /** Pending and approved grants of that registered app. */
  List<GrantId> openOf(EntityManager em, ClientId client) {
    return ids(
        em.createNativeQuery(
                "SELECT id FROM access_grant WHERE client_id = ?"
                    + " AND status IN ('PENDING', 'APPROVED')")
            .setParameter(1, client.value())
            .getResultList());
  }

  /** Approved grants of that owner. */
  List<GrantId> approvedOf(EntityManager em, UserId owner) {
    return ids(
        em.createNativeQuery(
                "SELECT id FROM access_grant WHERE owner_id = ? AND status = 'APPROVED'")
            .setParameter(1, owner.value())
            .getResultList());
  }

  /** Approved grants of that owner for apps of exactly that host. */
  List<GrantId> approvedOf(EntityManager em, UserId owner, String host) {
    return ids(
        em.createNativeQuery(
                "SELECT id FROM access_grant WHERE owner_id = ? AND app_host = ?"
                    + " AND status = 'APPROVED'")
            .setParameter(1, owner.value())
            .setParameter(2, host)
            .getResultList());
  }

  /** How many keys for tools the owner has in force. */
  long countTools(EntityManager em, UserId owner, Instant now) {
    return ((Number)
            em.createNativeQuery(
                    "SELECT COUNT(*) FROM access_grant WHERE owner_id = ? AND status = 'APPROVED'"
                        + " AND expires_at > ? AND client_id LIKE 'tool:%'")
                .setParameter(1, owner.value())
                .setParameter(2, now.toEpochMilli())
                .getSingleResult())
        .longValue();
  }

  private static List<GrantId> ids(List<?> rows) {
    return rows.stream().map(row -> new GrantId(row.toString())).toList();
  }

  private static @Nullable Long orNull(OptionalLong value) {
    return value.isPresent() ? value.getAsLong() : null;
  }
}
