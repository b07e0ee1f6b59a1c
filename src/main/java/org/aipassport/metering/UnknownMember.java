package org.aipassport.metering;

import java.time.Instant;
import java.util.Optional;

/**
 * A member of a body that no provider table knows, and that was refused under a money cap.
 *
 * @param providerType the type of the provider, {@code openai} for instance
 * @param operation of the provider's table
 * @param refusals how many calls were refused for it
 * @param inertAt since when it may pass because an operator said that it costs nothing
 */
public record UnknownMember(
    String id,
    String providerType,
    String operation,
    String name,
    long refusals,
    Instant lastRefusedAt,
    Optional<Instant> inertAt) {}
