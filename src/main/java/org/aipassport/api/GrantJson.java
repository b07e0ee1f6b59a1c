package org.aipassport.api;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.aipassport.grants.AmendmentView;
import org.aipassport.grants.GrantView;
import org.aipassport.json.JsonArray;
import org.aipassport.json.JsonNull;
import org.aipassport.json.JsonNumber;
import org.aipassport.json.JsonObject;
import org.aipassport.json.JsonValue;
import org.aipassport.metering.Budget;
import org.aipassport.values.NanoUsd;

/** How grants look on the wire. Times are ISO 8601 in UTC. */
final class GrantJson {
  private GrantJson() {}

  static JsonObject of(GrantView grant) {
    return render(grant, grant.notes());
  }

  /** What the app may see: not the owner's notes. */
  static JsonObject forApp(GrantView grant) {
    return render(grant, Optional.empty());
  }

  private static JsonObject render(GrantView grant, Optional<String> shownNotes) {
    JsonObject.Builder out =
        JsonObject.builder()
            .put("id", grant.id().value())
            .put("requestId", grant.requestId().value())
            .put("appName", grant.appName())
            .put("appUrl", grant.appUrl())
            .put("reason", grant.reason())
            .put("scope", grant.scope().toJson())
            .put("scopeDigest", grant.scope().digest())
            .put("status", grant.status().wireName())
            .put("createdAt", time(grant.createdAt()))
            .put("expiresAt", time(grant.expiresAt()));
    grant.approvedAt().ifPresent(at -> out.put("approvedAt", time(at)));
    grant.endedAt().ifPresent(at -> out.put(endName(grant), time(at)));
    out.put("usageCount", grant.usageCount())
        .put("usageBudgetCents", grant.money().spent().toCentsUp());
    shownNotes.ifPresent(notes -> out.put("notes", notes));
    return out.put("version", grant.version()).build();
  }

  /** What an app may know of its own grant, with what is left of it and of the budgets on it. */
  static JsonObject self(GrantView grant, long reserved, List<Budget> budgets) {
    JsonObject.Builder out =
        JsonObject.builder()
            .put("id", grant.id().value())
            .put("status", grant.status().wireName())
            .put("scope", grant.scope().toJson())
            .put("used", used(grant.usageCount() - reserved, grant.money().spent()))
            .put("reserved", used(reserved, grant.money().reserved()));
    JsonValue remaining =
        grant.maxRequests().isPresent()
            ? JsonNumber.of(Math.max(0, grant.maxRequests().getAsLong() - grant.usageCount()))
            : JsonNull.NULL;
    JsonObject.Builder left = JsonObject.builder().put("requests", remaining);
    grant.money().remaining().ifPresent(money -> left.put("usd", money.decimal()));
    out.put("remaining", left.build());
    if (!budgets.isEmpty()) {
      List<JsonValue> all =
          budgets.stream().<JsonValue>map(one -> budget(JsonObject.builder(), one)).toList();
      out.put("budgets", new JsonArray(all));
    }
    return out.put("expiresAt", time(grant.expiresAt())).build();
  }

  /** {@code out} with the figures of a budget. */
  static JsonObject budget(JsonObject.Builder out, Budget budget) {
    out.put("period", budget.period().wireName())
        .put("timeZone", budget.zone().getId())
        .put("limitUsd", budget.limit().decimal())
        .put("spentUsd", budget.spent().decimal())
        .put("reservedUsd", budget.reserved().decimal())
        .put("remainingUsd", budget.remaining().decimal());
    budget.resetsAt().ifPresent(at -> out.put("resetsAt", time(at)));
    return out.build();
  }

  /** A change that waits for a decision. */
  static JsonObject amendment(AmendmentView change) {
    JsonObject.Builder out =
        JsonObject.builder()
            .put("id", change.id())
            .put("grantId", change.grant().id().value())
            .put("scope", change.scope().toJson());
    change.lifetime().ifPresent(length -> out.put("expiresInSeconds", length.toSeconds()));
    change.call().ifPresent(call -> out.put("callId", call.value()));
    return out.put("reason", change.reason()).put("createdAt", time(change.createdAt())).build();
  }

  static String time(Instant instant) {
    return instant.toString();
  }

  private static JsonObject used(long requests, NanoUsd money) {
    return JsonObject.builder()
        .put("requests", Math.max(0, requests))
        .put("usd", money.decimal())
        .build();
  }

  private static String endName(GrantView grant) {
    return switch (grant.status()) {
      case REVOKED -> "revokedAt";
      case DENIED -> "deniedAt";
      case FROZEN -> "frozenAt";
      case EXPIRED, PENDING, APPROVED -> "expiredAt";
    };
  }
}
