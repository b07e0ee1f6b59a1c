package org.aipassport.metering;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Random;
import java.util.Set;
import org.aipassport.providers.UsageBound;
import org.aipassport.providers.UsageCounts;
import org.aipassport.providers.UsageUnit;
import org.aipassport.values.NanoUsd;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PriceTest {
  private static final List<UsageUnit> INPUTS =
      EnumSet.allOf(UsageUnit.class).stream().filter(UsageUnit::isInputToken).toList();
  private static final List<UsageUnit> OUTPUTS =
      EnumSet.allOf(UsageUnit.class).stream().filter(UsageUnit::isOutputToken).toList();
  private static final List<UsageUnit> OTHERS =
      List.of(UsageUnit.AUDIO_SECONDS, UsageUnit.CHARACTERS, UsageUnit.WEB_SEARCH);

  @Test
  void noBillWithinABoundExceedsIt() {
    int priced = 0;
    for (long seed = 0; seed < 20_000; seed++) {
      Random random = new Random(seed);
      Map<String, RateTable> tiers = tiers(random);
      Price price = price(table(random), tiers);
      UsageBound bound = bound(random, tiers);
      Optional<NanoUsd> most = price.atMost(bound);
      if (most.isPresent()) {
        priced++;
        for (int i = 0; i < 20; i++) {
          UsageCounts counts = within(random, bound, tiers);
          assertThat(price.bill(counts).total())
              .as("seed %d: %s within %s", seed, counts, bound)
              .hasValueSatisfying(total -> assertThat(total).isLessThanOrEqualTo(most.get()));
        }
      }
    }
    assertThat(priced).isGreaterThan(5_000);
  }

  @Test
  void totalIsTheExactSumRoundedUpOnce() {
    for (long seed = 0; seed < 5_000; seed++) {
      Random random = new Random(seed);
      Map<UsageUnit, Long> counts = new EnumMap<>(UsageUnit.class);
      counts.put(UsageUnit.INPUT, (long) random.nextInt(1_000));
      counts.put(UsageUnit.OUTPUT, (long) random.nextInt(1_000));
      long in = random.nextInt(3_000_000);
      long out = random.nextInt(3_000_000);
      BigDecimal exact =
          BigDecimal.valueOf(counts.get(UsageUnit.INPUT) * in + counts.get(UsageUnit.OUTPUT) * out)
              .movePointLeft(6);
      Price price = price(rates(UsageUnit.INPUT, in, UsageUnit.OUTPUT, out));
      assertThat(price.bill(usage(counts)).total())
          .contains(new NanoUsd(exact.setScale(0, RoundingMode.CEILING).longValueExact()));
    }
  }

  @Test
  void smallestUseOfTheCheapestCostsSomething() {
    Price price = price(rates(UsageUnit.INPUT, 1));
    assertThat(price.bill(usage(Map.of(UsageUnit.INPUT, 1L))).total()).contains(new NanoUsd(1));
  }

  @ParameterizedTest
  @CsvSource({"200000, 200000, standard", "200001, 400002, standard above 200000"})
  void longContextChangesTheWholeCallFromTheFirstTokenAbove(long tokens, long nanos, String tier) {
    Price price =
        price(
            new RateTable(
                rates(UsageUnit.INPUT, 1_000_000),
                Map.of(200_000L, rates(UsageUnit.INPUT, 2_000_000))),
            Map.of());
    Bill bill = price.bill(usage(Map.of(UsageUnit.CACHE_READ, tokens)));
    assertThat(bill.total()).contains(new NanoUsd(nanos));
    assertThat(bill.lines().get(0).tier()).isEqualTo(tier);
  }

  @Test
  void boundAboveACheaperLevelHoldsForTheLargestCallBelowIt() {
    Price price =
        price(
            new RateTable(
                rates(UsageUnit.INPUT, 2_000_000), Map.of(10L, rates(UsageUnit.INPUT, 1_000_000))),
            Map.of());
    assertThat(price.atMost(bound(15, 0, Set.of(), Optional.empty()))).contains(new NanoUsd(20));
    assertThat(price.atMost(bound(25, 0, Set.of(), Optional.empty()))).contains(new NanoUsd(25));
    assertThat(price.atMost(bound(5, 0, Set.of(), Optional.empty()))).contains(new NanoUsd(10));
  }

  @Test
  void unitsWithoutARateFallBackOnlyUpwards() {
    Rates plain = rates(UsageUnit.INPUT, 8, UsageUnit.OUTPUT, 9);
    assertThat(plain.of(UsageUnit.CACHE_READ)).hasValue(8);
    assertThat(plain.of(UsageUnit.CACHE_WRITE)).hasValue(8);
    assertThat(plain.of(UsageUnit.CACHE_WRITE_1H)).hasValue(16);
    assertThat(rates(UsageUnit.INPUT, 8, UsageUnit.CACHE_WRITE, 10).of(UsageUnit.CACHE_WRITE_1H))
        .hasValue(20);
    for (UsageUnit unit :
        List.of(
            UsageUnit.AUDIO_INPUT,
            UsageUnit.IMAGE_INPUT,
            UsageUnit.AUDIO_OUTPUT,
            UsageUnit.IMAGE_OUTPUT,
            UsageUnit.AUDIO_SECONDS,
            UsageUnit.CHARACTERS,
            UsageUnit.WEB_SEARCH)) {
      assertThat(plain.of(unit)).as(unit.wireName()).isEmpty();
    }
  }

  @Test
  void billWithAnUnpricedLineHasNoTotal() {
    Price price = price(rates(UsageUnit.INPUT, 1_000_000));
    Bill bill = price.bill(usage(Map.of(UsageUnit.INPUT, 1L, UsageUnit.WEB_SEARCH, 1L)));
    assertThat(bill.isComplete()).isFalse();
    assertThat(bill.total()).isEmpty();
    assertThat(bill.lines()).extracting(Bill.Line::rate).contains(OptionalLong.empty());
  }

  @Test
  void zeroThatIsWrittenIsFreeAndOneThatIsNotIsUnknown() {
    Price free = price(rates(UsageUnit.INPUT, 0, UsageUnit.OUTPUT, 0));
    assertThat(free.bill(usage(Map.of(UsageUnit.OUTPUT, 5L))).total()).contains(NanoUsd.ZERO);
    assertThat(free.atMost(bound(5, 5, Set.of(), Optional.empty()))).contains(NanoUsd.ZERO);
    Price unknown = price(rates(UsageUnit.INPUT, 0));
    assertThat(unknown.atMost(bound(5, 5, Set.of(), Optional.empty()))).isEmpty();
    assertThat(unknown.atMost(bound(5, 0, Set.of(), Optional.empty()))).contains(NanoUsd.ZERO);
  }

  @Test
  void dearerTierThatNobodyNamedCounts() {
    Price price =
        price(
            new RateTable(rates(UsageUnit.INPUT, 1_000_000), Map.of()),
            Map.of("priority", new RateTable(rates(UsageUnit.INPUT, 2_000_000), Map.of())));
    assertThat(price.atMost(bound(10, 0, Set.of(), Optional.empty()))).contains(new NanoUsd(20));
    assertThat(price.atMost(bound(10, 0, Set.of(), Optional.of("default"))))
        .contains(new NanoUsd(10));
    assertThat(price.atMost(bound(10, 0, Set.of(), Optional.of("auto")))).isEmpty();
  }

  @ParameterizedTest
  @CsvSource({"priority", "fast", "geo-us", "scale"})
  void tierOfUnknownRatesHasNoTotal(String tier) {
    Price price = price(rates(UsageUnit.INPUT, 1));
    UsageCounts counts = new UsageCounts(Map.of(UsageUnit.INPUT, 1L), Optional.of(tier));
    assertThat(price.bill(counts).total()).isEmpty();
    assertThat(price.bill(counts).lines().get(0).tier()).isEqualTo(tier);
    assertThat(price.atMost(bound(1, 0, Set.of(), Optional.of(tier)))).isEmpty();
  }

  @ParameterizedTest
  @CsvSource({"flex", "batch", "standard", "default", "standard_only", "auto"})
  void tierThatIsNeverDearerHasTheStandardRates(String tier) {
    Price price = price(rates(UsageUnit.INPUT, 1_000_000));
    UsageCounts counts = new UsageCounts(Map.of(UsageUnit.INPUT, 1L), Optional.of(tier));
    assertThat(price.bill(counts).total()).contains(new NanoUsd(1));
  }

  @Test
  void searchesOfAFurtherTierCostWhatTheyCostOtherwise() {
    Price price =
        price(
            new RateTable(
                rates(UsageUnit.INPUT, 1, UsageUnit.WEB_SEARCH, 1_000_000),
                Map.of(10L, rates(UsageUnit.INPUT, 2))),
            Map.of("flex", new RateTable(rates(UsageUnit.INPUT, 1), Map.of())));
    for (long input : List.of(0L, 11L)) {
      for (String tier : List.of("flex", "default")) {
        Map<UsageUnit, Long> counts = Map.of(UsageUnit.INPUT, input, UsageUnit.WEB_SEARCH, 1L);
        assertThat(price.bill(new UsageCounts(counts, Optional.of(tier))).isComplete()).isTrue();
      }
    }
  }

  @Test
  void sumsThatMoneyCannotHoldAreNoAmount() {
    Price price = price(rates(UsageUnit.INPUT, 1_000_000_000_000_000L));
    assertThatThrownBy(() -> price.bill(usage(Map.of(UsageUnit.INPUT, Long.MAX_VALUE))))
        .isInstanceOf(ArithmeticException.class);
    assertThat(price.atMost(bound(Long.MAX_VALUE, 0, Set.of(), Optional.empty()))).isEmpty();
    assertThat(price.bill(usage(Map.of(UsageUnit.INPUT, 9_000_000_000L))).total())
        .contains(new NanoUsd(9_000_000_000_000_000_000L));
  }

  private static UsageBound bound(long in, long out, Set<UsageUnit> kinds, Optional<String> tier) {
    return new UsageBound(in, out, kinds, Map.of(), tier);
  }

  private static UsageCounts usage(Map<UsageUnit, Long> counts) {
    return new UsageCounts(counts, Optional.empty());
  }

  private static Price price(Rates rates) {
    return price(new RateTable(rates, Map.of()), Map.of());
  }

  private static Price price(RateTable standard, Map<String, RateTable> tiers) {
    return new Price(
        "test",
        new PriceStep(Instant.MIN, standard, tiers),
        OptionalLong.empty(),
        OptionalLong.empty());
  }

  private static Rates rates(UsageUnit unit, long rate) {
    return new Rates(Map.of(unit, rate));
  }

  private static Rates rates(UsageUnit unit, long rate, UsageUnit other, long otherRate) {
    return new Rates(Map.of(unit, rate, other, otherRate));
  }

  private static Rates rates(Random random) {
    Map<UsageUnit, Long> rates = new EnumMap<>(UsageUnit.class);
    for (UsageUnit unit : UsageUnit.values()) {
      if (random.nextInt(8) > 0) {
        rates.put(unit, (long) random.nextInt(random.nextBoolean() ? 10 : 2_000_000_000));
      }
    }
    return new Rates(rates);
  }

  private static RateTable table(Random random) {
    Map<Long, Rates> above = new HashMap<>();
    for (int i = random.nextInt(3); i > 0; i--) {
      above.put((long) random.nextInt(1_000), rates(random));
    }
    return new RateTable(rates(random), above);
  }

  private static Map<String, RateTable> tiers(Random random) {
    Map<String, RateTable> tiers = new HashMap<>();
    for (String name : List.of("flex", "priority")) {
      if (random.nextInt(3) == 0) {
        tiers.put(name, table(random));
      }
    }
    return tiers;
  }

  private static UsageBound bound(Random random, Map<String, RateTable> tiers) {
    Set<UsageUnit> kinds = EnumSet.noneOf(UsageUnit.class);
    INPUTS.stream().filter(unit -> random.nextBoolean()).forEach(kinds::add);
    OUTPUTS.stream().filter(unit -> random.nextBoolean()).forEach(kinds::add);
    Map<UsageUnit, Long> others = new EnumMap<>(UsageUnit.class);
    OTHERS.stream()
        .filter(unit -> random.nextInt(4) == 0)
        .forEach(unit -> others.put(unit, (long) random.nextInt(100)));
    Optional<String> tier =
        random.nextBoolean() ? Optional.empty() : Optional.of(any(random, named(tiers)));
    return new UsageBound(random.nextInt(1_500), random.nextInt(500), kinds, others, tier);
  }

  private static UsageCounts within(Random random, UsageBound bound, Map<String, RateTable> tiers) {
    Map<UsageUnit, Long> counts = new EnumMap<>(UsageUnit.class);
    spread(random, bound.inputTokens(), kinds(bound, INPUTS, UsageUnit.INPUT), counts);
    spread(random, bound.outputTokens(), kinds(bound, OUTPUTS, UsageUnit.OUTPUT), counts);
    bound
        .others()
        .forEach((unit, most) -> counts.put(unit, (long) random.nextInt((int) (most + 1))));
    return new UsageCounts(
        counts, bound.serviceTier().or(() -> Optional.of(any(random, named(tiers)))));
  }

  private static List<String> named(Map<String, RateTable> tiers) {
    List<String> names = new ArrayList<>(List.of("default", "flex", "batch"));
    names.addAll(tiers.keySet());
    return names;
  }

  private static List<UsageUnit> kinds(UsageBound bound, List<UsageUnit> side, UsageUnit text) {
    return side.stream().filter(unit -> unit == text || bound.kinds().contains(unit)).toList();
  }

  /** Mostly all of it, so that the edges are met. */
  private static void spread(
      Random random, long most, List<UsageUnit> kinds, Map<UsageUnit, Long> counts) {
    long left = random.nextInt(3) > 0 ? most : random.nextInt((int) (most + 1));
    while (left > 0) {
      long some = 1 + random.nextInt((int) left);
      counts.merge(any(random, kinds), some, Long::sum);
      left -= some;
    }
  }

  private static <T> T any(Random random, List<T> of) {
    return of.get(random.nextInt(of.size()));
  }
}
