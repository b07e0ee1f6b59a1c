package org.aipassport.providers;

import java.util.Collections;
import java.util.EnumMap;
import java.util.Map;
import java.util.Optional;

/**
 * What a call used, as its provider told.
 *
 * @param counts none below 0; what is not there was not told, or was 0
 * @param serviceTier the tier by which the provider bills, as it named it
 * @throws IllegalArgumentException if a count is negative
 */
public record UsageCounts(Map<UsageUnit, Long> counts, Optional<String> serviceTier) {
  public UsageCounts {
    Map<UsageUnit, Long> sorted = new EnumMap<>(UsageUnit.class);
    sorted.putAll(counts);
    if (sorted.values().stream().anyMatch(count -> count < 0)) {
      throw new IllegalArgumentException("a count below 0");
    }
    counts = Collections.unmodifiableMap(sorted);
  }

  public long of(UsageUnit unit) {
    return counts.getOrDefault(unit, 0L);
  }

  /** All input tokens, whatever their kind. */
  public long inputTokens() {
    return counts.entrySet().stream()
        .filter(entry -> entry.getKey().isInputToken())
        .mapToLong(Map.Entry::getValue)
        .reduce(0, Math::addExact);
  }
}
