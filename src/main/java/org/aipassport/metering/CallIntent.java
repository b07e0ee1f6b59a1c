package org.aipassport.metering;

import java.util.Optional;
import org.aipassport.grants.GrantView;
import org.aipassport.values.CallId;
import org.aipassport.values.ModelName;

/**
 * What is about to be sent upstream.
 *
 * @param operation its name, {@code chat_completions} for instance
 * @param key by which its caller may ask for it again, if it gave one
 */
public record CallIntent(
    CallId id, GrantView grant, String operation, ModelName model, Optional<IdempotencyKey> key) {}
