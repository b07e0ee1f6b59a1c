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
  private final PriceList own;
  private final PriceList file;
  private final PriceList builtIn;
  private final Instant now;

  PriceViews(PriceList own, PriceList file, PriceList builtIn, Instant now) {
    this.own = own;
    this.file = file;
    this.builtIn = builtIn;
    this.now = now;
  }

  /** What goes before first, each list in its own order. */
  List<PriceView> all() {
    List<PriceView> all = new ArrayList<>(views(own, PriceView.Source.DECISION, List.of()));
    all.addAll(views(file, PriceView.Source.FILE, own.entries()));
    all.addAll(
        views(
            builtIn,
            PriceView.Source.BUILT_IN,
            Stream.concat(own.entries().stream(), file.entries().stream()).toList()));
    return all;
  }

  private List<PriceView> views(PriceList list, PriceView.Source source, List<PriceEntry> above) {
    return list.entries().stream().map(entry -> view(entry, source, above)).toList();
  }

  private PriceView view(PriceEntry entry, PriceView.Source source, List<PriceEntry> above) {
    List<String> names = entry.names().stream().sorted().toList();
    return new PriceView(
        entry.provider(),
        entry.type(),
        names,
        entry.dated(),
        source,
        entry.number(),
        names.stream().filter(name -> isOverridden(entry, name, above)).toList(),
        entry.maxOutput(),
        entry.contextWindow(),
        entry.at(now).map(PriceViews::tiers).orElse(List.of()),
        entry.steps().stream()
            .map(PriceStep::from)
            .filter(now::isBefore)
            .min(Comparator.naturalOrder()));
  }

  /** For all that the entry is about: the price of one provider is no price of all of its type. */
  private static boolean isOverridden(PriceEntry entry, String name, List<PriceEntry> above) {
    return above.stream()
        .filter(other -> other.provider().equals(entry.provider()) && other.type() == entry.type())
        .anyMatch(other -> other.names().contains(name));
  }

  /** A decision of an operator's, among all of them. */
  static PriceDecision decision(PriceOverride one, PriceOverrides own, Instant now) {
    PriceDecision.State past =
        own.waits(one, now) ? PriceDecision.State.WAITS : PriceDecision.State.PAST;
    return new PriceDecision(
        one.number(),
        one.provider(),
        one.model(),
        one.entry().filter(PriceEntry::dated).isPresent(),
        one.entry().map(entry -> tiers(entry.steps().get(0))).orElse(List.of()),
        own.holds(one, now) ? PriceDecision.State.HOLDS : past,
        one.from(),
        one.setBy(),
        one.setAt());
  }

  /** The rates that hold together, those of who asks for no tier first. */
  static List<PriceView.Tier> tiers(PriceStep step) {
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
