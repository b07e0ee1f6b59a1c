package org.aipassport.metering;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.TreeSet;
import org.aipassport.problems.RefusalException;
import org.aipassport.providers.UsageUnit;
import org.aipassport.values.ModelName;

/**
 * Finds prices of the operator's that are half of the built-in ones or less, which is more often a
 * slip than a bargain.
 */
final class PriceDrops {
  private static final long HALF = 2;

  private final PriceList builtIn;
  private final Instant now;

  /**
   * Against these prices.
   *
   * @param now prices of the past are not looked at
   */
  PriceDrops(PriceList builtIn, Instant now) {
    this.builtIn = builtIn;
    this.now = now;
  }

  /**
   * Looks through a list.
   *
   * @throws RefusalException INVALID_FIELD naming the first model of which a price is half or less
   *     without being confirmed, and both prices
   */
  void check(PriceList operator) {
    operator.entries().stream().filter(entry -> !entry.confirmed()).forEach(this::check);
  }

  private void check(PriceEntry entry) {
    for (String name : covered(entry)) {
      builtIn
          .ofType(entry.type(), new ModelName(name))
          .ifPresent(known -> times(entry, known).forEach(at -> check(name, entry, known, at)));
    }
  }

  /** The entry's own names, and the built-in ones in the stead of which it would be found. */
  private Set<String> covered(PriceEntry entry) {
    Set<String> names = new TreeSet<>(entry.names());
    names.remove(PriceEntry.ANY);
    builtIn.entries().stream()
        .filter(known -> known.type() == entry.type())
        .flatMap(known -> known.names().stream())
        .filter(name -> entry.isForAny() || entry.namesUndated(new ModelName(name)))
        .forEach(names::add);
    return names;
  }

  /** From now on, whenever one of the two changes. */
  private Set<Instant> times(PriceEntry one, PriceEntry other) {
    Set<Instant> times = new TreeSet<>(Set.of(now));
    List<PriceStep> steps = new ArrayList<>(one.steps());
    steps.addAll(other.steps());
    steps.stream().map(PriceStep::from).filter(now::isBefore).forEach(times::add);
    return times;
  }

  private static void check(String name, PriceEntry entry, PriceEntry known, Instant at) {
    Optional<PriceStep> theirs = entry.at(at);
    Optional<PriceStep> ours = known.at(at);
    if (theirs.isPresent() && ours.isPresent()) {
      check(name, theirs.get().standard(), ours.get().standard());
      Map<String, RateTable> tiers = theirs.get().tiers();
      ours.get()
          .tiers()
          .forEach(
              (tier, table) ->
                  Optional.ofNullable(tiers.get(tier)).ifPresent(own -> check(name, own, table)));
    }
  }

  private static void check(String name, RateTable theirs, RateTable ours) {
    Set<Long> sizes = new TreeSet<>(Set.of(-1L));
    sizes.addAll(theirs.above().keySet());
    sizes.addAll(ours.above().keySet());
    for (long above : sizes) {
      Rates rates = theirs.at(above + 1).rates();
      Rates before = ours.at(above + 1).rates();
      before.each().forEach((unit, rate) -> check(name, unit, rates.of(unit), rate));
    }
  }

  private static void check(String name, UsageUnit unit, OptionalLong rate, long before) {
    if (before > 0 && rate.isPresent() && rate.getAsLong() <= before / HALF) {
      throw RefusalException.ofField(
          "models",
          name
              + " costs "
              + rate.getAsLong()
              + " for "
              + unit.wireName()
              + ", half of the built-in "
              + before
              + " or less; write \"confirmed\": true beside it if that is so");
    }
  }
}
