package org.aipassport.metering;

import org.aipassport.values.NanoUsd;

/**
 * What a grant's own cap would have to be for a call that it does not cover.
 *
 * @param least the lowest cap with which the call could be made, with the shortest answer
 * @param enough the lowest cap with which it could be made as it was asked for, or as far as the
 *     budgets above allow
 */
public record Shortfall(NanoUsd least, NanoUsd enough) {}
