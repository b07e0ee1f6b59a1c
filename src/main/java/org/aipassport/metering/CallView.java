package org.aipassport.metering;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.OptionalInt;
import org.aipassport.values.CallId;
import org.aipassport.values.ModelName;
import org.aipassport.values.NanoUsd;

/**
 * One call of a grant, as its owner sees it.
 *
 * @param outcome empty while it is under way
 * @param httpStatus what the caller got; empty while it is under way or if nobody knows
 * @param duration from the reservation to the outcome; empty while it is under way
 * @param cost what was charged; empty while it is under way or if nobody knows
 * @param bill how the cost came about, as JSON; empty if it was charged without one
 */
public record CallView(
    CallId id,
    Instant at,
    String operation,
    ModelName model,
    Optional<CallOutcome> outcome,
    OptionalInt httpStatus,
    Optional<Duration> duration,
    Optional<NanoUsd> cost,
    Optional<String> bill) {}
