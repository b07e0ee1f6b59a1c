package org.aipassport.config;

import java.time.Duration;

/**
 * Bounds of one broker.
 *
 * @param maxBodyBytes the largest request body
 * @param callThreads calls at once on a JVM below 24; newer ones run each on a virtual thread
 * @param maxBodyMemory bytes that the bodies of all calls under way may take; at least four of the
 *     largest
 * @param bodyTimeout how long a body may take to arrive
 * @param heartbeat after how much silence the caller of a stream gets a sign of life
 */
public record LimitSettings(
    long maxBodyBytes,
    int callThreads,
    long maxBodyMemory,
    Duration bodyTimeout,
    Duration heartbeat) {}
