package org.aipassport.providers;

import java.util.Optional;

/** What it means that a rule applies. */
sealed interface Consequence {
  /** A grant must have the capability. */
  record Needs(Capability capability) implements Consequence {}

  /**
   * It does not go upstream.
   *
   * @param why what the refusal tells the caller
   * @param allowedByStorage whether a grant that lets the provider keep conversations lifts it
   */
  record Refused(String why, boolean allowedByStorage) implements Consequence {}

  /**
   * It can cost more than its bytes say.
   *
   * @param instead what of it is no text to the model: {@code cost} stands instead of its bytes; an
   *     empty path is all of it
   */
  record Costs(Cost cost, Optional<MemberPath> instead) implements Consequence {}
}
