package org.aipassport.metering;

import java.util.List;
import java.util.Optional;
import org.aipassport.values.NanoUsd;

/**
 * A call that is on record and may be made.
 *
 * @param taken the budgets that its money was taken from, besides the grant's own total; one that
 *     is set later adds itself to what is stored
 * @param left the least that a cap on the grant leaves after it; empty without one
 */
public record Reserved(
    CallIntent intent, Reservation reservation, List<Taken> taken, Optional<NanoUsd> left) {
  public Reserved {
    taken = List.copyOf(taken);
  }
}
