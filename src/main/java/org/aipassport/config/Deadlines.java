package org.aipassport.config;

import java.time.Duration;

/**
 * How long a call to an upstream may take.
 *
 * @param connect until a connection stands, name lookup and TLS included
 * @param firstByte from the request to the head of the answer
 * @param idle between two reads of the answer
 * @param total for the whole call, answer read to its end
 */
public record Deadlines(Duration connect, Duration firstByte, Duration idle, Duration total) {}
