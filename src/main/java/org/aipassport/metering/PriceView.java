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
 * @param source where it comes from
 * @param number which decision of an operator's it is; empty for what stands in a file
 * @param overridden those of the names for which an entry above holds instead
 * @param tiers the rates that hold now, those of who asks for no tier first; empty before the first
 * @param changesAt when other rates will hold, if that is known
 */
public record PriceView(
    Optional<ProviderName> provider,
    ProviderType type,
    List<String> names,
    boolean dated,
    Source source,
    OptionalLong number,
    List<String> overridden,
    OptionalLong maxOutput,
    OptionalLong contextWindow,
    List<Tier> tiers,
    Optional<Instant> changesAt) {
  /** Where an entry comes from, the one that goes before first. */
  public enum Source {
    /** An operator decided so about a single model. */
    DECISION,
    /** The operator's file. */
    FILE,
    /** The broker brought it. */
    BUILT_IN;

    /** The name on the wire. */
    public String wireName() {
      return switch (this) {
        case DECISION -> "decision";
        case FILE -> "operator";
        case BUILT_IN -> "built-in";
      };
    }
  }

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

  /** Whether it is from the operator's file. */
  public boolean isOfFile() {
    return source == Source.FILE;
  }

  /** Whether the broker brought it. */
  public boolean isBuiltIn() {
    return source == Source.BUILT_IN;
  }
}
