package org.aipassport.identity;

import java.time.Instant;
import java.util.Optional;

/**
 * What a script has proved who it acts for with.
 *
 * @param end when that is good for nothing any more; empty if never by itself
 */
public record Presented(Caller caller, Optional<Instant> end) {}
