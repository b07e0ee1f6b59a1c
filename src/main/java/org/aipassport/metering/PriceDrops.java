package org.aipassport.metering;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;
import org.aipassport.providers.UsageUnit;
import org.aipassport.values.ModelName;
import org.aipassport.values.NanoUsd;

/**
 * Finds prices that are half of those before or less, which is more often a slip than a bargain.
 */
final class PriceDrops {
  private static final long HALF = 2;

  private final Instant since;

  /**
   * One rate that is much less.
   *
   * @param rate what a million cost afterwards
   * @param before what they cost before
   */
  record Drop(String model, UsageUnit unit, NanoUsd rate, NanoUsd before) {}

  /**
   * From that moment on.
   *
   * @param since what held before is not looked at
   */
  PriceDrops(Instant since) {
    this.since = since;
  }

  /**
   * The models that an entry is about: its own names, and those of others in the stead of which it
   * would be found.
   */
  static Set<String> covered(PriceEntry entry, List<PriceEntry> others) {
    Set<String> names = new TreeSet<>(entry.names());
    others.stream()
        .filter(known -> known.type() == entry.type())
        .flatMap(known -> known.names().stream())
        .filter(name -> !name.equals(PriceEntry.ANY))
        .filter(name -> entry.isForAny() || entry.namesUndated(new ModelName(name)))
        .forEach(names::add);
    names.remove(PriceEntry.ANY);
    return names;
  }

  /** The first of these models' rates that is half or less, if there is one. */
  Optional<Drop> first(
      Set<String> models,
      Function<ModelName, Optional<PriceEntry>> after,
      Function<ModelName, Optional<PriceEntry>> before) {
    for (String name : models) {
      ModelName model = new ModelName(name);
      Optional<PriceEntry> next = after.apply(model);
      Optional<PriceEntry> known = before.apply(model);
      if (next.isPresent() && known.isPresent()) {
        Optional<Drop> drop = first(name, next.get(), known.get());
        if (drop.isPresent()) {
          return drop;
        }
      }
    }
    return Optional.empty();
  }

  private Optional<Drop> first(String name, PriceEntry entry, PriceEntry known) {
    return times(entry, known).stream()
        .map(at -> at(name, entry.at(at), known.at(at)))
        .flatMap(Optional::stream)
        .findFirst();
  }

  /** From then on, whenever one of the two changes. */
  private Set<Instant> times(PriceEntry one, PriceEntry other) {
    Set<Instant> times = new TreeSet<>(Set.of(since));
    List<PriceStep> steps = new ArrayList<>(one.steps());
    steps.addAll(other.steps());
    steps.stream().map(PriceStep::from).filter(since::isBefore).forEach(times::add);
    return times;
  }

  private static Optional<Drop> at(
      String name, Optional<PriceStep> theirs, Optional<PriceStep> ours) {
    if (theirs.isEmpty() || ours.isEmpty()) {
      return Optional.empty();
    }
    Map<String, RateTable> tiers = theirs.get().tiers();
    Optional<Drop> standard = of(name, theirs.get().standard(), ours.get().standard());
    return standard.or(
        () ->
            ours.get().tiers().entrySet().stream()
                .flatMap(
                    tier ->
                        Optional.ofNullable(tiers.get(tier.getKey()))
                            .flatMap(own -> of(name, own, tier.getValue()))
                            .stream())
                .findFirst());
  }

  private static Optional<Drop> of(String name, RateTable theirs, RateTable ours) {
    Set<Long> sizes = new TreeSet<>(Set.of(-1L));
    sizes.addAll(theirs.above().keySet());
    sizes.addAll(ours.above().keySet());
    return sizes.stream()
        .map(above -> of(name, theirs.at(above + 1).rates(), ours.at(above + 1).rates()))
        .flatMap(Optional::stream)
        .findFirst();
  }

  /** Also of what had no rate of its own, and cost what another unit does. */
  private static Optional<Drop> of(String name, Rates rates, Rates before) {
    for (UsageUnit unit : UsageUnit.values()) {
      long known = before.of(unit).orElse(0);
      long next = rates.of(unit).orElse(Long.MAX_VALUE);
      if (known > 0 && next <= known / HALF) {
        return Optional.of(new Drop(name, unit, new NanoUsd(next), new NanoUsd(known)));
      }
    }
    return Optional.empty();
  }
}
