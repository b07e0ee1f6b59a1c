package org.aipassport.metering;

import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import org.aipassport.providers.UsageUnit;
import org.aipassport.values.NanoUsd;

/**
 * What a call costs.
 *
 * @param lines one for each unit of which there was any, in the order of {@link UsageUnit}
 * @param total rounded up once, over all lines; empty if the bill is incomplete, because a line has
 *     no rate: then nothing is known but that it costs something
 */
public record Bill(List<Line> lines, Optional<NanoUsd> total) {
  /**
   * One kind of what was used.
   *
   * @param rate in billionths of a US dollar for a million units; empty if it has no price
   * @param tier the rates that held: {@code standard}, a service tier, {@code standard above
   *     200000}
   */
  public record Line(UsageUnit unit, long count, OptionalLong rate, String tier) {}

  public Bill {
    lines = List.copyOf(lines);
  }

  /** Whether all that was used has a price. */
  public boolean isComplete() {
    return total.isPresent();
  }
}
