package org.aipassport.metering;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.aipassport.providers.UsageUnit;
import org.aipassport.values.NanoUsd;

/** Makes entries of price files readable. */
final class PriceViews {
  private final PriceList builtIn;
  private final PriceList operator;
  private final Instant now;

  PriceViews(PriceList builtIn, PriceList operator, Instant now) {
    this.builtIn = builtIn;
    this.operator = operator;
    this.now = now;
  }

  /** The operator's, then the built-in ones, each in the order of its file. */
  List<PriceView> all() {
    return Stream.concat(
            operator.entries().stream().map(entry -> view(entry, true)),
            builtIn.entries().stream().map(entry -> view(entry, false)))
        .toList();
  }

  private PriceView view(PriceEntry entry, boolean isOperators) {
    List<String> names = entry.names().stream().sorted().toList();
    return new PriceView(
        entry.provider(),
        entry.type(),
        names,
        entry.dated(),
        isOperators,
        isOperators ? List.of() : names.stream().filter(name -> isOverridden(entry, name)).toList(),
        entry.maxOutput(),
        entry.contextWindow(),
        entry.at(now).map(PriceViews::tiers).orElse(List.of()),
        entry.steps().stream()
            .map(PriceStep::from)
            .filter(now::isBefore)
            .min(Comparator.naturalOrder()));
  }

  /** For all providers of the type: what the file says of one alone is that one's own price. */
  private boolean isOverridden(PriceEntry entry, String name) {
    return operator.entries().stream()
        .filter(own -> own.provider().isEmpty() && own.type() == entry.type())
        .anyMatch(own -> own.names().contains(name));
  }

  private static List<PriceView.Tier> tiers(PriceStep step) {
    List<PriceView.Tier> tiers = new ArrayList<>(tiers(PriceStep.STANDARD, step.standard()));
    new TreeMap<>(step.tiers()).forEach((name, table) -> tiers.addAll(tiers(name, table)));
    return tiers;
  }

  private static List<PriceView.Tier> tiers(String name, RateTable table) {
    List<PriceView.Tier> levels = new ArrayList<>();
    levels.add(tier(name, OptionalLong.empty(), table.at(0).rates()));
    table
        .above()
        .forEach((tokens, rates) -> levels.add(tier(name, OptionalLong.of(tokens), rates)));
    return levels;
  }

  private static PriceView.Tier tier(String name, OptionalLong above, Rates rates) {
    Map<UsageUnit, NanoUsd> perMillion = new EnumMap<>(UsageUnit.class);
    rates.each().forEach((unit, rate) -> perMillion.put(unit, new NanoUsd(rate)));
    return new PriceView.Tier(name, above, perMillion);
  }
}
