package org.aipassport.support;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import org.aipassport.grants.GrantMoney;
import org.aipassport.grants.GrantScope;
import org.aipassport.grants.GrantStatus;
import org.aipassport.grants.GrantView;
import org.aipassport.providers.Capability;
import org.aipassport.values.AccountId;
import org.aipassport.values.GrantId;
import org.aipassport.values.GrantRequestId;
import org.aipassport.values.Labels;
import org.aipassport.values.ModelName;
import org.aipassport.values.NanoUsd;
import org.aipassport.values.ProviderKeyId;
import org.aipassport.values.ProviderName;

/** Grants as they look from outside, without a database behind them. */
public final class GrantViews {
  public static final Instant NOON = Instant.parse("2030-01-01T12:00:00Z");

  private GrantViews() {}

  /** An approved grant for {@code openai}, {@code gpt-4.1}, chat, of at most 10 requests. */
  public static GrantView approvedUntil(Instant end) {
    return grant(GrantStatus.APPROVED, end, OptionalLong.of(10), 3);
  }

  /** An approved grant like that, but for these capabilities. */
  public static GrantView of(Capability... capabilities) {
    return grant(
        GrantStatus.APPROVED,
        NOON,
        OptionalLong.of(10),
        3,
        List.of(capabilities),
        Optional.empty());
  }

  public static GrantView grant(
      GrantStatus status, Instant end, OptionalLong maxRequests, long usageCount) {
    return grant(status, end, maxRequests, usageCount, List.of(Capability.CHAT), Optional.empty());
  }

  /** A pending grant of at most so much money, and of any number of requests. */
  public static GrantView asking(NanoUsd most) {
    return grant(
        GrantStatus.PENDING,
        NOON.plusSeconds(60),
        OptionalLong.empty(),
        0,
        List.of(Capability.CHAT),
        Optional.of(most));
  }

  private static GrantView grant(
      GrantStatus status,
      Instant end,
      OptionalLong maxRequests,
      long usageCount,
      List<Capability> capabilities,
      Optional<NanoUsd> maxBudget) {
    boolean decided = status != GrantStatus.PENDING;
    boolean over = decided && status != GrantStatus.APPROVED;
    return new GrantView(
        new GrantId("GGGGGGGGGGGGGGGGGGGGGG"),
        new GrantRequestId("RRRRRRRRRRRRRRRRRRRRRR"),
        "req:RRRRRRRRRRRRRRRRRRRRRR",
        Optional.of(new AccountId("AAAAAAAAAAAAAAAAAAAAAA")),
        Optional.of(new ProviderKeyId("KKKKKKKKKKKKKKKKKKKKKK")),
        Labels.NONE,
        "An app",
        "https://app.example",
        "because",
        new GrantScope(
            new ProviderName("openai"),
            List.of(new ModelName("gpt-4.1"), new ModelName("meta/llama")),
            capabilities,
            maxRequests,
            maxBudget,
            false),
        status,
        NOON.minusSeconds(60),
        end,
        decided ? Optional.of(NOON) : Optional.empty(),
        over ? Optional.of(NOON.plusSeconds(1)) : Optional.empty(),
        Optional.empty(),
        maxRequests,
        usageCount,
        new GrantMoney(maxBudget, NanoUsd.ZERO, NanoUsd.ZERO),
        Optional.empty(),
        2);
  }
}
