package org.aipassport.metering;

import java.time.Instant;
import java.util.Collections;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import org.aipassport.config.ProviderType;
import org.aipassport.providers.UsageUnit;
import org.aipassport.values.NanoUsd;
import org.aipassport.values.ProviderName;

/**
 * What some models cost now.
 *
 * @param provider the one provider that it is about; without, all of the type
 * @param names as the provider spells the models; {@code *} is any that no other entry names
 * @param dated whether a name with a date behind it is the same model
 * @param isOperators whether the operator's file has it; else the broker brought it
 * @param overridden those of the names whose price is that of the operator's file instead
 * @param tiers the rates that hold now, those of who asks for no tier first; empty before the first
 * @param changesAt when other rates will hold, if that is known
 */
public record PriceView(
    Optional<ProviderName> provider,
    ProviderType type,
    List<String> names,
    boolean dated,
    boolean isOperators,
    List<String> overridden,
    OptionalLong maxOutput,
    OptionalLong contextWindow,
    List<Tier> tiers,
    Optional<Instant> changesAt) {
  /**
   * Rates that hold together.
   *
   * @param name {@code standard} or a service tier, as the provider names it
   * @param above the number of input tokens above which they hold; empty for those of any call
   * @param perMillion what a million of each unit costs
   */
  public record Tier(String name, OptionalLong above, Map<UsageUnit, NanoUsd> perMillion) {
    public Tier {
      Map<UsageUnit, NanoUsd> sorted = new EnumMap<>(UsageUnit.class);
      sorted.putAll(perMillion);
      perMillion = Collections.unmodifiableMap(sorted);
    }
  }

  public PriceView {
    names = List.copyOf(names);
    overridden = List.copyOf(overridden);
    tiers = List.copyOf(tiers);
  }
}
