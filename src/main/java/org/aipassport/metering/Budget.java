package org.aipassport.metering;

import java.time.Instant;
import java.time.ZoneId;
import java.util.Optional;
import org.aipassport.values.NanoUsd;

/**
 * A limit on a grant, or above it, as it was at one moment.
 *
 * @param id 22 characters of base64url
 * @param subject the id of a grant, an app's host, or a provider key's id; empty for an account
 * @param zone whose clocks say when a window begins
 * @param window when the window began of that moment, by the clock that is furthest ahead
 * @param limit how much may be spent in one window; 0 allows nothing
 * @param spent in the window of that moment
 * @param reserved the most that the calls under way can cost, whenever they began
 */
public record Budget(
    String id,
    BudgetLevel level,
    String subject,
    Period period,
    ZoneId zone,
    Instant window,
    NanoUsd limit,
    NanoUsd spent,
    NanoUsd reserved,
    Optional<Instant> resetsAt) {
  /** This budget with so much kept for calls under way. */
  Budget keeping(NanoUsd kept) {
    return new Budget(id, level, subject, period, zone, window, limit, spent, kept, resetsAt);
  }

  /** What a further call may cost. */
  public NanoUsd remaining() {
    return limit.less(spent.plus(reserved));
  }
}
