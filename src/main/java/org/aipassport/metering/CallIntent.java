package org.aipassport.metering;

import org.aipassport.grants.GrantView;
import org.aipassport.values.CallId;
import org.aipassport.values.ModelName;

/**
 * What is about to be sent upstream.
 *
 * @param operation its name, {@code chat_completions} for instance
 */
public record CallIntent(CallId id, GrantView grant, String operation, ModelName model) {}
