package org.aipassport.metering;

import java.time.Instant;
import java.util.List;
import java.util.Locale;
import org.aipassport.values.ProviderName;

/**
 * One decision of an operator's about the price of a model, as people read it.
 *
 * @param number counts on with every decision; bills by this price name it
 * @param model as its provider spells it; {@code *} is any that nothing else names
 * @param dated whether a name with a date behind it is the same model
 * @param tiers the rates; empty if the decision was to have no price of their own any more
 * @param from when it begins or began to hold
 * @param setBy the username of who decided
 */
public record PriceDecision(
    long number,
    ProviderName provider,
    String model,
    boolean dated,
    List<PriceView.Tier> tiers,
    State state,
    Instant from,
    String setBy,
    Instant setAt) {
  /** What became of it. */
  public enum State {
    /** Calls are priced by it now. */
    HOLDS,
    /** It is to hold later. */
    WAITS,
    /** Another took its place, or it took one away. */
    PAST;

    /** The name on the wire. */
    public String wireName() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  public PriceDecision {
    tiers = List.copyOf(tiers);
  }

  /** Whether it took a price away. */
  public boolean isRemoval() {
    return tiers.isEmpty();
  }
}
