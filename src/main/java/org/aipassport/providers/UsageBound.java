package org.aipassport.providers;

import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * The most that a call can use.
 *
 * @param inputTokens of all kinds together
 * @param outputTokens of all kinds together, of all answers that were asked for
 * @param kinds the kinds of tokens that can occur; the dearest of them counts
 * @param others how much there can be of what is not counted in tokens
 * @param serviceTier the only tier by which it can be billed; without it, any of them
 */
public record UsageBound(
    long inputTokens,
    long outputTokens,
    Set<UsageUnit> kinds,
    Map<UsageUnit, Long> others,
    Optional<String> serviceTier) {
  public UsageBound {
    kinds = Set.copyOf(kinds);
    others = Map.copyOf(others);
  }
}
