package org.aipassport.metering;

import java.math.BigInteger;
import java.util.Collections;
import java.util.EnumMap;
import java.util.Map;
import java.util.OptionalLong;
import org.aipassport.providers.UsageUnit;
import org.aipassport.values.NanoUsd;

/**
 * Prices in billionths of a US dollar for a million units. What is not there is unknown; what costs
 * nothing is there with 0.
 */
record Rates(Map<UsageUnit, Long> each) {
  private static final BigInteger UNITS = BigInteger.valueOf(1_000_000);

  Rates {
    Map<UsageUnit, Long> sorted = new EnumMap<>(UsageUnit.class);
    sorted.putAll(each);
    if (sorted.values().stream().anyMatch(rate -> rate < 0)) {
      throw new IllegalArgumentException("a rate below 0");
    }
    each = Collections.unmodifiableMap(sorted);
  }

  /**
   * The rate of a unit. One without a rate of its own has that of a unit which is never cheaper: a
   * read from the cache that of the input; a write, which providers without a price for it do not
   * charge, that of the input, too; one for an hour twice that of one for five minutes.
   */
  OptionalLong of(UsageUnit unit) {
    Long own = each.get(unit);
    if (own != null) {
      return OptionalLong.of(own);
    }
    return switch (unit) {
      case CACHE_READ, CACHE_WRITE -> of(UsageUnit.INPUT);
      case CACHE_WRITE_1H -> twice(of(UsageUnit.CACHE_WRITE));
      default -> OptionalLong.empty();
    };
  }

  /** These rates, and for what is not counted in tokens also the others. */
  Rates orElse(Rates others) {
    Map<UsageUnit, Long> all = new EnumMap<>(UsageUnit.class);
    others.each.forEach(
        (unit, rate) -> {
          if (!unit.isInputToken() && !unit.isOutputToken()) {
            all.put(unit, rate);
          }
        });
    all.putAll(each);
    return new Rates(all);
  }

  /** What so many cost, in millionths of {@link NanoUsd}. */
  static BigInteger cost(long count, long rate) {
    return BigInteger.valueOf(count).multiply(BigInteger.valueOf(rate));
  }

  /**
   * A sum of {@link #cost} as money, rounded up.
   *
   * @throws ArithmeticException if it is more than money can be
   */
  static NanoUsd total(BigInteger cost) {
    BigInteger[] parts = cost.divideAndRemainder(UNITS);
    BigInteger up = parts[1].signum() == 0 ? parts[0] : parts[0].add(BigInteger.ONE);
    return new NanoUsd(up.longValueExact());
  }

  private static OptionalLong twice(OptionalLong rate) {
    return rate.isPresent()
        ? OptionalLong.of(Math.multiplyExact(2, rate.getAsLong()))
        : OptionalLong.empty();
  }
}
