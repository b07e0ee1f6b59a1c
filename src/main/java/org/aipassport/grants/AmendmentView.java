package org.aipassport.grants;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.aipassport.values.CallId;

/**
 * A change that waits for an owner's decision, and the grant as it is.
 *
 * @param scope the whole scope as it would be then
 * @param lifetime how long the grant would live from the decision on; empty: as long as it does
 * @param call the call that waits for it, if the broker asked for one and not the app
 */
public record AmendmentView(
    String id,
    GrantView grant,
    GrantScope scope,
    Optional<Duration> lifetime,
    String reason,
    Optional<CallId> call,
    Instant createdAt) {}
