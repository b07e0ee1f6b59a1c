package org.aipassport.config;

/**
 * Bounds of one broker.
 *
 * @param maxBodyBytes the largest request body
 * @param callThreads calls at once on a JVM below 24; newer ones run each on a virtual thread
 */
public record LimitSettings(long maxBodyBytes, int callThreads) {}
