package org.aipassport.providers;

import java.util.List;
import java.util.Set;
import org.aipassport.json.JsonObject;
import org.aipassport.values.ModelName;

/**
 * A request that the broker understood.
 *
 * @param capabilities everything that a grant must allow for it
 * @param wanted the form of answer that the caller asked for
 * @param stripUsage whether the upstream is asked for usage that the caller did not ask for
 * @param pathAndQuery where it goes behind the provider's base URL, encoded
 * @param form the names of a multipart form's parts, in their order; empty for JSON
 * @param body what goes there; of a form, what its texts say
 */
public record Understood(
    Operation operation,
    ModelName model,
    Set<Capability> capabilities,
    StreamChoice.Wanted wanted,
    boolean stripUsage,
    String pathAndQuery,
    List<String> form,
    JsonObject body) {}
