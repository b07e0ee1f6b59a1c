package org.aipassport.providers;

import java.util.List;

/**
 * What a member of a body entails.
 *
 * @param at where it stands: names of members, {@code *} for each element of an array
 */
record Rule(List<String> at, Condition when, Consequence then) {}
