package org.aipassport.metering;

import java.util.Optional;
import org.aipassport.values.NanoUsd;

/**
 * What a call cost.
 *
 * @param amount empty if nobody knows
 * @param bill how it came about, as JSON of at most 2000 characters
 * @param priceVersion by which prices
 */
public record Charge(
    Optional<NanoUsd> amount, Optional<String> bill, Optional<String> priceVersion) {
  /** The provider answered with an error, which costs nothing. */
  public static final Charge NOTHING =
      new Charge(Optional.of(NanoUsd.ZERO), Optional.empty(), Optional.empty());

  /** The provider did not say what was used, or nothing that could be read or priced. */
  public static final Charge UNKNOWN =
      new Charge(Optional.empty(), Optional.empty(), Optional.empty());
}
