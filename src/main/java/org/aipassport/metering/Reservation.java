package org.aipassport.metering;

import java.util.Optional;
import java.util.OptionalLong;
import org.aipassport.values.NanoUsd;

/**
 * The money that is kept for a call.
 *
 * @param amount the most that the call can cost
 * @param priceVersion by which prices; empty if no cap asked for a price
 * @param outputLimit how many tokens each answer may have at most, if the broker has to say so to
 *     the provider; that is part of what bounds the amount
 */
public record Reservation(NanoUsd amount, Optional<String> priceVersion, OptionalLong outputLimit) {
  /** No cap is in force: nothing is kept, and what the call costs may stay unknown. */
  public static final Reservation NONE =
      new Reservation(NanoUsd.ZERO, Optional.empty(), OptionalLong.empty());

  /** The most that the call can cost, if a cap asked for that. */
  Optional<NanoUsd> most() {
    return isCapped() ? Optional.of(amount) : Optional.empty();
  }

  /** Whether a cap is in force. */
  public boolean isCapped() {
    return priceVersion.isPresent();
  }
}
