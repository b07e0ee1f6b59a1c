package org.aipassport.metering;

import org.aipassport.grants.GrantView;
import org.aipassport.providers.Operation;
import org.aipassport.values.CallId;
import org.aipassport.values.ModelName;

/** What is about to be sent upstream. */
public record CallIntent(CallId id, GrantView grant, Operation operation, ModelName model) {}
