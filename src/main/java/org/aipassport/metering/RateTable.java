package org.aipassport.metering;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;

/**
 * The rates of one service tier. Which ones hold is decided by all input tokens of a call together,
 * and then they hold for the whole call.
 */
final class RateTable {
  private final NavigableMap<Long, Level> levels = new TreeMap<>();

  /**
   * Rates for calls of more than {@code above} and at most {@code most} input tokens.
   *
   * @param above -1 for those of any call
   */
  record Level(long above, long most, Rates rates) {}

  /**
   * The tier with these rates.
   *
   * @param above further rates by the number of input tokens above which they hold
   */
  RateTable(Rates base, Map<Long, Rates> above) {
    NavigableMap<Long, Rates> all = new TreeMap<>(above);
    all.replaceAll((tokens, rates) -> rates.orElse(base));
    all.put(-1L, base);
    all.forEach(
        (tokens, rates) -> {
          Long next = all.higherKey(tokens);
          levels.put(tokens, new Level(tokens, next == null ? Long.MAX_VALUE : next, rates));
        });
  }

  /** Those of a call with so many input tokens. */
  Level at(long inputTokens) {
    return levels.lowerEntry(inputTokens).getValue();
  }

  /** Those of all calls with at most so many. */
  List<Level> upTo(long inputTokens) {
    return new ArrayList<>(levels.headMap(inputTokens, false).values());
  }

  /** The rates by the number of input tokens above which they hold, without those of any call. */
  Map<Long, Rates> above() {
    Map<Long, Rates> above = new TreeMap<>();
    levels.tailMap(0L, true).forEach((tokens, level) -> above.put(tokens, level.rates()));
    return above;
  }

  /** This tier, and for what is not counted in tokens also the rates of the other. */
  RateTable orElse(RateTable other) {
    return new RateTable(at(0).rates().orElse(other.at(0).rates()), above());
  }
}
