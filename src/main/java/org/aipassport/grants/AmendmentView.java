package org.aipassport.grants;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/**
 * A change that waits for an owner's decision, and the grant as it is.
 *
 * @param scope the whole scope as it would be then
 * @param lifetime how long the grant would live from the decision on; empty: as long as it does
 */
public record AmendmentView(
    String id,
    GrantView grant,
    GrantScope scope,
    Optional<Duration> lifetime,
    String reason,
    Instant createdAt) {}
