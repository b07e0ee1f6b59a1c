package org.aipassport.grants;

import java.time.Instant;
import java.util.Optional;
import org.aipassport.values.GrantId;
import org.aipassport.values.UserId;

/**
 * What an owner reported of an app.
 *
 * @param words the reporter's own; may be empty
 * @param status of the grant now
 * @param dismissedAt when an operator put it aside
 */
public record ReportView(
    String id,
    GrantId grant,
    String appName,
    String appUrl,
    UserId reporter,
    String words,
    GrantStatus status,
    Instant reportedAt,
    Optional<Instant> dismissedAt) {}
