package org.aipassport.providers;

import org.aipassport.json.JsonObject;

/**
 * What goes to the upstream, but for its headers.
 *
 * @param pathAndQuery behind the upstream's origin, encoded, beginning with a slash
 * @param body the members in the caller's order
 */
public record UpstreamCall(String pathAndQuery, JsonObject body) {}
