package org.aipassport.providers;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * What bounds the cost of a call of one operation.
 *
 * @param times members by which the answers are multiplied
 * @param input what is known of what goes in; without it, no cost of the operation has a bound
 */
record BoundTable(OutputLimit output, List<MemberPath> times, Optional<Input> input) {
  /** Whether a call is known to cost nothing. */
  boolean isFree() {
    return input.filter(Input::isFree).isPresent();
  }

  /**
   * What bounds that which goes in, and what is counted of a call.
   *
   * @param kinds the kinds of tokens that any call can have
   * @param prompts members that hold one prompt or a list of them, each with answers of its own
   * @param oneContext whether all that goes in stands in one context window
   * @param isFree whether the provider charges nothing for it; then the other figures do not count
   * @param overhead the tokens that the provider adds to any call
   * @param extraOutput the tokens that an answer can have above its limit
   * @param rendered what upstreams write in their own way before the model reads it
   * @param characters texts that some models are paid for by their length
   * @param anywhere rules about members at whatever place
   * @param rules what costs more than its bytes, and what has no bound
   * @param file what a part of a form that is a file costs
   */
  record Input(
      Set<UsageUnit> kinds,
      List<MemberPath> prompts,
      boolean oneContext,
      boolean isFree,
      long overhead,
      long extraOutput,
      List<MemberPath> rendered,
      List<MemberPath> characters,
      List<Rule> anywhere,
      Rules rules,
      Optional<Cost> file,
      Tiers tiers) {
    boolean hasOutput() {
      return kinds.stream().anyMatch(UsageUnit::isOutputToken);
    }
  }

  /**
   * The service tiers that a body can ask for.
   *
   * @param alone by what a body asks for, the tier that is then billed and no other
   */
  record Tiers(MemberPath member, Map<String, String> alone) {}
}
