package org.aipassport.metering;

import org.aipassport.problems.RefusalException;
import org.aipassport.values.NanoUsd;

/** What a call would cost at most. */
@FunctionalInterface
public interface Quote {
  /**
   * Does what takes long, so that {@link #within}, which others wait for, does not; asked before
   * it.
   *
   * @throws RefusalException as {@link #within}
   */
  default void prepare() {}

  /**
   * What has to be kept for the call so that it fits into what is left, by limiting its answer
   * where that is possible. If nothing fits, what it would take at least.
   *
   * @throws RefusalException PRICE_UNKNOWN if nobody knows what it costs, POLICY naming the member
   *     that makes its cost unbounded
   */
  Reservation within(NanoUsd left);
}
