package org.aipassport.providers;

import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Reads the usage of Anthropic's messages. Input excludes what was read from the cache or written
 * to it; thinking is part of the output.
 */
final class AnthropicUsage {
  private static final String WRITTEN = "cache_creation_input_tokens";
  private static final String INPUT = "input_tokens";
  private static final String OUTPUT = "output_tokens";
  private static final Set<String> ORDINARY_GEO = Set.of("global", "not_available");

  /** Turns of the same model; those of another one have another price. */
  private static final Set<String> TURNS = Set.of("message", "compaction");

  /** Uses of the provider's tools that it counts and does not charge beyond their tokens. */
  private static final Set<String> FREE = Set.of("web_fetch_requests");

  private static final String SEARCHES = "web_search_requests";

  private AnthropicUsage() {}

  static Map<UsageUnit, Long> read(UsageMembers usage) {
    Map<UsageUnit, Long> counts = tokens(usage);
    counts.put(UsageUnit.INPUT, usage.required(INPUT));
    counts.put(UsageUnit.OUTPUT, usage.required(OUTPUT));
    Map<UsageUnit, Long> turns = new EnumMap<>(UsageUnit.class);
    for (UsageMembers turn : usage.list("iterations")) {
      if (!TURNS.contains(turn.text("type").orElse("message"))) {
        throw new UsageMembers.Implausible("iterations");
      }
      tokens(turn).forEach((unit, count) -> turns.merge(unit, count, Math::addExact));
    }
    turns.forEach((unit, count) -> counts.merge(unit, count, Math::max));
    UsageMembers tools = usage.within("server_tool_use");
    counts.put(UsageUnit.WEB_SEARCH, tools.count(SEARCHES));
    for (String name : tools.object().members().keySet()) {
      if (!name.equals(SEARCHES) && !FREE.contains(name) && tools.count(name) > 0) {
        throw new UsageMembers.Implausible(name);
      }
    }
    return counts;
  }

  /**
   * The tier with what else makes another price: {@code fast} speed, another place than the
   * ordinary ones ({@code geo-us}).
   */
  static Optional<String> tier(UsageMembers usage) {
    List<String> parts = new ArrayList<>();
    usage.text("service_tier").filter(tier -> !tier.equals("standard")).ifPresent(parts::add);
    usage.text("speed").filter(speed -> !speed.equals("standard")).ifPresent(parts::add);
    usage
        .text("inference_geo")
        .filter(geo -> !ORDINARY_GEO.contains(geo))
        .ifPresent(geo -> parts.add("geo-" + geo));
    return parts.isEmpty() ? Optional.empty() : Optional.of(String.join("+", parts));
  }

  /** What was written for an unknown time counts as written for an hour, which is dearer. */
  private static Map<UsageUnit, Long> tokens(UsageMembers usage) {
    UsageMembers writes = usage.within("cache_creation");
    long fiveMinutes = writes.count("ephemeral_5m_input_tokens");
    long hour = writes.count("ephemeral_1h_input_tokens");
    long unsaid = Math.max(0, usage.count(WRITTEN) - fiveMinutes - hour);
    Map<UsageUnit, Long> counts = new EnumMap<>(UsageUnit.class);
    counts.put(UsageUnit.INPUT, usage.count(INPUT));
    counts.put(UsageUnit.CACHE_READ, usage.count("cache_read_input_tokens"));
    counts.put(UsageUnit.CACHE_WRITE, fiveMinutes);
    counts.put(UsageUnit.CACHE_WRITE_1H, Math.addExact(hour, unsaid));
    counts.put(UsageUnit.OUTPUT, usage.count(OUTPUT));
    return counts;
  }
}
