package org.aipassport.config;

import java.time.Duration;

/**
 * Access tokens.
 *
 * @param ttl life of a token when none is asked for, in whole seconds
 * @param maxTtl the longest that can be asked for, in whole seconds; never below {@code ttl}
 * @param inspect whether {@code GET /tokens/{token}/inspect} is there
 */
public record TokenSettings(Duration ttl, Duration maxTtl, boolean inspect) {}
