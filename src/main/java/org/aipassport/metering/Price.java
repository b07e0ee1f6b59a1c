package org.aipassport.metering;

import java.math.BigInteger;
import java.util.ArrayList;
import java.util.Collection;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.function.Predicate;
import org.aipassport.providers.UsageBound;
import org.aipassport.providers.UsageCounts;
import org.aipassport.providers.UsageUnit;
import org.aipassport.values.NanoUsd;

/** What one model costs at one time. For whatever lies within a bound, no bill exceeds it. */
public final class Price {
  private final String version;
  private final PriceStep step;
  private final OptionalLong maxOutput;
  private final OptionalLong contextWindow;

  Price(String version, PriceStep step, OptionalLong maxOutput, OptionalLong contextWindow) {
    this.version = version;
    this.step = step;
    this.maxOutput = maxOutput;
    this.contextWindow = contextWindow;
  }

  /** The price book, with a digest of the operator's file if there is one. */
  public String version() {
    return version;
  }

  /** The most output tokens of one answer, if it is known. */
  public OptionalLong maxOutput() {
    return maxOutput;
  }

  /** The most tokens of input and output together, if it is known. */
  public OptionalLong contextWindow() {
    return contextWindow;
  }

  /**
   * What was used, priced. Counts without a service tier are those of the standard one; a tier
   * without known rates leaves all lines without a rate.
   *
   * @throws ArithmeticException if it is more than money can be: no plausible count is
   */
  public Bill bill(UsageCounts counts) {
    long inputTokens = counts.inputTokens();
    Optional<PriceStep.Tier> tier = step.tier(counts.serviceTier());
    Optional<RateTable.Level> level = tier.map(known -> known.table().at(inputTokens));
    String name =
        tier.map(PriceStep.Tier::name).or(counts::serviceTier).orElse(PriceStep.STANDARD)
            + level.map(Price::suffix).orElse("");
    List<Bill.Line> lines = new ArrayList<>();
    BigInteger sum = BigInteger.ZERO;
    boolean isComplete = true;
    for (Map.Entry<UsageUnit, Long> entry : counts.counts().entrySet()) {
      long count = entry.getValue();
      if (count > 0) {
        OptionalLong rate =
            level.isPresent() ? level.get().rates().of(entry.getKey()) : OptionalLong.empty();
        lines.add(new Bill.Line(entry.getKey(), count, rate, name));
        isComplete &= rate.isPresent();
        sum = sum.add(Rates.cost(count, rate.orElse(0)));
      }
    }
    return new Bill(lines, isComplete ? Optional.of(Rates.total(sum)) : Optional.empty());
  }

  /**
   * The most that anything within the bound can cost: all input and all output at the dearest rate
   * of its kinds, in the dearest tier that can be reached. Text is always among the kinds. Empty if
   * one of the kinds, another unit or the tier has no known rate, or if it is more than money can
   * be: then it cannot be priced.
   */
  public Optional<NanoUsd> atMost(UsageBound bound) {
    Collection<RateTable> tables =
        bound.serviceTier().isPresent()
            ? step.tier(bound.serviceTier()).map(tier -> List.of(tier.table())).orElse(List.of())
            : step.all();
    try {
      BigInteger most = BigInteger.ZERO;
      for (RateTable table : tables) {
        for (RateTable.Level level : table.upTo(bound.inputTokens())) {
          Optional<BigInteger> cost = dearest(level, bound);
          if (cost.isEmpty()) {
            return Optional.empty();
          }
          most = most.max(cost.get());
        }
      }
      return tables.isEmpty() ? Optional.empty() : Optional.of(Rates.total(most));
    } catch (ArithmeticException e) {
      return Optional.empty();
    }
  }

  private static Optional<BigInteger> dearest(RateTable.Level level, UsageBound bound) {
    BigInteger sum = BigInteger.ZERO;
    List<Optional<BigInteger>> parts = new ArrayList<>();
    parts.add(
        dearest(
            level.rates(),
            kinds(bound, UsageUnit.INPUT, UsageUnit::isInputToken),
            Math.min(bound.inputTokens(), level.most())));
    parts.add(
        dearest(
            level.rates(),
            kinds(bound, UsageUnit.OUTPUT, UsageUnit::isOutputToken),
            bound.outputTokens()));
    bound.others().forEach((unit, most) -> parts.add(dearest(level.rates(), Set.of(unit), most)));
    for (Optional<BigInteger> part : parts) {
      if (part.isEmpty()) {
        return part;
      }
      sum = sum.add(part.get());
    }
    return Optional.of(sum);
  }

  private static Set<UsageUnit> kinds(UsageBound bound, UsageUnit text, Predicate<UsageUnit> side) {
    Set<UsageUnit> kinds = EnumSet.of(text);
    bound.kinds().stream().filter(side).forEach(kinds::add);
    return kinds;
  }

  private static Optional<BigInteger> dearest(Rates rates, Set<UsageUnit> kinds, long most) {
    if (most == 0) {
      return Optional.of(BigInteger.ZERO);
    }
    long dearest = 0;
    for (UsageUnit kind : kinds) {
      OptionalLong rate = rates.of(kind);
      if (rate.isEmpty()) {
        return Optional.empty();
      }
      dearest = Math.max(dearest, rate.getAsLong());
    }
    return Optional.of(Rates.cost(most, dearest));
  }

  private static String suffix(RateTable.Level level) {
    return level.above() < 0 ? "" : " above " + level.above();
  }
}
