package org.aipassport.grants;

import java.util.Optional;
import org.aipassport.values.NanoUsd;

/**
 * A grant's money at one moment.
 *
 * @param cap how much it may spend in all; absent means no cap of its own, 0 allows nothing
 * @param spent what its calls cost, as far as that is known
 * @param reserved the most that the calls under way can cost; 0 for those without any cap
 */
public record GrantMoney(Optional<NanoUsd> cap, NanoUsd spent, NanoUsd reserved) {
  /** What a further call may cost; empty without a cap. */
  public Optional<NanoUsd> remaining() {
    return cap.map(most -> most.less(spent.plus(reserved)));
  }
}
