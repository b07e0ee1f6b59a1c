package org.aipassport.config;

import java.time.Duration;

/**
 * How long a call to an upstream may take.
 *
 * @param connect until the connection stands
 * @param firstByte from the request's end to the answer's first byte
 * @param idle between two pieces of the answer
 * @param total from beginning to end
 */
public record Deadlines(Duration connect, Duration firstByte, Duration idle, Duration total) {}
