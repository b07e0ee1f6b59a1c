package org.aipassport.metering;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/**
 * The rates of a model from some day on.
 *
 * @param tiers those of further service tiers, by the provider's names in lower case
 */
record PriceStep(Instant from, RateTable standard, Map<String, RateTable> tiers) {
  static final String STANDARD = "standard";

  /** What providers call the tier of who asked for none. */
  private static final Set<String> STANDARD_NAMES = Set.of(STANDARD, "default", "standard_only");

  /** The provider's choice, which is no news where there is nothing to choose. */
  private static final String AUTO = "auto";

  /** Tiers of calls that can wait: nobody sells them dearer than the standard one. */
  private static final Set<String> NEVER_DEARER = Set.of("flex", "batch");

  PriceStep {
    Map<String, RateTable> complete = new TreeMap<>(tiers);
    complete.replaceAll((name, table) -> table.orElse(standard));
    tiers = Map.copyOf(complete);
  }

  /** Rates of which none is known. */
  static PriceStep ofNothing(Instant from) {
    return new PriceStep(from, new RateTable(new Rates(Map.of()), Map.of()), Map.of());
  }

  /** Whether a name is one of the standard tier's. */
  static boolean isStandard(String name) {
    return STANDARD_NAMES.contains(name) || name.equals(AUTO);
  }

  /** A service tier and the name that bills have for it. */
  record Tier(String name, RateTable table) {}

  /** The tier of a provider's name; empty if its rates are not known. */
  Optional<Tier> tier(Optional<String> name) {
    String asked = name.orElse(STANDARD);
    RateTable own = tiers.get(asked);
    if (own != null) {
      return Optional.of(new Tier(asked, own));
    }
    boolean isStandard =
        STANDARD_NAMES.contains(asked)
            || NEVER_DEARER.contains(asked)
            || (asked.equals(AUTO) && tiers.isEmpty());
    return isStandard ? Optional.of(new Tier(STANDARD, standard)) : Optional.empty();
  }

  /** All tiers whose rates are known. */
  List<RateTable> all() {
    List<RateTable> all = new ArrayList<>(tiers.values());
    all.add(standard);
    return all;
  }
}
