package org.aipassport.providers;

import java.util.Optional;
import java.util.Set;

/**
 * The most that a part of a body can cost besides its bytes.
 *
 * @param tokens how many of input
 * @param perByte how many of input for each byte of it
 * @param fillsContext whether nothing but the model's context window bounds its tokens of input
 * @param kinds the kinds of tokens that can occur because of it
 * @param uses what is not counted in tokens
 * @param rounds how often the model can run because of it, each time with all that went before
 * @param source where the figures are documented
 */
record Cost(
    long tokens,
    long perByte,
    boolean fillsContext,
    Set<UsageUnit> kinds,
    Optional<Uses> uses,
    long rounds,
    String source) {
  /** As many of a unit as the member says. */
  record Uses(UsageUnit unit, String member) {}

  Cost {
    kinds = Set.copyOf(kinds);
  }
}
