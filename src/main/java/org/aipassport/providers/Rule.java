package org.aipassport.providers;

import java.util.List;
import java.util.Optional;

/**
 * What a member of a body entails.
 *
 * @param at where it stands: names of members, {@code *} for each element of an array
 * @param needs the capability that a grant must have for it; if there is none it is refused
 * @param allowedByStorage whether a grant that lets the provider keep conversations lifts the
 *     refusal
 * @param why what the refusal tells the caller
 */
record Rule(
    List<String> at,
    Condition when,
    Optional<Capability> needs,
    boolean allowedByStorage,
    String why) {}
